-- evaluate.sql: is the model good, and is it as sure as it should be? One row per model.
-- Cross-entropy and ECE are in the terms of the field: the loss in nats, and the expected calibration
-- error of the confidence. Beside avg(ce) stands its count: an image without a label has no loss.

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
       round(avg(hit3), 4) AS top3,
       round(avg(ce), 4) AS cross_entropy,
       count(ce) AS of_n,
       round(avg(confidence), 4) AS confidence,
       round(brier(confidence, hit), 4) AS brier,
       round(ece(confidence, hit), 4) AS ece
FROM example
GROUP BY model;
