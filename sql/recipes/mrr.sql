-- mrr.sql: the rank of the true class: mean reciprocal rank (MRR), and how often it is among the first k.
-- The same of documents per query: target_rank(score, document = relevant) GROUP BY query.

WITH example AS (
  SELECT model, image, target_rank(logit, class = label) AS rank
  FROM digits
  GROUP BY model, image
)
SELECT model, round(avg(1.0 / rank), 4) AS mrr, round(avg(rank), 3) AS mean_rank,
       round(avg(rank <= 1), 4) AS top1_accuracy, round(avg(rank <= 3), 4) AS top3_accuracy, max(rank) AS worst
FROM example
GROUP BY model;
