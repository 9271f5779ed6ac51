"""truth.py DATABASE EXPECTED: are the numbers of the file `expected` those of decimal arithmetic of fifty digits?

They are calculated here from the table's scores, without the extension, and rounded once. Ends with
"N passed, N failed".
"""
import sqlite3
import struct
import sys
from decimal import Decimal, getcontext

getcontext().prec = 50
images = {1: [], 2: []}
for image, target, logit in sqlite3.connect(sys.argv[1]).execute(
        "SELECT image, class = label, logit FROM digits WHERE model = 'mlp' AND image < 3 ORDER BY image, class"):
    images[image].append((Decimal(logit), target))


def double(x):
    return struct.pack(">d", float(x)).hex()


def single(x):
    return struct.pack(">f", float(x)).hex()


def sigmoid(x):
    return 1 / (1 + (-Decimal(x)).exp())


def logsumexp(scores):
    return sum(x.exp() for x in scores).ln()


def scores(image):
    return [x for x, target in images[image]]


first = scores(1)
right = next(x for x, target in images[1] if target)
vector = [Decimal(x) for x in (1, 2, 3)]

due = ["sigmoid " + double(sigmoid("0.5")),
       "vec_softmax " + " ".join(single((x - logsumexp(vector)).exp()) for x in vector),
       double(logsumexp(first)) + " " + double(logsumexp(first) - right)]
# What softmax_prob gets is a double, the normaliser rounded.
due += [double((x - Decimal(float(logsumexp(scores(image))))).exp()) for image in images for x in scores(image)]
due += [double(logsumexp(first[max(0, i - 2):i + 1])) for i in range(len(first))]
due += [" ".join(map(double, (sigmoid(-744), "-inf", "inf")))]

with open(sys.argv[2], encoding="utf-8") as file:
    shown = [line.rstrip("\n") for line in file if not line.startswith(("SELECT", "error"))]
failed = abs(len(due) - len(shown))
for true, there in zip(due, shown):
    if true != there:
        failed += 1
        print("failed: expected has", there, "and the truth is", true)
print(f"{len(due) - failed} passed, {failed} failed")
sys.exit(failed > 0)
