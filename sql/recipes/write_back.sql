-- write_back.sql: probabilities into the table, so that those who read it need no extension.

DROP TABLE IF EXISTS temp.report;
CREATE TEMP TABLE report AS SELECT model, image, class, logit FROM digits WHERE image <= 2;
ALTER TABLE report ADD COLUMN p REAL;

-- UPDATE FROM (SQLite 3.33 and newer): the normaliser of each image, then a probability for each class.
UPDATE report
SET p = softmax_prob(report.logit, image_sum.lse)
FROM (SELECT model, image, logsumexp(logit) AS lse FROM report GROUP BY model, image) AS image_sum
WHERE image_sum.model = report.model AND image_sum.image = report.image;

SELECT model, image, count(p) AS classes, round(sum(p), 12) AS total, round(max(p), 4) AS highest
FROM report
GROUP BY model, image;

-- A generated column is computed by the extension whenever its row is written.
ATTACH 'build/stored.db' AS other;
DROP TABLE IF EXISTS other.stored;
CREATE TABLE other.stored(id INTEGER PRIMARY KEY, logit REAL, p REAL AS (sigmoid(logit)) STORED);
CREATE INDEX other.stored_p ON stored(p);
INSERT INTO stored(logit) VALUES (-40), (0), (2);

-- The same file, opened without the extension: what is stored can be read, and found by its index. Writing a
-- row, which computes p, is refused, as is every query that names the function.
.open build/stored.db
SELECT id, logit, p FROM stored WHERE p >= 0.5;
INSERT INTO stored(logit) VALUES (1);
SELECT sigmoid(2.0);

-- Back again: .open build/demo.db, and .load build/logits
