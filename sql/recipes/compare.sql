-- compare.sql: two models on the same images. Is one better, or is it chance?
-- Only images that one model got right and the other wrong count.

DROP TABLE IF EXISTS temp.paired;
CREATE TEMP TABLE paired(number INTEGER PRIMARY KEY, mlp, linear);
INSERT INTO paired
SELECT row_number() OVER (ORDER BY image) - 1,
       max(hit) FILTER (WHERE model = 'mlp'), max(hit) FILTER (WHERE model = 'linear')
FROM (SELECT model, image, argmax(class, logit) = label AS hit FROM digits GROUP BY model, image, label)
GROUP BY image;

-- McNemar's exact test: if both models are equally good, each such image is the toss of a coin. term k is
-- the probability of k heads in n tosses.
WITH RECURSIVE discordant AS (
  SELECT sum(mlp > linear) AS mlp_only, sum(linear > mlp) AS linear_only,
         sum(mlp <> linear) AS n, min(sum(mlp > linear), sum(linear > mlp)) AS fewer
  FROM paired
),
coin(k, term) AS (
  SELECT 0, pow(0.5, n) FROM discordant
  UNION ALL
  SELECT k + 1, term * (n - k) / (k + 1) FROM coin, discordant WHERE k < fewer
)
SELECT mlp_only, linear_only, round(min(1.0, 2 * sum(term)), 4) AS p_value
FROM coin, discordant;

-- The bootstrap: the difference in accuracy on 500 samples of the images, drawn with replacement. The
-- samples are a function of the seed, so the interval is the same every time.
WITH RECURSIVE sample(seed) AS (SELECT 1 UNION ALL SELECT seed + 1 FROM sample LIMIT 500),
images(n) AS (SELECT count(*) FROM paired),
difference AS (
  SELECT seed, avg(p.mlp - p.linear) AS d
  FROM sample, images, paired AS draw
  JOIN paired AS p ON p.number = CAST(n * uniform(seed, draw.number) AS INTEGER)
  GROUP BY seed
),
ranked AS (SELECT d, row_number() OVER (ORDER BY d) AS place FROM difference)
SELECT round((SELECT avg(mlp - linear) FROM paired), 4) AS difference,
       round(max(d) FILTER (WHERE place <= 13), 4) AS ci_low,
       round(min(d) FILTER (WHERE place >= 488), 4) AS ci_high
FROM ranked;
