-- segments.sql: AUC per segment: how well does each model tell one digit from all others? The raw logit
-- is the score, and class = label the truth.

SELECT class AS digit,
       round(roc_auc(logit, class = label) FILTER (WHERE model = 'linear'), 5) AS linear,
       round(roc_auc(logit, class = label) FILTER (WHERE model = 'mlp'), 5) AS mlp,
       round(average_precision(logit, class = label) FILTER (WHERE model = 'linear'), 4) AS linear_ap,
       round(average_precision(logit, class = label) FILTER (WHERE model = 'mlp'), 4) AS mlp_ap
FROM digits
GROUP BY class;
