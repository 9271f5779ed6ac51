"""SQLAlchemy: a listener loads the extension into every new connection."""
from harness import report
# shown
import struct

from sqlalchemy import create_engine, event, exc, text

engine = create_engine("sqlite:///build/demo.db")


@event.listens_for(engine, "connect")
def load_logits(connection, record):
    connection.enable_load_extension(True)
    connection.load_extension("build/logits")
    connection.enable_load_extension(False)


with engine.connect() as db:
    p = db.execute(text("SELECT sigmoid(:x)"), {"x": 0.5}).scalar()
    answer = db.execute(text("SELECT vec_softmax(:v)"), {"v": struct.pack("<3f", 1, 2, 3)}).scalar()
    try:
        db.execute(text("SELECT sigmoid('abc')"))
    except exc.OperationalError as error:
        message = str(error)
# hidden

with engine.connect() as db:
    version = db.execute(text("SELECT sqlite_version()")).scalar()
    report(version, p, struct.unpack("<3f", answer), message, lambda query: db.execute(text(query)))
