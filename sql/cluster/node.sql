-- node.sql: run on every node, in its database `scores`: the extension, and the tables with the node's share of the
-- rows. node is the number of the node: psql -h HOST -d scores -v node=1 -f sql/cluster/node.sql

\set ON_ERROR_STOP on
CREATE EXTENSION logits;

CREATE TABLE digits(
  model text, image integer, label integer, class integer, logit double precision,
  PRIMARY KEY (model, image, class)
);
CREATE TABLE tumours(
  model text, patient integer, malignant integer, logit double precision,
  PRIMARY KEY (model, patient)
);

-- Which rows are this node's share: satisfies_hash_partition('digits_share'::regclass, nodes, node - 1, image).
CREATE TABLE digits_share(image integer) PARTITION BY HASH (image);

-- The same rows with the node's number.
CREATE VIEW digits_by_node AS SELECT :node AS node, * FROM digits;
CREATE VIEW tumours_by_node AS SELECT :node AS node, * FROM tumours;

-- A row per example: its ten scores are on one node.
CREATE VIEW example_by_node AS
SELECT :node AS node, model, image, label,
       argmax(class, logit) AS predicted,
       target_rank(logit, class = label) AS target_rank,
       xent(logit, class = label) AS ce,
       softmax_brier(logit, class = label) AS brier,
       softmax_max(logit) AS confidence
FROM digits
GROUP BY model, image, label;
