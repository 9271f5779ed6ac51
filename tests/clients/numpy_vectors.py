"""numpy_vectors.py EXTENSION: vectors that NumPy wrote, read in SQL, and back.

Every element type and byte order that vec_ functions take, as raw bytes and as .npy; results are
compared with NumPy's own float64 arithmetic. Ends with "N passed, N failed".
"""
import io
import sqlite3
import sys

import numpy

passed = failed = 0


def check(condition, what):
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        print("failed:", what)


def npy(array):
    out = io.BytesIO()
    numpy.save(out, array)
    return out.getvalue()


def softmax(x):
    x = x.astype("f8")
    e = numpy.exp(x - x.max())
    return e / e.sum()


db = sqlite3.connect(":memory:")
db.enable_load_extension(True)
db.load_extension(sys.argv[1])


def sql(query, *arguments):
    return db.execute("SELECT " + query, arguments).fetchone()[0]


rng = numpy.random.default_rng(1)
for n in (1, 2, 3, 7, 10, 1000):
    scores = rng.normal(0, 5, n)
    for dtype in ("f4", "f8", "f2", ">f4", ">f8", ">f2"):
        array = scores.astype(dtype)
        name = f"{dtype}, n = {n}"
        expected = softmax(array)
        got = numpy.frombuffer(sql("vec_softmax(?)", npy(array)), "<f4")
        check(numpy.allclose(got, expected, rtol=2e-7, atol=0), f"softmax of .npy, {name}")
        back = numpy.frombuffer(sql("vec_pack(?)", npy(array)), "<f4")
        check(numpy.array_equal(back, array.astype("f4")), f"pack of .npy, {name}")
        check(sql("vec_size(?)", npy(array)) == n, f"size of .npy, {name}")
    for dtype, type_name in (("f4", "f32"), ("f8", "f64"), ("f2", "f16")):
        array = scores.astype(dtype)
        back = numpy.frombuffer(sql("vec_pack(?, ?)", array.tobytes(), type_name), "<f4")
        check(numpy.array_equal(back, array.astype("f4")), f"pack of raw {type_name}, n = {n}")
    for dtype in ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", ">i4", ">u8", "?"):
        array = rng.integers(0, 2 if dtype == "?" else 100, n).astype(dtype)
        back = numpy.frombuffer(sql("vec_pack(?)", npy(array)), "<f4")
        check(numpy.array_equal(back, array.astype("f4")), f"pack of .npy, {dtype}, n = {n}")
    blob = scores.astype("<f4").tobytes()
    check(sql("vec_pack(?)", blob) == blob, f"float32 passes through, n = {n}")
    check(sql("vec_argmax(?)", blob) == int(scores.astype("<f4").argmax()), f"argmax, n = {n}")

for dtype in ("f2", "f4", ">f4", "f8", ">f8", "i1", "i2", ">i4", "i8", "u1", "u2", "u4", ">u8", "?"):
    numbers = rng.integers(0, 2 if dtype == "?" else 100, 30).astype(dtype)
    rows = db.execute("SELECT idx, value FROM npy_each(?)", (npy(numbers),)).fetchall()
    check(rows == list(enumerate(numbers.tolist())), f"numbers of .npy, {dtype}")
    for order in "CF":
        matrix = numpy.array(numbers.reshape(5, 6), order=order)
        rows = db.execute("SELECT value FROM npy_each(?)", (npy(matrix),)).fetchall()
        back = numpy.stack([numpy.frombuffer(row[0], "<f4") for row in rows])
        check(numpy.array_equal(back, matrix.astype("f4")), f"rows of .npy, {dtype}, {order}")

logits = rng.normal(0, 3, (200, 10)).astype("f4")
labels = rng.integers(0, 10, 200)
loss = sql("avg(vec_xent(x.value, y.value)) FROM npy_each(?) x JOIN npy_each(?) y USING (idx)",
           npy(logits), npy(labels))
expected = numpy.mean([-numpy.log(softmax(x)[y]) for x, y in zip(logits, labels)])
check(abs(loss - expected) < 1e-12, f"two .npy joined: {loss}, {expected}")

for query in ("vec_xent('[1,2,3]', ?)", "vec_at('[1,2]', ?)", "brier(0.5, ?)", "label_index('[1]', ?)"):
    for scalar in (numpy.int64(1), numpy.int32(1), numpy.uint8(1)):
        try:
            sql(query, scalar)
            check(False, f"{query} of a NumPy scalar is an error")
        except sqlite3.OperationalError as error:
            check("a NumPy scalar? bind int(x)" in str(error), f"{query}: {error}")

for array, why in ((numpy.zeros((2, 2)), "2 dimensions"), (numpy.zeros(3, "c16"), "complex"),
                   (numpy.zeros(2, "S3"), "strings")):
    try:
        sql("vec_softmax(?)", npy(array))
        check(False, f"a .npy of {why} is an error")
    except sqlite3.OperationalError as error:
        check("must be a vector, got" in str(error), f"a .npy of {why}: {error}")

print(f"{passed} passed, {failed} failed")
sys.exit(failed != 0)
