"""files.py PATH... -- FILE...: what is in the built wheels and source packages. RECORD of a wheel names every file
with its SHA-256 and its size, WHEEL has the tags of the name, the library may be executed. No file has one of the
paths in it. Exit status 0 when that is so."""
import base64
import csv
import hashlib
import io
import sys
import tarfile
import zipfile

split = sys.argv.index("--")
paths, files = sys.argv[1:split], sys.argv[split + 1:]


def look_at_wheel(path, wheel):
    names = wheel.namelist()
    (record,) = [name for name in names if name.endswith(".dist-info/RECORD")]
    rows = list(csv.reader(io.StringIO(wheel.read(record).decode())))
    assert sorted(row[0] for row in rows) == sorted(names), f"{path}: RECORD and the files"
    for name, digest, size in rows:
        content = wheel.read(name)
        expected = "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
        assert name == record or (digest, size) == (expected, str(len(content))), f"{path}: {name}"
    lines = wheel.read(record.replace("RECORD", "WHEEL")).decode().splitlines()
    tags = [line[len("Tag: py3-none-"):] for line in lines if line.startswith("Tag: ")]
    assert path.endswith("-py3-none-" + ".".join(tags) + ".whl"), f"{path}: {tags}"
    assert not any("." in tag for tag in tags), f"{path}: one tag to a line, got {tags}"
    (library,) = [entry for entry in wheel.infolist() if "/logits." in entry.filename]
    assert library.external_attr >> 16 == 0o100755, f"{path}: the permissions of {library.filename}"


for file in files:
    if file.endswith(".whl"):
        with zipfile.ZipFile(file) as archive:
            look_at_wheel(file, archive)
            contents = {name: archive.read(name) for name in archive.namelist()}
    else:
        with tarfile.open(file) as archive:
            contents = {entry.name: archive.extractfile(entry).read() for entry in archive.getmembers()}
    assert contents, f"{file} is empty"
    for name, content in contents.items():
        for path in paths:
            assert path.encode() not in content, f"{file}: {name} has {path} in it"
