"""peers.py: the softmax of 1,000 vectors of 1,000 float32 as Python users compute it, timed.

Prints "NAME NANOSECONDS per element", or "NAME skipped: why", for scipy, numpy, torch, for NumPy's
argmax of 19 vectors of 50,257 float32, and for a table of BLOBs that Python's sqlite3 reads, SciPy
normalises row by row, and sqlite3 writes back.
"""
import sqlite3
import statistics
import time

ROWS = SIZE = 1000
ROUNDS = 9


def timed(prepare, work, elements=ROWS * SIZE):
    times = []
    for _ in range(ROUNDS):
        prepared = prepare()
        start = time.process_time()
        work(prepared)
        times.append(time.process_time() - start)
    return statistics.median(times) * 1e9 / elements


def report(name, run):
    try:
        print(name, run())
    except ImportError as error:
        print(f"{name} skipped: {error}")


def scores():
    import numpy

    i = numpy.arange(ROWS * SIZE, dtype="i8")
    return (i * 7919 % 100003 / 5000.0 - 10).astype("f4").reshape(ROWS, SIZE)


def scipy_softmax():
    from scipy.special import softmax

    array = scores()
    return timed(lambda: None, lambda _: softmax(array, axis=1))


def numpy_softmax():
    import numpy

    array = scores()

    def work(_):
        e = numpy.exp(array - array.max(axis=1, keepdims=True))
        e /= e.sum(axis=1, keepdims=True)

    return timed(lambda: None, work)


def torch_softmax():
    import torch

    torch.set_num_threads(1)
    tensor = torch.from_numpy(scores())
    return timed(lambda: None, lambda _: torch.softmax(tensor, dim=1))


def numpy_argmax():
    array = scores().reshape(-1)[:19 * 50257].reshape(19, 50257)
    return timed(lambda: None, lambda _: array.argmax(axis=1), array.size)


def table():
    import numpy
    from scipy.special import softmax

    array = scores()

    def prepare():
        db = sqlite3.connect(":memory:")
        db.execute("CREATE TABLE scores(i INTEGER PRIMARY KEY, v BLOB)")
        db.executemany("INSERT INTO scores VALUES (?, ?)",
                       ((i, row.tobytes()) for i, row in enumerate(array)))
        return db

    def work(db):
        rows = db.execute("SELECT i, v FROM scores").fetchall()
        db.executemany("UPDATE scores SET v = ? WHERE i = ?",
                       ((softmax(numpy.frombuffer(v, "<f4")).tobytes(), i) for i, v in rows))

    return timed(prepare, work)


report("scipy", scipy_softmax)
report("numpy", numpy_softmax)
report("torch", torch_softmax)
report("argmax", numpy_argmax)
report("table", table)
