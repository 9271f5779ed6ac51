-- hard_negatives.sql: the wrong class that came nearest to the truth, per image, and the pairs that are
-- hardest to tell apart. FILTER takes the true class out of the race.

WITH example AS (
  SELECT image, label,
         argmax(class, logit) FILTER (WHERE class <> label) AS rival,
         max(logit) FILTER (WHERE class = label) - max(logit) FILTER (WHERE class <> label) AS margin
  FROM digits
  WHERE model = 'mlp'
  GROUP BY image, label
)
SELECT label, rival, count(*) AS images, sum(margin < 0) AS lost, round(min(margin), 2) AS worst_margin
FROM example
GROUP BY label, rival
ORDER BY lost DESC, label, rival
LIMIT 6;
