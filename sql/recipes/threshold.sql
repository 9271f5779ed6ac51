-- threshold.sql: where to draw the line when a missed tumour costs twenty times a false alarm.
-- roc_curve has a row for every line that can be drawn; the cheapest is the answer. Chosen and counted on the
-- same patients, its cost is a little flattering: judge the line on others.

WITH model AS (
  SELECT model, score_set(logit, malignant) AS examples
  FROM tumours
  GROUP BY model
),
line AS (
  SELECT model, threshold, tp, fp, fn, fp + 20 * fn AS cost,
         row_number() OVER (PARTITION BY model ORDER BY fp + 20 * fn, threshold DESC) AS place
  FROM model, roc_curve(model.examples)
)
SELECT model, round(threshold, 3) AS threshold, round(sigmoid(threshold), 4) AS p,
       tp AS found, fn AS missed, fp AS false_alarms, cost
FROM line
WHERE place = 1;

-- Were the probabilities exact there would be nothing to search: call it when p is above 1 / (1 + 20), the
-- odds of the costs. What that costs more shows how far they are from it.
SELECT model, round(1.0 / 21, 4) AS p,
       sum(malignant AND sigmoid(logit) >= 1.0 / 21) AS found,
       sum(malignant AND sigmoid(logit) < 1.0 / 21) AS missed,
       sum(NOT malignant AND sigmoid(logit) >= 1.0 / 21) AS false_alarms,
       sum(iif(malignant, 20 * (sigmoid(logit) < 1.0 / 21), sigmoid(logit) >= 1.0 / 21)) AS cost
FROM tumours
GROUP BY model;
