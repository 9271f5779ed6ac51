-- calibrators.sql: Temperature, Platt scaling and isotonic regression on the same scores, fitted on the even
-- patients and judged on the odd ones.
-- A temperature is one number and Platt scaling two. Isotonic regression is any curve that never falls: it
-- needs more examples, and it may say 0 or 1, where one surprise makes log_loss infinite.

WITH scored AS (
  SELECT patient, malignant, logit AS score FROM tumours WHERE model = 'boosting'
),
fit AS (
  SELECT fit_temperature(vec(0, score), malignant) AS t,
         fit_platt(score, malignant) AS platt,
         fit_isotonic(score, malignant) AS isotonic_fit
  FROM scored
  WHERE patient % 2 = 0
),
calibrated(method, patient, malignant, p) AS (
  SELECT 'none', patient, malignant, sigmoid(score) FROM scored
  UNION ALL
  SELECT 'temperature', patient, malignant, sigmoid(score / t) FROM scored, fit
  UNION ALL
  SELECT 'Platt', patient, malignant, sigmoid(score * (platt ->> 'a') + (platt ->> 'b')) FROM scored, fit
  UNION ALL
  SELECT 'isotonic', patient, malignant, isotonic(isotonic_fit, score) FROM scored, fit
)
SELECT method,
       round(roc_auc(p, malignant), 4) AS auc,
       round(log_loss(p, malignant), 4) AS log_loss,
       round(brier(p, malignant), 4) AS brier,
       round(ece(p, malignant), 4) AS ece
FROM calibrated
WHERE patient % 2 = 1
GROUP BY method
ORDER BY brier;
