-- conformal.sql: sets of classes that hold the true one nine times in ten, however bad the probabilities
-- (split conformal prediction; M. Sadinle et al., JASA 114, 2019). The even images show how low the true class
-- may come. On the odd ones every class that is not lower is in the set. The promise holds on average over
-- random halves; of 900 images one half may miss it by a point or two.

DROP TABLE IF EXISTS temp.probabilities;
CREATE TEMP TABLE probabilities AS
SELECT model, image, class, class = label AS truth, image % 2 = 0 AS calibration,
       softmax_prob(logit, logsumexp(logit) OVER (PARTITION BY model, image)) AS p
FROM digits;

-- For 90%: the threshold is the k-th lowest probability of the truth among n images, k = (n + 1) / 10 rounded
-- down. One is added for the image that is still to come.
WITH percent(coverage) AS (VALUES (90), (99)),
ranked AS (
  SELECT model, p, row_number() OVER (PARTITION BY model ORDER BY p) AS place,
         count(*) OVER (PARTITION BY model) AS n
  FROM probabilities
  WHERE calibration AND truth
),
threshold AS (
  SELECT coverage, model, p AS threshold
  FROM percent JOIN ranked ON place = (n + 1) * (100 - coverage) / 100
),
sets AS (
  SELECT coverage, model, image, threshold, sum(p >= threshold) AS size, sum(p >= threshold AND truth) AS covered
  FROM probabilities JOIN threshold USING (model)
  WHERE NOT calibration
  GROUP BY coverage, model, image
)
SELECT coverage || '%' AS wanted, model, round(threshold, 4) AS threshold, count(*) AS images,
       round(avg(covered), 4) AS coverage, round(avg(size), 3) AS mean_size,
       sum(size = 0) AS empty, sum(size = 1) AS single, max(size) AS largest
FROM sets
GROUP BY coverage, model;
