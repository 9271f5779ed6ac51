-- evaluate.sql: is the model good, and are its probabilities to be believed? One row per model.
-- cross_entropy is the loss in nats; n_labelled counts its images, since one without a label has no loss.
-- brier is the Brier score over all classes, from 0 to 2; top_label_brier looks at the confidence alone, from
-- 0 to 1, as ece does, the expected calibration error.

WITH example AS (
  SELECT model, image,
         argmax(class, logit) = label AS hit,
         target_rank(logit, class = label) <= 3 AS hit3,
         xent(logit, class = label) AS ce,
         softmax_brier(logit, class = label) AS brier,
         softmax_max(logit) AS confidence
  FROM digits
  GROUP BY model, image, label
)
SELECT model,
       count(*) AS n,
       round(avg(hit), 4) AS accuracy,
       round(avg(hit3), 4) AS top3,
       round(avg(ce), 4) AS cross_entropy,
       count(ce) AS n_labelled,
       round(avg(confidence), 4) AS confidence,
       round(avg(brier), 4) AS brier,
       round(brier(confidence, hit), 4) AS top_label_brier,
       round(ece(confidence, hit), 4) AS ece
FROM example
GROUP BY model;
