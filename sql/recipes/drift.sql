-- drift.sql: does the model hold up over time? Say that 200 images come in a week. Over a window of three
-- weeks: accuracy, calibration error and loss. Per week: the Jensen-Shannon divergence of its answers from
-- those of the first week. Then image by image, over the last 400: does the confidence still tell right
-- answers from wrong ones? docs/numerics.md says which functions slide fast.

DROP TABLE IF EXISTS temp.answers;
CREATE TEMP TABLE answers AS
SELECT image / 200 AS week, image, argmax(class, logit) AS answer,
       argmax(class, logit) = label AS hit, softmax_max(logit) AS confidence,
       xent(logit, class = label) AS ce
FROM digits
WHERE model = 'mlp'
GROUP BY image, label;

WITH RECURSIVE class(answer) AS (SELECT 0 UNION ALL SELECT answer + 1 FROM class LIMIT 10),
share AS (
  SELECT week, answer, (SELECT count(*) FROM answers AS a WHERE a.week = w.week AND a.answer = class.answer) AS n
  FROM (SELECT DISTINCT week FROM answers) AS w, class
),
moved AS (
  SELECT now.week, js_divergence(first.n, now.n) AS divergence
  FROM share AS now JOIN share AS first ON first.week = 0 AND first.answer = now.answer
  GROUP BY now.week
),
rolling AS (
  SELECT week, image,
         avg(hit) OVER recent AS accuracy,
         ece(confidence, hit) OVER recent AS ece,
         avg(ce) OVER recent AS cross_entropy
  FROM answers
  WINDOW recent AS (ORDER BY week RANGE BETWEEN 2 PRECEDING AND CURRENT ROW)
)
SELECT week, round(min(accuracy), 4) AS accuracy, round(min(ece), 4) AS ece,
       round(min(cross_entropy), 4) AS cross_entropy, round(divergence, 4) AS js_divergence
FROM rolling JOIN moved USING (week)
GROUP BY week;

SELECT week, round(min(auc), 4) AS lowest_auc, round(max(auc), 4) AS highest_auc, round(max(ece), 4) AS highest_ece
FROM (SELECT week, roc_auc(confidence, hit) OVER recent AS auc, ece(confidence, hit) OVER recent AS ece
      FROM answers WINDOW recent AS (ORDER BY image ROWS 399 PRECEDING))
GROUP BY week;
