"""reference.py: what peers.py compares with where scikit-learn and SciPy have no such function.

Written from the definitions, not from the extension's code: SipHash-2-4 in plain Python, bins of
NumPy with sums by math.fsum, the minima by SciPy's optimisers, each checked to have converged.
"""
import collections
import fractions
import math
import struct

import numpy as np
from scipy import optimize, special

# ---- uniform(seed, key): SipHash-2-4 (Aumasson and Bernstein, 2012) ----

BITS = 2 ** 64 - 1


def rotate(x, by):
    return (x << by | x >> (64 - by)) & BITS


def sip_round(a, b, c, d):
    a, c = (a + b) & BITS, (c + d) & BITS
    b, d = rotate(b, 13) ^ a, rotate(d, 16) ^ c
    a, c = (rotate(a, 32) + d) & BITS, (c + b) & BITS
    d, b = rotate(d, 21) ^ a, rotate(b, 17) ^ c
    return a, b, rotate(c, 32), d


def siphash(k0, k1, message):
    state = (k0 ^ 0x736F6D6570736575, k1 ^ 0x646F72616E646F6D,
             k0 ^ 0x6C7967656E657261, k1 ^ 0x7465646279746573)
    padding = bytes(7 - len(message) % 8) + bytes([len(message) % 256])
    for (word,) in struct.iter_unpack("<Q", message + padding):
        a, b, c, d = state
        a, b, c, d = sip_round(*sip_round(a, b, c, d ^ word))
        state = (a ^ word, b, c, d)
    a, b, c, d = state
    state = (a, b, c ^ 0xFF, d)
    for _ in range(4):
        state = sip_round(*state)
    return state[0] ^ state[1] ^ state[2] ^ state[3]


def key_bytes(key):
    """A whole number hashes alike as INTEGER and as REAL."""
    if isinstance(key, float) and key.is_integer() and -2.0 ** 63 <= key < 2.0 ** 63:
        key = int(key)
    if isinstance(key, int):
        return key.to_bytes(8, "little", signed=True)
    if isinstance(key, float):
        return struct.pack("<d", key)
    return key.encode() if isinstance(key, str) else key


def uniform(seed, key):
    return ((siphash(seed & BITS, 0, key_bytes(key)) >> 12) + 0.5) * 2.0 ** -52


# ---- the curves: at every distinct score, highest first ----


def confusion(score, label, weight):
    """tp, fp, tn, fn, first at +Inf. Each is a sum of its own: no difference loses digits."""
    used = weight > 0
    distinct, place = np.unique(score[used], return_inverse=True)
    positive, negative = (np.bincount(place, (weight * part)[used], len(distinct))[::-1]
                          for part in (label, 1 - label))
    above = [np.append(0, np.cumsum(part)) for part in (positive, negative)]
    below = [np.append(np.cumsum(part[::-1])[::-1], 0) for part in (negative, positive)]
    return *above, *below


# ---- predicted classes, in exact rationals: scikit-learn rounds, and then subtracts ----


def class_scores(predicted, label, weight):
    """macro F1, the Matthews correlation, Cohen's kappa."""
    of_label, of_predicted, hits = (collections.Counter() for _ in range(3))
    for p, t, w in zip(predicted.tolist(), label.tolist(), weight.tolist()):
        w = fractions.Fraction(w)
        of_label[t] += w
        of_predicted[p] += w
        hits[t] += w * (p == t)
    classes = of_label.keys() | of_predicted.keys()
    n, right = sum(of_label.values()), sum(hits.values())
    f1 = sum(2 * hits[k] / (of_label[k] + of_predicted[k]) for k in classes) / len(classes)
    chance = sum(of_label[k] * of_predicted[k] for k in classes)
    square = ((n * n - sum(x * x for x in of_label.values())) *
              (n * n - sum(x * x for x in of_predicted.values())))
    agreement = n * right - chance
    root = fractions.Fraction(math.isqrt(int(square * 4 ** 400)), 2 ** 400)
    mcc = float(agreement / root) if square else 0.0
    return float(f1), mcc, float(agreement / (n * n - chance)) if n * n > chance else None


# ---- bins [a, b), the last one closed ----


def reliability(p, label, weight, bins):
    """Columns by name; share is a bin's part of all weight."""
    edges = np.arange(bins + 1) / bins
    place = np.searchsorted(edges[1:-1], p, side="right")
    inside = [(place == i) & (weight > 0) for i in range(bins)]
    mass = np.array([math.fsum(weight[rows]) for rows in inside])
    p_mass, label_mass = (np.array([math.fsum((weight * x)[rows]) for rows in inside])
                          for x in (p, label))
    mean_p, fraction = p_mass / mass, label_mass / mass  # NaN where there is no row
    return dict(lo=edges[:-1], hi=edges[1:], count=np.sum(inside, axis=1), mean_p=mean_p,
                fraction=fraction, gap=mean_p - fraction, share=mass / math.fsum(weight))


def calibration_error(p, label, weight, bins, norm):
    table = reliability(p, label, weight, bins)
    used = table["count"] > 0
    if not used.any():
        return None
    gap, share = np.abs(table["gap"][used]), table["share"][used]
    if norm == "max":
        return gap.max()
    power = {"l1": 1, "l2": 2}[norm]
    return math.fsum(share * gap ** power) ** (1 / power)


# ---- losses, of any p from 0 to 1 ----


def log_loss(p, label, weight):
    loss = -(special.xlogy(label, p) + special.xlog1py(1 - label, -p))
    used = weight > 0
    return np.dot(loss[used], weight[used]) / weight[used].sum()


# ---- the minima ----


def temperature(scores, label, weight):
    """The T at which the derivative of the cross-entropy by 1/T is 0; None where there is none.

    scores is a matrix of an example per row; -Inf is a masked score.
    """
    scores, label, weight = (x[weight > 0] for x in (scores, label, weight))
    masked = np.isneginf(scores)
    above = scores - scores[np.arange(len(label)), label][:, None]  # the label's score
    finite = np.where(masked, 0, above)

    def slope(log_b):
        p = special.softmax(np.exp(log_b) * above, axis=1)
        return np.dot(weight, np.sum(p * finite, axis=1))

    if not len(label) or above.max() <= 0:
        return None
    if np.dot(weight, finite.sum(axis=1) / (~masked).sum(axis=1)) >= 0:
        return None
    low = high = -math.log(scores[~masked].std())
    while slope(low) > 0:
        low -= 1
    while slope(high) < 0:
        high += 1
    return math.exp(-optimize.brentq(slope, low, high, xtol=1e-15, rtol=1e-15))


def platt(score, label, weight):
    """a and b of sigmoid(a score + b) against Platt's targets; None where there are none."""
    score, label, weight = (x[weight > 0] for x in (score, label, weight))
    if len(set(label)) < 2 or score.min() == score.max():
        return None
    spread = score.std()
    z = (score - score.mean()) / spread
    positives, negatives = (math.fsum(weight[label == k]) for k in (1, 0))
    target = np.where(label == 1, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    design = np.stack([z, np.ones(len(z))])
    share = weight / weight.sum()

    def loss(x):
        t = x @ design
        return np.dot(share, np.logaddexp(0, t) - target * t)

    def gradient(x):
        return design @ (share * (special.expit(x @ design) - target))

    def hessian(x):
        t = x @ design
        return design * (share * special.expit(t) * special.expit(-t)) @ design.T

    start = [0, math.log((positives + 1) / (negatives + 1))]
    near = optimize.minimize(loss, start, jac=gradient, hess=hessian, method="trust-exact").x
    fit = optimize.root(gradient, near, jac=hessian, tol=1e-14).x
    left = np.abs(np.linalg.solve(hessian(fit), gradient(fit)))
    if left.max() > 1e-10 * (1 + np.abs(fit).max()):
        raise ArithmeticError(f"Platt's reference has not converged: {left}")
    a = fit[0] / spread
    return a, fit[1] - a * score.mean()
