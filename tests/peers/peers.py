"""peers.py EXTENSION: the functions that judge a model, live against scikit-learn and SciPy.

On the scores of the demo and on random ones: heavy ties, weights of 0 and of all sizes, 2 positives
among 20,000 rows. Doubles agree within 1e-12 of their size (1e-15 where they are close to 0), fits
within 1e-9. What the two packages lack is in reference.py. Ends with "N passed, N failed".
"""
import itertools
import json
import sys
import traceback
import warnings

import numpy as np
from scipy import stats
from scipy.spatial import distance
from sklearn import calibration, isotonic, metrics

import compare
import reference
import samples
from compare import check, check_columns, fill, read_columns, value

FIT = 1e-9, 1e-12  # relative, absolute
EXACT = 2 ** -52, 0  # rounded once, and once more here
LOOSE_FIT = 1e-3, 1e-3  # where scikit-learn's own optimiser stops
BINS = 15, 1, 2, 10, 49, 1000  # the first is the default; 49 * (1/49) rounds to less than 1

# ---- scored examples ----


def fill_examples(examples):
    fill("examples", score=examples.score, label=examples.label, weight=examples.weights())


def aggregate(function, examples, more=""):
    weight = "" if examples.weight is None else ", weight"
    return value(f"{function}(score, label{weight}{more}) FROM examples")


def set_of(examples):
    weight = "" if examples.weight is None else ", weight"
    return f"(SELECT score_set(score, label{weight}) FROM examples)"


# ---- ranking: any real scores ----


def check_ranking(examples):
    name, score, label, weight = examples
    fill_examples(examples)
    positives, negatives = (np.any(examples.weights()[label == k]) for k in (1, 0))
    auc = precision = None
    if positives and negatives:
        auc = metrics.roc_auc_score(label, score, sample_weight=weight)
    if positives:
        precision = metrics.average_precision_score(label, score, sample_weight=weight)
        check_pr_curve(examples)
    if positives or negatives:
        check_roc_curve(examples)
    check(f"roc_auc, {name}", aggregate("roc_auc", examples), auc)
    check(f"average_precision, {name}", aggregate("average_precision", examples), precision)


def check_special_scores():
    """-0, which ties with 0, and +-Inf, which scikit-learn does not take: it gets the ranks."""
    rng = np.random.default_rng(9)
    score = rng.choice([-np.inf, -1.5, -0.0, 0.0, 2, np.inf], 1000)
    label = rng.integers(0, 2, 1000)
    rank = np.unique(score, return_inverse=True)[1]
    fill("examples", score=score, label=label)
    for function, peer in (("roc_auc", metrics.roc_auc_score),
                           ("average_precision", metrics.average_precision_score)):
        got = value(f"{function}(score, label) FROM examples")
        check(f"{function}, +-Inf and -0", got, peer(label, rank))
    got = read_columns("threshold", "roc_curve((SELECT score_set(score, label) FROM examples))")
    check("roc_curve, +-Inf and -0: threshold", got["threshold"],
          [np.inf, np.inf, 2, 0, -1.5, -np.inf])


def check_roc_curve(examples):
    name, score, label, weight = examples
    fpr, tpr, threshold = metrics.roc_curve(label, score, sample_weight=weight,
                                            drop_intermediate=False)
    tp, fp, tn, fn = reference.confusion(score, label, examples.weights())
    expected = dict(threshold=np.append(np.inf, threshold[1:]), fpr=fpr, tpr=tpr,
                    precision=tp / (tp + fp), f1=2 * tp / (2 * tp + fp + fn), tp=tp, fp=fp, tn=tn,
                    fn=fn)
    got = read_columns(" ".join(expected), f"roc_curve({set_of(examples)})")
    check_columns(f"roc_curve, {name}", got, expected)


def check_pr_curve(examples):
    name, score, label, weight = examples
    precision, recall, threshold = (
        x[::-1] for x in metrics.precision_recall_curve(label, score, sample_weight=weight))
    tp, fp, tn, fn = (x[1:] for x in reference.confusion(score, label, examples.weights()))
    expected = dict(threshold=threshold, fpr=fp / (fp + tn), recall=recall[1:],
                    precision=precision[1:], f1=2 * tp / (2 * tp + fp + fn), tp=tp, fp=fp, tn=tn,
                    fn=fn)
    got = read_columns(" ".join(expected), f"pr_curve({set_of(examples)})")
    check_columns(f"pr_curve, {name}", got, expected)


def check_f1(examples):
    """At a few thresholds, which scikit-learn takes as decisions."""
    name, score, label, weight = examples
    fill_examples(examples)
    counted = score[examples.weights() > 0]
    for threshold in np.quantile(counted, [0, 0.3, 0.7, 1], method="lower").tolist():
        got = value(f"f1 FROM pr_curve({set_of(examples)}) WHERE threshold = ?", threshold)
        f1 = metrics.f1_score(label, score >= threshold, sample_weight=weight)
        check(f"f1 at {threshold}, {name}", got, f1)


# ---- probabilities ----


def check_losses(examples):
    """scikit-learn clips p, so it judges log_loss only where nothing is clipped."""
    name, p, label, weight = examples
    fill_examples(examples)
    got = aggregate("log_loss", examples)
    check(f"log_loss, {name}", got, reference.log_loss(p, label, examples.weights()))
    if examples.two_classes() and 1e-9 < p.min() and p.max() < 1 - 1e-9:
        check(f"log_loss of scikit-learn, {name}", got,
              metrics.log_loss(label, p, sample_weight=weight))
    brier = None
    if examples.weights().any():
        brier = metrics.brier_score_loss(label, p, sample_weight=weight, pos_label=1)
    check(f"brier, {name}", aggregate("brier", examples), brier)


def check_calibration(examples):
    name, p, label, _ = examples
    fill_examples(examples)
    for bins in BINS:
        expected = reference.reliability(p, label, examples.weights(), bins)
        expected.pop("share")
        more = "" if bins == BINS[0] else f", {bins}"
        source = f"reliability({set_of(examples)}{more})"
        check_columns(f"reliability, {bins} bins, {name}",
                      read_columns(" ".join(expected), source), expected)
        check_ece(examples, bins)
        if examples.weight is None:
            check_calibration_curve(examples, bins, source)


def check_ece(examples, bins):
    name, p, label, weight = examples
    for norm in ("l1", "l2", "max"):
        arguments = f"score, label, {bins}, '{norm}'"
        if weight is not None:
            arguments += ", weight"
        elif norm == "l1":
            arguments = "score, label" if bins == BINS[0] else f"score, label, {bins}"
        check(f"ece, {bins} bins, {norm}, {name}", value(f"ece({arguments}) FROM examples"),
              reference.calibration_error(p, label, examples.weights(), bins, norm))


def check_calibration_curve(examples, bins, source):
    """scikit-learn's bins are closed on the right: the same where no p lies on an edge."""
    name, p, label, _ = examples
    on_edge = np.abs(p * bins - np.rint(p * bins)) < 1e-12
    if on_edge.any() or not examples.two_classes():
        return
    fraction, mean_p = calibration.calibration_curve(label, p, n_bins=bins)
    check_columns(f"calibration_curve, {bins} bins, {name}",
                  read_columns("fraction mean_p", f"{source} WHERE count > 0"),
                  dict(fraction=fraction, mean_p=mean_p))


# ---- fits ----


def check_platt(examples):
    name, score, label, weight = examples
    fill_examples(examples)
    text = aggregate("fit_platt", examples)
    expected = reference.platt(score, label, examples.weights())
    if expected is None:
        check(f"fit_platt, {name}", text, None)
        return
    a, b = (compare.numbers(text, member) for member in "ab")
    got = text if str in (type(a), type(b)) else [a, b]
    check(f"fit_platt, {name}", got, expected, FIT)
    heavy = weight is None or weight.sum() > 10  # else it stops at once: its gradient is small
    if heavy and np.abs(expected[0] * score + expected[1]).max() < 30:
        check(f"fit_platt and scikit-learn's, {name}", got, platt_of_peer(score, label, weight),
              LOOSE_FIT)


def platt_of_peer(score, label, weight):
    """scikit-learn's optimiser stops early on scores that are not standardised, and where a
    probability comes close enough to 1 to make its loss infinite."""
    mean, spread = score.mean(), score.std()
    peer = calibration._SigmoidCalibration().fit((score - mean) / spread, label, weight)
    return [-peer.a_ / spread, peer.a_ * mean / spread - peer.b_]


def check_isotonic(examples):
    """The thresholds, and the values at them, between them and beyond."""
    name, score, label, weight = examples
    fill_examples(examples)
    text = aggregate("fit_isotonic", examples)
    if not examples.weights().any():
        check(f"fit_isotonic, {name}", text, None)
        return
    peer = isotonic.IsotonicRegression(out_of_bounds="clip").fit(score, label, weight)
    for member, expected in (("x", peer.X_thresholds_), ("y", peer.y_thresholds_)):
        got = compare.numbers(text, member)
        check(f"fit_isotonic, {name}: {member}", got, expected)
    at = np.append(np.linspace(score.min() - 1, score.max() + 1, 50), score[:50])
    fill("scores", score=at)
    got = [row[0] for row in compare.db.execute("SELECT isotonic(?, score) FROM scores", (text,))]
    check(f"isotonic, {name}", got, peer.predict(at))


def as_json(row):
    return json.dumps([None if x == -np.inf else x for x in row.tolist()])


def as_float32(row):
    return row.astype("<f4").tobytes()


def check_temperature(vectors):
    name, scores, label = vectors
    rng = np.random.default_rng(len(label))
    for form, write in (("JSON", as_json), ("float32", as_float32)):
        seen = scores if form == "JSON" else scores.astype("f4").astype(float)
        for weights in samples.MODERATE:
            weight = samples.WEIGHTS[weights](rng, len(label))
            given = np.ones(len(label)) if weight is None else weight
            fill("vectors", v=[write(row) for row in scores], label=label, weight=given)
            more = "" if weight is None else ", weight"
            check(f"fit_temperature of {form}, {name}, {weights}",
                  value(f"fit_temperature(v, label{more}) FROM vectors"),
                  reference.temperature(seen, label, given), FIT)


# ---- distributions ----


def check_distributions(name, p, q):
    fill("weights", p=p, q=q)
    check(f"entropy, {name}", value("entropy(p) FROM weights"), stats.entropy(p))
    check(f"kl_divergence, {name}", value("kl_divergence(p, q) FROM weights"), stats.entropy(p, q))
    root = distance.jensenshannon(p, q)
    check(f"js_divergence, {name}", value("js_divergence(p, q) FROM weights"),
          np.nan_to_num(root) ** 2 if p.any() and q.any() else None)


def check_perplexity(name, p):
    fill("tokens", logprob=np.log(p))
    check(f"perplexity, {name}", value("perplexity(logprob) FROM tokens"), 1 / stats.gmean(p))


# ---- the parts ----


def demo_two_classes():
    for examples in samples.tumours():
        check_ranking(examples)
        check_f1(examples)
        check_platt(examples)
        check_isotonic(examples)
        check_losses(examples.as_probabilities())
        check_calibration(examples.as_probabilities())


def demo_ten_classes():
    for vectors, t in zip(samples.digits(), (0.2616, 1.9091)):  # linear, mlp
        for examples in itertools.chain([samples.top_label(vectors)],
                                        samples.one_against_rest(vectors)):
            check_ranking(examples)
            check_losses(examples)
            check_calibration(examples)
        even = samples.Vectors(f"even images of {vectors.name}", vectors.scores[1::2],
                               vectors.label[1::2])
        check_temperature(even)
        check(f"fit_temperature as published, {even.name}",
              value("fit_temperature(v, label) FROM vectors"), t, (0, 0.00005))


def random_ranking():
    for examples in itertools.chain(samples.random_tables(), samples.unusual_scores()):
        check_ranking(examples)
        if len(examples.label) <= 100 and examples.two_classes():
            check_f1(examples)
    check_special_scores()


def random_losses():
    for examples in samples.random_tables():
        check_losses(examples.as_probabilities())
    for examples in samples.unusual_probabilities():
        check_losses(examples)


def random_reliability():
    for examples in itertools.chain(samples.middling_examples(), samples.large_examples()):
        check_calibration(examples.as_probabilities())
    for examples in samples.unusual_probabilities():
        check_calibration(examples)


def random_platt():
    for examples in samples.random_tables():
        if examples.name.endswith(samples.MODERATE):
            check_platt(examples)
            apart = (examples.score > np.median(examples.score)).astype(int)
            check_platt(examples._replace(name=f"separable, {examples.name}", label=apart))
            check_platt(examples._replace(name=f"far from 0, {examples.name}",
                                          score=1000 + examples.score / 10))


def random_isotonic():
    for examples in samples.random_tables():
        check_isotonic(examples)
        check_isotonic(examples.as_probabilities())
        apart = (examples.score > np.median(examples.score)).astype(int)
        check_isotonic(examples._replace(name=f"separable, {examples.name}", label=apart))
        check_isotonic(examples._replace(name=f"reversed, {examples.name}", label=1 - apart))


def random_temperature():
    for vectors in itertools.chain(samples.random_vector_tables(),
                                   samples.vectors_without_answer()):
        check_temperature(vectors)


def random_distributions():
    for name, p, q in samples.distributions():
        check_distributions(name, p, q)
        if 0 < p.min() and p.max() <= 1:
            check_perplexity(name, p)
    check_perplexity("one token of probability 0", np.array([0.5, 0.0]))


# ---- predicted classes ----


def check_report(sample, classes):
    name, predicted, label, weight = sample
    got = read_columns("class precision recall f1 support",
                       "class_report((SELECT set_ FROM stored))")
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        label, predicted, labels=classes, sample_weight=weight)
    compare.count(got["class"] == classes.tolist(), f"class_report, {name}: class", got["class"],
                  classes.tolist())
    check_columns(f"class_report, {name}", got,
                  dict(precision=precision, recall=recall, f1=f1, support=support))


def check_confusion(sample, classes):
    name, predicted, label, weight = sample
    got = read_columns("label predicted count", "confusion((SELECT set_ FROM stored))")
    matrix = metrics.confusion_matrix(label, predicted, labels=classes, sample_weight=weight)
    pairs = list(itertools.product(classes.tolist(), repeat=2))
    compare.count(list(zip(got["label"], got["predicted"])) == pairs, f"confusion, {name}: pairs",
                  None, None)
    check(f"confusion, {name}: count", got["count"], matrix.ravel())


def check_classes(sample):
    name, predicted, label, weight = sample
    more = "" if weight is None else ", weight"
    fill("classes", predicted=predicted, label=label,
         weight=sample.weights())
    compare.db.execute("DROP TABLE IF EXISTS stored")
    compare.db.execute(
        f"CREATE TABLE stored AS SELECT class_set(predicted, label{more}) AS set_ FROM classes")
    names = "macro_f1", "mcc", "cohen_kappa"
    got = [value(f"{function}(predicted, label{more}) FROM classes") for function in names]
    exact = reference.class_scores(predicted, label, sample.weights())
    peer = (metrics.f1_score(label, predicted, average="macro", sample_weight=weight),
            metrics.matthews_corrcoef(label, predicted, sample_weight=weight),
            metrics.cohen_kappa_score(predicted, label, sample_weight=weight))
    for i, function in enumerate(names):
        check(f"{function}, {name}, exact", got[i], exact[i], EXACT)
        if sample.weights().max() < 1e3 * sample.weights().min():
            check(f"{function}, {name}", got[i], peer[i])
    classes = np.unique(np.concatenate([label, predicted]))
    check_report(sample, classes)
    if len(classes) <= 50:
        check_confusion(sample, classes)


def demo_classes():
    for vectors in samples.digits():
        check_classes(samples.as_classes(vectors))


def random_classes():
    for sample in samples.random_classes():
        check_classes(sample)


# ---- uniform ----


def check_uniform(seed, key, database=compare.db):
    got = value("uniform(?, ?)", seed, key, database=database)
    expected = reference.uniform(seed, key)
    encoding = "UTF-16" if database is compare.utf16 else "UTF-8"
    compare.count(got == expected, f"uniform({seed}, {key!r:.60}), {encoding}", got, expected)


def uniform():
    for seed, key in itertools.product(samples.SEEDS, samples.keys()):
        check_uniform(seed, key)
    for text in samples.TEXTS:
        check_uniform(7, text, compare.utf16)
    for seed, key in ((None, 1), (1, None)):
        check(f"uniform({seed}, {key})", value("uniform(?, ?)", seed, key), None)


PARTS = (demo_two_classes, demo_ten_classes, random_ranking, random_losses, random_reliability,
         random_platt, random_isotonic, random_temperature, random_distributions, demo_classes,
         random_classes, uniform)


def run(part):
    """False where it stopped, which is one failure; the other parts still run."""
    try:
        part()
    except Exception as error:
        traceback.print_exc(file=sys.stdout)
        compare.count(False, f"{part.__name__} stopped", error, "no error")
        return False
    return True


def load():
    compare.load(sys.argv[1])


def main():
    warnings.simplefilter("ignore")
    np.seterr(divide="ignore", invalid="ignore")  # 0/0 is NaN, and so NULL
    if run(load):
        for part in PARTS:
            run(part)
    if compare.failed > compare.SHOWN:
        print(f"and {compare.failed - compare.SHOWN} more failures")
    print(f"{compare.passed} passed, {compare.failed} failed")
    return compare.failed != 0


if __name__ == "__main__":
    sys.exit(main())
