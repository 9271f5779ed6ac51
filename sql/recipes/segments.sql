-- segments.sql: AUC per segment, whatever column tells the segments apart. First the digits: how well does
-- each model tell one from all others? The raw logit is the score, and class = label the truth.

SELECT class AS digit,
       round(roc_auc(logit, class = label) FILTER (WHERE model = 'linear'), 5) AS linear,
       round(roc_auc(logit, class = label) FILTER (WHERE model = 'mlp'), 5) AS mlp,
       round(average_precision(logit, class = label) FILTER (WHERE model = 'linear'), 4) AS linear_ap,
       round(average_precision(logit, class = label) FILTER (WHERE model = 'mlp'), 4) AS mlp_ap
FROM digits
GROUP BY class;

-- Then groups of patients, say by the order in which they came: is the model as good for all of them?
SELECT 1 + patient / 190 AS third, count(*) AS patients, sum(malignant) AS malignant,
       round(roc_auc(logit, malignant), 4) AS auc,
       round(log_loss(sigmoid(logit), malignant), 4) AS log_loss
FROM tumours
WHERE model = 'boosting'
GROUP BY third;
