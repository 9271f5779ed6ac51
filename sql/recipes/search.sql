-- search.sql: two searches as one: bm25 of FTS5 and the similarity of embeddings, fused per query.
-- Passages, queries and similarities are made up.
-- bm25() may not stand beside an aggregate or a window function, and a subquery does not help when SQLite
-- flattens it. FTS5's column `rank`, which is bm25() by another name, may; so may a CTE AS MATERIALIZED.

DROP TABLE IF EXISTS temp.passages;
CREATE VIRTUAL TABLE temp.passages USING fts5(body);
INSERT INTO passages(rowid, body) VALUES
  (1, 'the model is calibrated by a temperature'), (2, 'the temperature of the sea in summer'),
  (3, 'a model of the sea'), (4, 'loss and calibration of a model'), (5, 'how oceans get warmer');
DROP TABLE IF EXISTS temp.queries;
CREATE TEMP TABLE queries(query, words, relevant);
INSERT INTO queries VALUES ('a', 'model', 4), ('b', 'sea OR temperature', 2), ('c', 'oceans', 5);
DROP TABLE IF EXISTS temp.dense;
CREATE TEMP TABLE dense(query, passage, cosine);
INSERT INTO dense VALUES
  ('a', 1, 0.61), ('a', 2, 0.12), ('a', 3, 0.44), ('a', 4, 0.66), ('a', 5, 0.10),
  ('b', 1, 0.23), ('b', 2, 0.71), ('b', 3, 0.52), ('b', 4, 0.11), ('b', 5, 0.74),
  ('c', 1, 0.21), ('c', 2, 0.60), ('c', 3, 0.54), ('c', 4, 0.13), ('c', 5, 0.58);

-- A word that most passages hold has scores near zero, and the softmax of such scores is uniform. Divide
-- by the best score of the query and by a temperature: the best is 5, the others are shares of it.
DROP TABLE IF EXISTS temp.lexical;
CREATE TEMP TABLE lexical AS
WITH matched AS MATERIALIZED (
  SELECT query, passages.rowid AS passage, -bm25(passages) AS score
  FROM queries, passages
  WHERE passages MATCH words
)
SELECT *, score / max(score) OVER (PARTITION BY query) / 0.2 AS scaled
FROM matched;

SELECT query, passage, score,
       round(softmax_prob(score, logsumexp(score) OVER (PARTITION BY query)), 4) AS p_unscaled,
       round(softmax_prob(scaled, logsumexp(scaled) OVER (PARTITION BY query)), 4) AS p
FROM lexical
ORDER BY query, passage;

-- The mean of both distributions; a passage that holds none of the words has no share of the first.
-- MRR is the mean of 1 / the rank of the relevant passage.
WITH p AS (
  SELECT d.query, d.passage, q.relevant,
         coalesce(softmax_prob(scaled, logsumexp(scaled) OVER (PARTITION BY d.query)), 0) AS lexical,
         softmax_prob(cosine / 0.1, logsumexp(cosine / 0.1) OVER (PARTITION BY d.query)) AS dense
  FROM dense AS d JOIN queries AS q USING (query) LEFT JOIN lexical USING (query, passage)
),
ranked AS (
  SELECT query,
         target_rank(lexical, passage = relevant) AS lexical,
         target_rank(dense, passage = relevant) AS dense,
         target_rank((lexical + dense) / 2, passage = relevant) AS fused,
         argmax(passage, (lexical + dense) / 2) AS best
  FROM p
  GROUP BY query
)
SELECT round(avg(1.0 / lexical), 4) AS mrr_bm25, round(avg(1.0 / dense), 4) AS mrr_dense,
       round(avg(1.0 / fused), 4) AS mrr_fused, json_group_object(query, best) AS best
FROM ranked;
