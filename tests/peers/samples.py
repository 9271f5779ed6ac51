"""samples.py: what peers.py compares on: the scores of the demo, and random ones, the same in every
run.
"""
import csv
import pathlib
from typing import NamedTuple, Optional

import numpy as np
from scipy import special

DATA = pathlib.Path(__file__).resolve().parents[2] / "sql" / "data"


class Examples(NamedTuple):
    """Scored examples of two classes; weight is None where none is given."""

    name: str
    score: np.ndarray
    label: np.ndarray
    weight: Optional[np.ndarray] = None

    def weights(self):
        return np.ones(len(self.label)) if self.weight is None else self.weight

    def two_classes(self):
        return len(set(self.label[self.weights() > 0])) == 2

    def as_probabilities(self):
        return self._replace(name=f"p of {self.name}", score=special.expit(self.score))


class Classes(NamedTuple):
    """Predicted classes and labels, of one type; weight is None where none is given."""

    name: str
    predicted: np.ndarray
    label: np.ndarray
    weight: Optional[np.ndarray] = None

    def weights(self):
        return np.ones(len(self.label)) if self.weight is None else self.weight


class Vectors(NamedTuple):
    """An example per row of scores, of which -Inf are masked; label is an index."""

    name: str
    scores: np.ndarray
    label: np.ndarray


# ---- the demo ----


def read_demo(name, key):
    """The rows of each model, in the order of the file, which counts its examples up by key."""
    with open(DATA / name, newline="") as file:
        rows = list(csv.DictReader(file))
    for model in sorted({row["model"] for row in rows}):
        yield model, sorted((row for row in rows if row["model"] == model),
                            key=lambda row: int(row[key]))


def tumours():
    for model, rows in read_demo("tumour_scores.csv", "patient"):
        yield Examples(f"tumours, {model}", np.array([float(row["logit"]) for row in rows]),
                       np.array([int(row["malignant"]) for row in rows]))


def digits():
    for model, rows in read_demo("digits_scores.csv", "image"):
        scores = np.full((len(rows) // 10, 10), np.nan)
        label = np.zeros(len(rows) // 10, dtype=int)
        for row in rows:
            image = int(row["image"]) - 1
            scores[image, int(row["class"])] = float(row["logit"])
            label[image] = int(row["label"])
        yield Vectors(f"digits, {model}", scores, label)


def top_label(vectors):
    """The confidence in the best class, and whether it was right."""
    p = special.softmax(vectors.scores, axis=1)
    correct = (p.argmax(axis=1) == vectors.label).astype(int)
    return Examples(f"top label of {vectors.name}", p.max(axis=1), correct)


def one_against_rest(vectors):
    p = special.softmax(vectors.scores, axis=1)
    for k in range(p.shape[1]):
        yield Examples(f"class {k} of {vectors.name}", p[:, k], (vectors.label == k).astype(int))


# ---- random scores of two classes ----

WEIGHTS = {
    "no weights": lambda rng, n: None,
    "weights 0, 1, 2": lambda rng, n: rng.integers(0, 3, n),
    "weights 0 to 1": lambda rng, n: rng.random(n),
    "weights 1e-12 to 1e12": lambda rng, n: 10 ** rng.uniform(-12, 12, n),
    "weights 1e-140 to 1e140": lambda rng, n: 10 ** rng.uniform(-140, 140, n),
}
MODERATE = "no weights", "weights 0, 1, 2", "weights 0 to 1"  # that an optimiser gets along with


def random_examples(seed, n, positives=None, digits=None, weights="no weights"):
    """Of which `positives` have label 1 (half of them by default); digits makes ties."""
    rng = np.random.default_rng([seed, n, digits or 0])
    label = np.zeros(n, dtype=int)
    label[:n // 2 if positives is None else positives] = 1
    rng.shuffle(label)
    score = rng.normal(0, 2, n) + rng.uniform(-1, 3) * label
    score = score if digits is None else np.round(score, digits)
    name = f"seed {seed}, {n} rows, {label.sum()} positive, {digits} digits, {weights}"
    return Examples(name, score, label, WEIGHTS[weights](rng, n))


def small_examples():
    for seed in range(30):
        for n in (2, 3, 5, 17, 100):
            for weights in WEIGHTS:
                yield random_examples(seed, n, None, (None, 0, 1)[seed % 3], weights)


def middling_examples():
    for seed in range(3):
        for digits in (None, 1, 2):
            for weights in WEIGHTS:
                yield random_examples(seed, 2000, (1, 400, 1999)[seed], digits, weights)


def large_examples():
    for seed, positives in enumerate((2, 10000, 19998)):
        for digits, weights in ((None, "no weights"), (1, "no weights"), (2, "weights 0, 1, 2"),
                                (2, "weights 1e-12 to 1e12")):
            yield random_examples(seed, 20000, positives, digits, weights)


def random_tables():
    yield from small_examples()
    yield from middling_examples()
    yield from large_examples()


def unusual_scores():
    """Of scores that a sort may get wrong."""
    rng = np.random.default_rng(4)
    label = rng.integers(0, 2, 400)
    for name, pool in (("subnormal", np.arange(-4, 5) * 5e-324),
                       ("huge", [-1.7e308, -1e308, 1e308, 1.7e308, 0]),
                       ("neighbours", 1 + np.arange(-5, 6) * 2.0 ** -52),
                       ("whole numbers", np.arange(5)),
                       ("all equal", [0.3])):
        yield Examples(f"{name} scores", rng.choice(np.asarray(pool), 400), label)


# ---- random probabilities ----


def unusual_probabilities():
    """On the edges of bins, at 0 and 1, close to them, of one class only."""
    rng = np.random.default_rng(5)
    label = rng.integers(0, 2, 1000)
    for bins in (1, 2, 10, 15, 49, 1000):
        edges = rng.integers(0, bins + 1, 1000) / bins
        yield Examples(f"p on edges of {bins} bins", edges, label)
        yield Examples(f"p on edges of {bins} bins, weights", edges, label, rng.random(1000))
        below = np.nextafter(edges, rng.choice([0.0, 1.0], 1000))
        yield Examples(f"p next to edges of {bins} bins", below, label)
    yield Examples("p right, 0 or 1", label.astype(float), label)
    yield Examples("p once wrong", np.abs(label - (np.arange(1000) == 7)), label)
    yield Examples("p once wrong, at weight 0", np.abs(label - (np.arange(1000) == 7)), label,
                   np.where(np.arange(1000) == 7, 0, 2))
    yield Examples("p down to 1e-300", 10.0 ** rng.uniform(-300, 0, 1000), label)
    yield Examples("p up to 1 - 2^-53", 1 - 2.0 ** -rng.integers(1, 54, 1000), label)
    yield Examples("label 1 only", rng.random(50), np.ones(50, dtype=int))
    yield Examples("label 0 only", rng.random(50), np.zeros(50, dtype=int))
    yield Examples("real labels", rng.random(50), np.arange(50) % 2.0)


# ---- random vectors ----


def random_vectors(seed, n, size, true_t, bias=0.0, masked=0.0):
    """Labels drawn from softmax(scores / true_t); bias makes class 0 the most frequent by far."""
    rng = np.random.default_rng([seed, n, size])
    scores = rng.normal(0, 3, (n, size))
    scores[:, 0] += bias
    scores[:, 1:][rng.random((n, size - 1)) < masked] = -np.inf
    noise = rng.gumbel(size=(n, size))
    label = (scores / true_t + noise).argmax(axis=1)
    name = f"seed {seed}, {n} vectors of {size}, T = {true_t}, bias {bias}, {masked} masked"
    return Vectors(name, scores, label)


def random_vector_tables():
    for seed in range(20):
        for n, size in ((1, 3), (2, 2), (10, 3), (100, 10)):
            yield random_vectors(seed, n, size, (0.3, 1, 3)[seed % 3])
    for seed in range(4):
        yield random_vectors(seed, 2000, 10, (0.05, 1, 2, 4)[seed])
        yield random_vectors(seed, 2000, 10, 2, bias=(3, 6, 9, 12)[seed])
        yield random_vectors(seed, 500, 20, 1.5, masked=(0.1, 0.5, 0.9, 1.0)[seed])
    yield random_vectors(0, 20000, 2, 1)
    yield random_vectors(0, 300, 300, 1)


def vectors_without_answer():
    rng = np.random.default_rng(6)
    scores = rng.normal(0, 3, (50, 4))
    yield Vectors("always right", scores, scores.argmax(axis=1))
    yield Vectors("always wrong", scores, scores.argmin(axis=1))
    yield Vectors("all scores equal", np.ones((50, 4)), rng.integers(0, 4, 50))
    yield Vectors("one example", scores[:1], scores[:1].argmax(axis=1))


# ---- random distributions ----


def distributions():
    """Pairs of weights, which need not sum to 1."""
    rng = np.random.default_rng(7)
    for n in (1, 2, 3, 10, 100, 2000, 20000):
        counts = rng.zipf(1.5, (2, n)) % 1000
        yield f"counts, {n}", counts[0], counts[1] + 1
        yield f"counts with q = 0, {n}", counts[0], counts[1] // 2
        yield f"of sum 1, {n}", rng.dirichlet(np.ones(n)), rng.dirichlet(np.ones(n))
        yield f"of sum 0.7, {n}", 0.7 * rng.dirichlet(np.ones(n)), 1.2 * rng.dirichlet(np.ones(n))
        yield f"peaked, {n}", rng.dirichlet(np.full(n, 0.05)), rng.dirichlet(np.ones(n))
        yield f"of all sizes, {n}", 10 ** rng.uniform(-100, 100, n), 10 ** rng.uniform(-99, 99, n)
        yield f"disjoint, {n}", np.arange(n) % 2, (np.arange(n) + 1) % 2
        p = rng.random(n)
        yield f"close, {n}", p, p * (1 + rng.normal(0, 1e-5, n))
        yield f"the same, {n}", p, p
        seldom = np.arange(n) % 7 == 3
        yield (f"the same but for zeros, {n}", np.where(seldom, 0, p),
               np.where(seldom, p * 1e-3, p))
    yield "all 0", np.zeros(5), np.ones(5)


# ---- seeds and keys of uniform() ----

SEEDS = [0, 1, 42, -1, 2 ** 63 - 1, -2 ** 63]
INTEGERS = [0, 1, -1, 7, 255, 256, 2 ** 53 + 1, 2 ** 63 - 1, -2 ** 63]
REALS = [0.0, -0.0, 1.0, -1.0, 0.5, 1e300, 5e-324, np.pi, 2.0 ** 53, 2.0 ** 62, 2.0 ** 63,
         -2.0 ** 63, -2.0 ** 64, float("inf"), float("-inf")]
TEXTS = ["", "1", "1.0", "abc", "exactly8", "fifteen letters", "Zürich", "東京", "\U0001f600",
         "a\0b", "x" * 255, "x" * 256, "x" * 5000]


def keys():
    rng = np.random.default_rng(8)
    yield from INTEGERS + REALS + TEXTS
    yield from (text.encode() for text in TEXTS)
    yield from (rng.bytes(n) for n in range(70))
    yield from rng.integers(-2 ** 63, 2 ** 63 - 1, 50).tolist()
    yield from rng.normal(0, 1e6, 50).tolist()
    yield from np.round(rng.normal(0, 1e6, 50)).tolist()


# ---- predicted classes ----


def as_classes(vectors):
    return Classes(vectors.name, vectors.scores.argmax(axis=1), vectors.label)


def random_classes():
    """Good and bad models of few and many classes; classes that only one side has; weights of all
    sizes."""
    rng = np.random.default_rng(29)
    for i in range(120):
        classes = int(rng.choice([1, 2, 2, 3, 5, 10, 40, 300]))
        rows = int(rng.choice([1, 2, 5, 30, 300, 3000]))
        label = rng.choice(classes, rows, p=rng.dirichlet(np.full(classes, rng.choice([0.2, 5]))))
        predicted = np.where(rng.random(rows) < rng.random(), label,
                             rng.integers(0, classes, rows))
        if i % 4 == 1:  # one class is only predicted, one only a label
            predicted = np.where(predicted == 0, classes, predicted)
        if i % 10 == 3:
            predicted = np.full(rows, label[0])
        weight = None
        if i % 3 == 1:
            weight = rng.random(rows) + 1e-2
        if i % 3 == 2:
            weight = 10.0 ** rng.uniform(-9, 9, rows)
        if i % 5 == 4:  # names, in another order than numbers
            predicted, label = (np.array([f"class {k} é" for k in x]) for x in (predicted, label))
        yield Classes(f"{classes} classes, {rows} rows ({i})", predicted, label, weight)
