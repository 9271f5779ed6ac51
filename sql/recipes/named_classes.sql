-- named_classes.sql: classes with names. One JSON array has their order; label_index says where a name
-- stands in it, and ->> which name stands at an index.

DROP TABLE IF EXISTS temp.animals;
CREATE TEMP TABLE animals(picture, truth, class, logit);
INSERT INTO animals VALUES
  (1, 'cat', 'cat', 3.1), (1, 'cat', 'dog', 0.7), (1, 'cat', 'eel', -1.2),
  (2, 'eel', 'eel', 0.9), (2, 'eel', 'cat', 1.1), (2, 'eel', 'dog', 1.0),
  (3, 'dog', 'dog', 2.0), (3, 'dog', 'eel', -0.3), (3, 'dog', 'cat', 1.9);
DROP TABLE IF EXISTS temp.label_set;
CREATE TEMP TABLE label_set AS
SELECT json_group_array(class) AS labels FROM (SELECT DISTINCT class FROM animals ORDER BY class);

DROP TABLE IF EXISTS temp.pictures;
CREATE TEMP TABLE pictures AS
SELECT picture, truth, vec_group(label_index(labels, class), logit) AS v
FROM animals, label_set
GROUP BY picture;

SELECT picture, truth, labels ->> vec_argmax(v) AS answer,
       round(vec_softmax_max(v), 4) AS confidence,
       vec_rank(v, label_index(labels, truth)) AS rank,
       round(vec_xent(v, label_index(labels, truth)), 4) AS cross_entropy
FROM pictures, label_set;

SELECT s.name, round(s.logit, 3) AS logit, round(s.prob, 4) AS prob, s.rank
FROM pictures, label_set, vec_scores(v, labels) AS s
WHERE picture = 2
ORDER BY s.rank;
