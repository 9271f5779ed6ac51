-- npy.sql: arrays that NumPy saved. A .npz of numpy.savez is a zip of .npy files, which the sqlite3 shell opens by
-- zipfile(). npy_each gives a row of the matrix per row, as a vector.

DROP TABLE IF EXISTS temp.saved;
CREATE TEMP TABLE saved AS
WITH file AS (SELECT name, data FROM zipfile('sql/data/digits_100.npz'))
SELECT logits.idx + 1 AS image, labels.value AS label, logits.value AS v
FROM npy_each((SELECT data FROM file WHERE name = 'logits.npy')) AS logits
JOIN npy_each((SELECT data FROM file WHERE name = 'labels.npy')) AS labels USING (idx);

SELECT count(*) AS images, min(vec_size(v)) AS classes, avg(vec_argmax(v) = label) AS accuracy,
       round(avg(vec_xent(v, label)), 4) AS cross_entropy
FROM saved;

-- A .npy file of its own, by readfile().
SELECT writefile('build/labels.npy', data) > 0 AS written
FROM zipfile('sql/data/digits_100.npz')
WHERE name = 'labels.npy';

SELECT value AS label, count(*) AS images
FROM npy_each(readfile('build/labels.npy'))
GROUP BY value
LIMIT 3;
