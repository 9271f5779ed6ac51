"""What the Python clients print, so that all clients' answers can be compared: the bits of every number."""
import struct
import sys


def double(x):
    return struct.pack(">d", x).hex()


def report(version, p, shares, message, rows):
    """version: of SQLite; p, shares, message: what the shown lines got; rows(query): the rows of a query."""
    print("version", version)
    print("sigmoid", double(p))
    print("vec_softmax", *(struct.pack(">f", x).hex() for x in shares))
    print("error", message.splitlines()[0])
    for query in sys.argv[1:]:
        print(query)
        for row in rows(query):
            print(*map(double, row))
