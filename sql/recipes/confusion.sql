-- confusion.sql: which digit is taken for which. A row per true digit, a column per answer.

WITH example AS (
  SELECT image, label, argmax(class, logit) AS answer
  FROM digits
  WHERE model = 'linear'
  GROUP BY image, label
)
SELECT label,
       sum(answer = 0) AS "0", sum(answer = 1) AS "1", sum(answer = 2) AS "2", sum(answer = 3) AS "3",
       sum(answer = 4) AS "4", sum(answer = 5) AS "5", sum(answer = 6) AS "6", sum(answer = 7) AS "7",
       sum(answer = 8) AS "8", sum(answer = 9) AS "9",
       round(avg(answer = label), 3) AS recall
FROM example
GROUP BY label;
