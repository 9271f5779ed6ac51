-- one_vs_rest.sql: many classes, one at a time: each class against all others.
-- The mean of the AUCs is scikit-learn's roc_auc_score(multi_class='ovr'). The mean of the calibration
-- errors is the class-wise ECE (M. Kull et al., NeurIPS 2019): ece(confidence, hit) sees only the highest
-- probability, this one sees all.

WITH probability AS (
  SELECT model, class, class = label AS truth,
         softmax_prob(logit, logsumexp(logit) OVER (PARTITION BY model, image)) AS p
  FROM digits
),
one AS (
  SELECT model, class, roc_auc(p, truth) AS auc, ece(p, truth) AS ece
  FROM probability
  GROUP BY model, class
)
SELECT model, class, round(auc, 4) AS auc, round(ece, 4) AS ece FROM one WHERE class IN (0, 1, 8)
UNION ALL
SELECT model, 'mean of ten', round(avg(auc), 4), round(avg(ece), 4) FROM one GROUP BY model
ORDER BY model, class;
