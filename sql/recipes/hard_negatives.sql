-- hard_negatives.sql: the wrong class that came nearest to the truth, per image, and the pairs that are
-- hardest to tell apart. FILTER leaves the true class out.

WITH example AS (
  SELECT image, label,
         argmax(class, logit) FILTER (WHERE class <> label) AS hard_negative,
         max(logit) FILTER (WHERE class = label) - max(logit) FILTER (WHERE class <> label) AS margin
  FROM digits
  WHERE model = 'mlp'
  GROUP BY image, label
)
SELECT label, hard_negative, count(*) AS images, sum(margin < 0) AS errors, round(min(margin), 2) AS min_margin
FROM example
GROUP BY label, hard_negative
ORDER BY errors DESC, label, hard_negative
LIMIT 6;
