"""python -m sqlite_logits: prints the path of the loadable library."""
from . import loadable_path

print(loadable_path())
