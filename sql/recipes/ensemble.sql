-- ensemble.sql: the mean of two models' probabilities, as they are and after each has been divided by its
-- own temperature (fitted on the even images). log_loss(p, 1) is the mean of -ln p, infinite ones included.

WITH example AS (
  SELECT model, image, label, vec_group(class, logit) AS v
  FROM digits
  GROUP BY model, image, label
),
fit AS (
  SELECT model, fit_temperature(v, label) AS t
  FROM example
  WHERE image % 2 = 0
  GROUP BY model
),
mixed AS (
  SELECT image, label,
         vec_mean(vec_softmax(v)) AS before,
         vec_mean(vec_softmax(vec_scale(v, 1.0 / t))) AS after
  FROM example JOIN fit USING (model)
  GROUP BY image, label
)
SELECT 'as they are' AS ensemble,
       round(avg(vec_argmax(before) = label), 4) AS accuracy,
       round(log_loss(vec_at(before, label), 1), 4) AS cross_entropy
FROM mixed
UNION ALL
SELECT 'calibrated',
       round(avg(vec_argmax(after) = label), 4),
       round(log_loss(vec_at(after, label), 1), 4)
FROM mixed;
