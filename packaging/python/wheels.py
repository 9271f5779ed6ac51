"""wheels.py FOLDER: writes into the folder a wheel for each library FOLDER/<platform>/logits.* that is there, and
the source package from FOLDER/logits.c and logits.h. Prints their names."""
import glob
import os
import sys

sys.dont_write_bytecode = True

import backend
import platform_tags

folder = sys.argv[1]
licence = backend.read(os.path.join(backend.HERE, "..", "..", "LICENSE"))
for old in glob.glob(os.path.join(folder, f"{backend.PACKAGE}-*")):
    os.remove(old)
made = {}
for library in sorted(path for platform in ("linux", "windows", "darwin")
                      for path in glob.glob(os.path.join(folder, platform + "-*", "logits.*"))):
    tags = platform_tags.platform_tags(library)
    if tags in made:
        sys.exit(f"{library} and {made[tags]} are both for {tags}")
    made[tags] = library
    print(backend.write_wheel(folder, folder, library, tags, licence))
print(backend.write_sdist(folder, folder, licence))
if not made:
    sys.exit(f"there is no library in {folder}/<platform>/, so there is no wheel: make platforms")
