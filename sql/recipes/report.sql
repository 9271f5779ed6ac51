-- report.sql: the classification report: how good is the model on each class, and what does it take for what?
-- class_set counts the pairs of answer and label; class_report and confusion give the counts as rows, and
-- plot_confusion draws them.

-- All classes in one number, per model. Macro F1 counts every class alike.
WITH example AS (
  SELECT model, image, label, argmax(class, logit) AS answer
  FROM digits
  GROUP BY model, image, label
)
SELECT model,
       round(avg(answer = label), 4) AS accuracy,
       round(macro_f1(answer, label), 4) AS macro_f1,
       round(mcc(answer, label), 4) AS mcc,
       round(cohen_kappa(answer, label), 4) AS kappa
FROM example
GROUP BY model;

-- A row per class.
WITH example AS (
  SELECT image, label, argmax(class, logit) AS answer
  FROM digits
  WHERE model = 'mlp'
  GROUP BY image, label
)
SELECT class, round(precision, 4) AS precision, round(recall, 4) AS recall, round(f1, 4) AS f1, support
FROM class_report((SELECT class_set(answer, label) FROM example));

-- The mistakes it makes most often, of the 90 that there could be.
WITH example AS (
  SELECT image, label, argmax(class, logit) AS answer
  FROM digits
  WHERE model = 'mlp'
  GROUP BY image, label
)
SELECT label, predicted, count
FROM confusion((SELECT class_set(answer, label) FROM example))
WHERE label <> predicted AND count > 0
ORDER BY count DESC, label, predicted
LIMIT 5;
