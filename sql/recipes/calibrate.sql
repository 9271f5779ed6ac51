-- calibrate.sql: fit a temperature on the even images, see what it does to the odd ones.
-- Above 1 the model was overconfident, below 1 underconfident. Decisions, and so accuracy, stay the same.

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
held_out AS (
  SELECT model, t, label, v AS before, vec_scale(v, 1.0 / t) AS after
  FROM example JOIN fit USING (model)
  WHERE image % 2 = 1
)
SELECT model, round(t, 4) AS temperature,
       round(avg(vec_xent(before, label)), 4) AS cross_entropy_before,
       round(avg(vec_xent(after, label)), 4) AS cross_entropy_after,
       round(ece(vec_softmax_max(before), vec_argmax(before) = label), 4) AS ece_before,
       round(ece(vec_softmax_max(after), vec_argmax(after) = label), 4) AS ece_after
FROM held_out
GROUP BY model;

-- One score per example instead of a vector: Platt scaling, fitted on the even patients, judged on the odd.
-- These models were nearly calibrated before. A fit on half of the patients adds noise, and the odd patients
-- come out worse: here Platt scaling is not needed.
WITH fit AS (
  SELECT model, fit_platt(logit, malignant) AS f
  FROM tumours
  WHERE patient % 2 = 0
  GROUP BY model
),
held_out AS (
  SELECT model, malignant, logit AS before, logit * (f ->> 'a') + (f ->> 'b') AS after,
         round(f ->> 'a', 3) AS a, round(f ->> 'b', 3) AS b
  FROM tumours JOIN fit USING (model)
  WHERE patient % 2 = 1
)
SELECT model, a, b,
       round(avg(sigmoid_xent(before, malignant)), 4) AS log_loss_before,
       round(avg(sigmoid_xent(after, malignant)), 4) AS log_loss_after,
       round(ece(sigmoid(before), malignant), 4) AS ece_before,
       round(ece(sigmoid(after), malignant), 4) AS ece_after
FROM held_out
GROUP BY model, a, b;
