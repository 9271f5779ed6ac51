-- report.sql: what sql/recipes/evaluate.sql reports, over all nodes. Each node sends a row per model, with states of 40
-- to 200 bytes. What is not a function of its own comes from one that has a state: ln(perplexity) of -ce is the mean of
-- ce, and ece of one bin against the label 0 is the mean of probabilities.

CREATE OR REPLACE VIEW report AS
WITH part AS (
  SELECT model, node,
         count(*) AS n,
         count(ce) AS n_labelled,
         count(*) FILTER (WHERE predicted = label) AS hits,
         count(*) FILTER (WHERE target_rank <= 3) AS hits3,
         state_of('perplexity', -ce) AS ce,
         state_of('ece', confidence, 0, 1) AS confidence,
         state_of('ece', brier / 2, 0, 1) AS half_brier,
         state_of('brier', confidence, predicted = label) AS top_label_brier,
         state_of('ece', confidence, predicted = label) AS ece
  FROM example_by_node
  GROUP BY model, node
)
SELECT model,
       sum(n) AS n,
       sum(hits)::float8 / sum(n)::float8 AS accuracy,
       sum(hits3)::float8 / sum(n)::float8 AS top3,
       ln(state_value(state_merge(ce))) AS cross_entropy,
       sum(n_labelled) AS n_labelled,
       state_value(state_merge(confidence)) AS confidence,
       2 * state_value(state_merge(half_brier)) AS brier,
       state_value(state_merge(top_label_brier)) AS top_label_brier,
       state_value(state_merge(ece)) AS ece
FROM part
GROUP BY model;

SELECT model, n,
       round(accuracy::numeric, 4)::float8 AS accuracy,
       round(top3::numeric, 4)::float8 AS top3,
       round(cross_entropy::numeric, 4)::float8 AS cross_entropy,
       n_labelled,
       round(confidence::numeric, 4)::float8 AS confidence,
       round(brier::numeric, 4)::float8 AS brier,
       round(top_label_brier::numeric, 4)::float8 AS top_label_brier,
       round(ece::numeric, 4)::float8 AS ece
FROM report
ORDER BY model;
