-- front.sql: run once, in the database `front`, the one that is asked: servers, and tables whose partitions are on the
-- nodes. psql -h HOST -d front -v nodes='HOST1 HOST2 HOST3' -f sql/cluster/front.sql

\set ON_ERROR_STOP on
CREATE EXTENSION logits;
CREATE EXTENSION postgres_fdw;

CREATE TEMP TABLE node AS
SELECT number, host, count(*) OVER () AS count
FROM regexp_split_to_table(:'nodes', ' ') WITH ORDINALITY AS t(host, number);

-- extensions: our functions may be sent. async_capable: all nodes at once. batch_size: INSERT sends many rows at a time.
-- The same user on the nodes; without `user` it would be the one who runs the server.
SELECT format('CREATE SERVER node%s FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host %L, dbname ''scores'',
  extensions ''logits'', async_capable ''true'', fetch_size ''10000'', batch_size ''1000'')', number, host),
  format('CREATE USER MAPPING FOR CURRENT_USER SERVER node%s OPTIONS (user %L)', number, current_user)
FROM node \gexec

-- By example: what is computed of an example needs one node.
CREATE TABLE digits(
  model text, image integer, label integer, class integer, logit double precision
) PARTITION BY HASH (image);
CREATE TABLE tumours(
  model text, patient integer, malignant integer, logit double precision
) PARTITION BY HASH (patient);

SELECT format('CREATE FOREIGN TABLE %1$s_%2$s PARTITION OF %1$s FOR VALUES WITH (MODULUS %3$s, REMAINDER %4$s)
  SERVER node%2$s OPTIONS (table_name %1$L)', name, number, count, number - 1)
FROM node, unnest(ARRAY['digits', 'tumours']) AS name \gexec

-- The same rows by node: a state of each node, wherever the query has GROUP BY node.
CREATE TABLE digits_by_node(
  node integer, model text, image integer, label integer, class integer, logit double precision
) PARTITION BY LIST (node);
CREATE TABLE tumours_by_node(
  node integer, model text, patient integer, malignant integer, logit double precision
) PARTITION BY LIST (node);
CREATE TABLE example_by_node(
  node integer, model text, image integer, label integer, predicted integer, target_rank bigint,
  ce double precision, brier double precision, confidence double precision
) PARTITION BY LIST (node);

SELECT format('CREATE FOREIGN TABLE %1$s_%2$s PARTITION OF %1$s FOR VALUES IN (%2$s)
  SERVER node%2$s OPTIONS (table_name %1$L)', name, number)
FROM node, unnest(ARRAY['digits_by_node', 'tumours_by_node', 'example_by_node']) AS name \gexec

ALTER DATABASE front SET enable_partitionwise_aggregate = on;
