-- evaluate.sql: is the model good, and is it as sure as it should be? One row per model.
-- cross_entropy is the loss in nats; n_labelled counts its images, since one without a label has no loss.
-- ece is the expected calibration error of the confidence. top_label_brier is the Brier score of "the answer
-- is right" at that confidence, not the Brier score over all classes.

WITH example AS (
  SELECT model, image,
         argmax(class, logit) = label AS hit,
         target_rank(logit, class = label) <= 3 AS hit3,
         xent(logit, class = label) AS ce,
         softmax_max(logit) AS confidence
  FROM digits
  GROUP BY model, image, label
)
SELECT model,
       count(*) AS n,
       round(avg(hit), 4) AS accuracy,
       round(avg(hit3), 4) AS top3_accuracy,
       round(avg(ce), 4) AS cross_entropy,
       count(ce) AS n_labelled,
       round(avg(confidence), 4) AS confidence,
       round(brier(confidence, hit), 4) AS top_label_brier,
       round(ece(confidence, hit), 4) AS ece
FROM example
GROUP BY model;
