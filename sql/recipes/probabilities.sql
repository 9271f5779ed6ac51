-- probabilities.sql: probabilities instead of scores. The logarithm of a probability is a score: log_prob(p)
-- goes wherever a logit does. Not ln(p): ln(0) is NULL, a masked class, and the worst errors go missing.

DROP TABLE IF EXISTS temp.predictions;
CREATE TEMP TABLE predictions AS
SELECT image, label, class,
       round(softmax_prob(logit, logsumexp(logit) OVER (PARTITION BY image)), 4) AS p
FROM digits
WHERE model = 'mlp';

WITH example AS (
  SELECT argmax(class, p) = label AS hit, max(p) AS confidence,
         target_rank(p, class = label) AS rank,
         softmax_brier(log_prob(p), class = label) AS brier,
         xent(log_prob(p), class = label) AS ce,
         xent(ln(p), class = label) AS ce_ln
  FROM predictions
  GROUP BY image, label
)
SELECT count(*) AS n, round(avg(hit), 4) AS accuracy, round(avg(1.0 / rank), 4) AS mrr,
       round(ece(confidence, hit), 4) AS ece, round(avg(brier), 4) AS brier,
       avg(ce) AS cross_entropy, sum(ce = 9e999) AS infinite,
       round(avg(ce_ln), 4) AS wrong_with_ln, count(ce_ln) AS n_with_ln
FROM example;

-- The loss is infinite, since some true classes have p = 0: these were rounded to four decimals. A floor is a
-- choice, and is written down: max(p, 1e-4). Vectors: vec_log_prob(v).
SELECT round(avg(xent), 4) AS cross_entropy_floor
FROM (SELECT xent(log_prob(max(p, 1e-4)), class = label) AS xent FROM predictions GROUP BY image, label);

WITH vectors AS (SELECT image, label, vec_group(class, p) AS v FROM predictions GROUP BY image, label)
SELECT image, label, vec_argmax(v) AS answer, round(vec_softmax_max(vec_log_prob(v)), 4) AS confidence,
       round(vec_softmax_max(vec_scale(vec_log_prob(v), 1.0 / 1.9091)), 4) AS at_temperature,
       round(vec_xent(vec_log_prob(v), label), 4) AS cross_entropy
FROM vectors
WHERE image IN (124, 1257, 1501);
