-- demo.sql: from raw scores to probabilities, decisions, a report, a calibrated model and pictures of it.
-- Run by `make demo` from the top folder, on the tables of import.sql, with the extension loaded; @folder is
-- where pictures go.

.mode box

.print
.print 1. Two pictures, two classes: softmax turns scores into probabilities that sum to 1
WITH scores(picture, class, logit) AS (
  VALUES (1, 'cat', 16.917), (1, 'dog', 0.772),
         (2, 'cat', 1.004),  (2, 'dog', 0.709)
)
SELECT picture, class, logit,
       printf('%.7f', softmax_prob(logit, logsumexp(logit) OVER (PARTITION BY picture))) AS probability
FROM scores;

.print
.print 2. Image 1795 of the digits, as the model linear sees it: ten scores, best first
SELECT rank() OVER (ORDER BY logit DESC) AS rank, class, logit,
       round(softmax_prob(logit, logsumexp(logit) OVER ()), 4) AS probability,
       iif(class = label, 'the digit', '') AS truth
FROM digits
WHERE model = 'linear' AND image = 1795
ORDER BY rank;

.print
.print 3. The report: how often is each model right, how confident is it, what is its loss (in nats)
.read sql/recipes/evaluate.sql

.print
.print 4a. The images of which the model mlp is least certain: the smallest margin
SELECT image, label,
       topk(class, logit, 3) AS top3,
       round(softmax_max(logit), 4) AS confidence,
       round(softmax_margin(logit), 4) AS margin,
       round(softmax_entropy(logit), 4) AS entropy
FROM digits
WHERE model = 'mlp'
GROUP BY image, label
ORDER BY softmax_margin(logit)
LIMIT 5;

.print
.print 4b. The images where it is wrong and most confident
SELECT image, label,
       argmax(class, logit) AS predicted,
       round(softmax_max(logit), 6) AS confidence,
       round(xent(logit, class = label), 2) AS cross_entropy
FROM digits
WHERE model = 'mlp'
GROUP BY image, label
HAVING predicted <> label
ORDER BY softmax_max(logit) DESC
LIMIT 5;

.print
.print 5. The two models as an ensemble: the mean of their probabilities, beside each alone
WITH log_probability AS (
  SELECT model, image, label, class,
         logit - logsumexp(logit) OVER (PARTITION BY model, image) AS logp
  FROM digits
),
opinion AS (
  SELECT model, image, label, class, logp FROM log_probability
  UNION ALL
  SELECT 'ensemble', image, label, class, logmeanexp(logp)
  FROM log_probability
  GROUP BY image, label, class
),
example AS (
  SELECT model, image,
         argmax(class, logp) = label AS hit,
         xent(logp, class = label) AS ce
  FROM opinion
  GROUP BY model, image, label
)
SELECT model,
       count(*) AS images,
       round(avg(hit), 4) AS accuracy,
       round(avg(ce), 4) AS cross_entropy
FROM example
GROUP BY model
ORDER BY model = 'ensemble', model;

.print
.print 6. Tumours: one score per patient, so sigmoid; who is called back at which threshold
WITH patient AS (
  SELECT model, malignant, sigmoid(logit) AS p, sigmoid_xent(logit, malignant) AS ce
  FROM tumours
)
SELECT model, threshold,
       count(*) AS patients,
       sum(malignant AND p >= threshold) AS true_positives,
       sum(malignant AND p < threshold) AS false_negatives,
       sum(NOT malignant AND p >= threshold) AS false_positives,
       round(avg((p >= threshold) = malignant), 4) AS accuracy,
       round(avg(ce), 4) AS cross_entropy
FROM patient, (SELECT 0.5 AS threshold UNION ALL SELECT 0.1)
GROUP BY model, threshold
ORDER BY model, threshold DESC;

.print
.print 7. Tumours: how well the scores rank, whatever the threshold
SELECT model, round(roc_auc(logit, malignant), 4) AS roc_auc,
       round(average_precision(logit, malignant), 4) AS average_precision,
       round(brier(sigmoid(logit), malignant), 4) AS brier
FROM tumours
GROUP BY model;

.print
.print 8. One model is overconfident, one underconfident: a temperature, fitted on the even images, corrects both
.print    on the odd ones. The tumours' models were nearly calibrated: Platt scaling changes little there
.read sql/recipes/calibrate.sql

.print
.print 9. Pictures, beside the database: confidence and accuracy on the odd images, before and after the
.print    temperatures of the even ones
WITH example AS (
  SELECT model, image, label, vec_group(class, logit) AS v
  FROM digits
  GROUP BY model, image, label
),
fit AS (
  SELECT model, fit_temperature(v, label) AS t FROM example WHERE image % 2 = 0 GROUP BY model
),
held_out AS (
  SELECT model, t, v, vec_argmax(v) = label AS hit
  FROM example JOIN fit USING (model)
  WHERE image % 2 = 1
),
model AS (
  SELECT model AS name, score_set(vec_softmax_max(v), hit) AS examples
  FROM held_out
  GROUP BY model
  UNION ALL
  SELECT printf('%s, T = %.2f', model, t), score_set(vec_softmax_max(vec_scale(v, 1.0 / t)), hit)
  FROM held_out
  GROUP BY model, t
  ORDER BY name
)
SELECT 'reliability.svg' AS picture,
       writefile(@folder || '/reliability.svg',
                 plot_reliability(json_group_object(name, examples),
                                  'Handwritten digits, before and after', 15, 'accuracy')) > 0 AS written
FROM model;

WITH model AS (
  SELECT model, score_set(logit, malignant) AS examples FROM tumours GROUP BY model
),
sets AS (
  SELECT json_group_object(model, examples) AS sets FROM model
)
SELECT 'roc.svg' AS picture,
       writefile(@folder || '/roc.svg', plot_roc(sets, 'Tumours: malignant or not')) > 0 AS written
FROM sets
UNION ALL
SELECT 'pr.svg', writefile(@folder || '/pr.svg', plot_pr(sets, 'Tumours: malignant or not')) > 0
FROM sets;
.print
