-- threshold.sql: the best threshold when a missed tumour costs twenty times a false alarm.
-- roc_curve has a row for every possible threshold; the one of the lowest cost is the answer. Its cost is
-- somewhat too low, since it was chosen on the same patients: judge the threshold on others.

WITH model AS (
  SELECT model, score_set(logit, malignant) AS examples
  FROM tumours
  GROUP BY model
),
candidate AS (
  SELECT model, threshold, tp, fp, fn, fp + 20 * fn AS cost,
         row_number() OVER (PARTITION BY model ORDER BY fp + 20 * fn, threshold DESC) AS place
  FROM model, roc_curve(model.examples)
)
SELECT model, round(threshold, 3) AS threshold, round(sigmoid(threshold), 4) AS p, tp, fn, fp, cost
FROM candidate
WHERE place = 1;

-- With calibrated probabilities no search is needed: the best threshold is 1 / (1 + 20), from the costs
-- alone. That it costs more here shows how far these probabilities are from calibrated.
SELECT model, round(1.0 / 21, 4) AS p,
       sum(malignant AND sigmoid(logit) >= 1.0 / 21) AS tp,
       sum(malignant AND sigmoid(logit) < 1.0 / 21) AS fn,
       sum(NOT malignant AND sigmoid(logit) >= 1.0 / 21) AS fp,
       sum(iif(malignant, 20 * (sigmoid(logit) < 1.0 / 21), sigmoid(logit) >= 1.0 / 21)) AS cost
FROM tumours
GROUP BY model;
