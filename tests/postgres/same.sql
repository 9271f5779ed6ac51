-- same.sql: queries that both engines run, one in a line; tests/postgres/extension compares what they print.
-- Numbers stand in vec(), which prints a double by the shortest digits that read back to it: equal text,
-- equal bits. digits and tumour are those of sql/data; vectors has the digits' scores as a JSON array.
-- elementwise
SELECT vec(sum(a), sum(b), sum(c)) FROM (SELECT sigmoid(logit) AS a, log_sigmoid(logit) AS b, softplus(logit) AS c FROM digits WHERE image = 7 AND model = 'mlp' ORDER BY class) AS t
SELECT vec(sigmoid(logit), logit(sigmoid(logit)), log_prob(sigmoid(logit)), sigmoid_xent(logit, malignant), sigmoid_xent(logit, 0.1)) FROM tumour ORDER BY model, patient
SELECT vec(uniform(7, patient), uniform(7, patient + 0.5), uniform(-3, 'x')) FROM tumour WHERE patient < 50 ORDER BY model, patient
SELECT vec(softmax_prob(logit, logsumexp(logit) OVER (PARTITION BY model, image))) FROM digits WHERE image < 100 ORDER BY model, image, class
SELECT vec(isotonic('{"x":[-1, 0, 2], "y":[0.1, 0.1, 0.9]}', logit)) FROM tumour ORDER BY model, patient
SELECT vec(sigmoid('  -1.5e0 '), sigmoid('inf'), sigmoid(NULL), sigmoid('12'), sigmoid(1e300))
-- rows, by group
SELECT vec(logsumexp(logit), logmeanexp(logit), softmax_max(logit), softmax_margin(logit), softmax_entropy(logit)) FROM digits GROUP BY model, image ORDER BY model, image
SELECT vec(argmax(class, logit), argmin(class, logit), target_rank(logit, class = label), xent(logit, class = label), softmax_brier(logit, class = label)) FROM digits GROUP BY model, image ORDER BY model, image
SELECT topk(class, logit, 3), softmax_sample(class, logit, uniform(1, image)) FROM digits WHERE image < 300 GROUP BY model, image ORDER BY model, image
SELECT vec(perplexity(-abs(logit)), entropy(abs(logit)), kl_divergence(abs(logit), class), js_divergence(abs(logit), class)) FROM digits GROUP BY model, image ORDER BY model, image
SELECT softmax(class), softmax_object(class, class * 0.5) FROM (SELECT class FROM digits WHERE image = 1 AND model = 'mlp' ORDER BY class) AS t
-- rows, all at once
SELECT vec(logsumexp(logit), logmeanexp(logit), softmax_max(logit), softmax_margin(logit), softmax_entropy(logit), entropy(abs(logit)), perplexity(-abs(logit))) FROM digits
SELECT model, vec(argmax(image, logit), argmin(image, logit), entropy(class), kl_divergence(class, abs(logit)), js_divergence(class, abs(logit))) FROM digits GROUP BY model ORDER BY model
-- frames
SELECT vec(logsumexp(logit) OVER w, softmax_max(logit) OVER w, softmax_entropy(logit) OVER w, argmax(class, logit) OVER w, entropy(abs(logit)) OVER w) FROM digits WHERE image < 40 WINDOW w AS (ORDER BY model, image, class ROWS BETWEEN 7 PRECEDING AND 2 FOLLOWING) ORDER BY model, image, class
SELECT vec(roc_auc(logit, malignant) OVER w, average_precision(logit, malignant) OVER w, brier(sigmoid(logit), malignant) OVER w, log_loss(sigmoid(logit), malignant, patient) OVER w, ece(sigmoid(logit), malignant, 10) OVER w) FROM tumour WINDOW w AS (ORDER BY model, patient ROWS BETWEEN 20 PRECEDING AND CURRENT ROW) ORDER BY model, patient
SELECT softmax(logit) OVER w, topk(class, logit, 2) OVER w FROM digits WHERE image < 5 WINDOW w AS (ORDER BY model, image, class ROWS BETWEEN 3 PRECEDING AND CURRENT ROW) ORDER BY model, image, class
SELECT vec(macro_f1(class, label) OVER w, mcc(class, label) OVER w, cohen_kappa(class, label) OVER w, js_divergence(class, label) OVER w, perplexity(-class) OVER w) FROM digits WHERE image < 20 WINDOW w AS (ORDER BY model, image, class ROWS BETWEEN 30 PRECEDING AND CURRENT ROW) ORDER BY model, image, class
SELECT vec(logsumexp(logit) OVER (PARTITION BY model ORDER BY image RANGE BETWEEN 3 PRECEDING AND 1 PRECEDING)) FROM digits WHERE image < 40 ORDER BY model, image, class
-- columns
SELECT softmax(logit, 1, NULL), vec(logsumexp(logit, 2, 3.5), logsumexp(logit, NULL)) FROM tumour WHERE patient < 20 ORDER BY model, patient
-- vectors
SELECT vec_softmax(v), vec_log_softmax(v), vec_sigmoid(v) FROM vectors WHERE image < 50 ORDER BY model, image
SELECT vec_log_prob(vec_softmax(v)), vec_add(v, '[0,1,2,3,4,5,6,7,8,9]'), vec_scale(v, 0.1), vec_mask(v, '[1,0,1,1,1,1,1,1,1,0]') FROM vectors WHERE image < 50 ORDER BY model, image
SELECT vec(vec_logsumexp(v), vec_softmax_max(v), vec_softmax_margin(v), vec_softmax_entropy(v), vec_argmax(v), vec_rank(v, label), vec_xent(v, label), vec_softmax_brier(v, label), vec_at(v, 3), vec_size(v), vec_sample(v, uniform(2, image))) FROM vectors ORDER BY model, image
SELECT vec_topk(v, 4), vec_unpack(vec_pack(v)), vec_unpack(vec_softmax(vec_pack(v))) FROM vectors WHERE image < 50 ORDER BY model, image
SELECT vec_unpack(vec_group(class, logit)) FROM digits WHERE image < 100 GROUP BY model, image ORDER BY model, image
SELECT model, vec_mean(v), vec_mean(v, label), vec_unpack(vec_mean(vec_pack(v))), vec(fit_temperature(v, label)) FROM vectors GROUP BY model ORDER BY model
SELECT vec(label_index('["a", 2, "c"]', 'c'), label_index('["a", 2, "c"]', 2), label_index('["a"]', 'x'))
SELECT t.model, vec(t.image, s.idx, s.logit, s.prob, s.ratio, s.rank, s.cum, s.cum_before) FROM vectors AS t, vec_scores(t.v) AS s WHERE t.image < 10 ORDER BY t.model, t.image, s.idx
SELECT name, vec(prob) FROM vec_scores('[1.004, 0.709, null]', '["cat", "dog", null]') ORDER BY idx
SELECT vec(idx, value) FROM npy_each((SELECT n FROM arrays WHERE id = 1)) ORDER BY idx
-- examples
SELECT model, vec(roc_auc(logit, malignant), average_precision(logit, malignant), log_loss(sigmoid(logit), malignant), brier(sigmoid(logit), malignant), ece(sigmoid(logit), malignant), ece(sigmoid(logit), malignant, 7, 'l2')) FROM tumour GROUP BY model ORDER BY model
SELECT model, vec(roc_auc(logit, malignant, patient), average_precision(logit, malignant, patient), log_loss(sigmoid(logit), malignant, patient), brier(sigmoid(logit), malignant, patient), ece(sigmoid(logit), malignant, 15, 'max', patient)) FROM tumour GROUP BY model ORDER BY model
SELECT model, fit_isotonic(logit, malignant), fit_platt(logit, malignant), fit_platt(logit, malignant, patient) FROM tumour GROUP BY model ORDER BY model
SELECT model, vec(macro_f1(p, label), mcc(p, label), cohen_kappa(p, label), macro_f1(p, label, image), mcc(p, label, 0.5)), class_set(p, label), class_set(p, label, 0.25) FROM (SELECT model, image, label, argmax(class, logit) AS p FROM digits GROUP BY model, image, label) AS t GROUP BY model ORDER BY model
SELECT model, score_set(sigmoid(logit), malignant) FROM tumour GROUP BY model ORDER BY model
-- sets
SELECT vec(threshold, fpr, tpr, precision, f1, tp, fp, tn, fn) FROM roc_curve((SELECT score_set(logit, malignant) FROM tumour)) ORDER BY tp, fp
SELECT vec(threshold, fpr, recall, precision, f1, tp, fp, tn, fn) FROM pr_curve((SELECT score_set(logit, malignant, patient) FROM tumour)) ORDER BY tp, fp
SELECT vec(lo, hi, count, mean_p, fraction, gap) FROM reliability((SELECT score_set(sigmoid(logit), malignant) FROM tumour), 10) ORDER BY lo
SELECT class, vec(precision, recall, f1, support) FROM class_report((SELECT class_set(class, label) FROM digits)) ORDER BY class
SELECT label, predicted, vec(count) FROM confusion((SELECT class_set(class, label) FROM digits)) ORDER BY label, predicted
SELECT plot_reliability(score_set(sigmoid(logit), malignant)), plot_roc(score_set(logit, malignant), 'ROC'), plot_pr(score_set(logit, malignant)) FROM tumour
SELECT plot_confusion(class_set(p, label)) FROM (SELECT label, argmax(class, logit) AS p FROM digits GROUP BY model, image, label) AS t
-- states
SELECT hex(state_of('logsumexp', logit)), hex(state_of('xent', logit, class = label)), hex(state_of('argmax', class, logit)), hex(state_of('topk', class, logit, 3)), hex(state_of('target_rank', logit, class = label)) FROM digits WHERE image < 50 GROUP BY model, image ORDER BY model, image
SELECT hex(state_of('ece', sigmoid(logit), malignant, 10)), hex(state_of('roc_auc', logit, malignant)), hex(state_of('log_loss', sigmoid(logit), malignant)) FROM tumour
SELECT vec(state_value(state_merge(s))) FROM (SELECT state_of('softmax_entropy', logit) AS s FROM digits GROUP BY model, image) AS t
SELECT hex(state_merge(s)) FROM (SELECT state_of('mcc', class, label) AS s FROM digits GROUP BY model, image) AS t
