"""backend.py: writes the wheels and the source package (sdist) of sqlite_logits.

In the source package this is the PEP 517 backend: build_wheel compiles logits.c, which lies beside it. It needs
Python alone, so that nothing is downloaded. In the repository wheels.py calls write_wheel and write_sdist.

The same files and the same SOURCE_DATE_EPOCH give the same bytes. The version is LOGITS_VERSION in logits.h.
"""
import base64
import gzip
import hashlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import time
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = "sqlite_logits"

METADATA = """\
Metadata-Version: 2.1
Name: sqlite-logits
Version: {version}
Summary: SQLite functions for what models put out: softmax, cross-entropy, ROC, calibration, pictures
Keywords: sqlite,softmax,logits,calibration,roc
License: MIT
Classifier: License :: OSI Approved :: MIT License
Classifier: Programming Language :: Python :: 3
Classifier: Programming Language :: C
Classifier: Topic :: Database
Classifier: Topic :: Scientific/Engineering
Classifier: Typing :: Typed
Requires-Python: >=3.8
License-File: LICENSE
Description-Content-Type: text/markdown

"""

ENTRY_POINTS = f"[datasette]\nlogits = {PACKAGE}.datasette\n"


def read(path):
    with open(path, "rb") as file:
        return file.read()


def read_version(sources):
    """The version of the logits.h in the folder."""
    found = re.search(rb'#define LOGITS_VERSION "(.*)"', read(os.path.join(sources, "logits.h")))
    version = found.group(1).decode()
    if not re.fullmatch(r"\d+(\.\d+)*((a|b|rc|\.dev|\.post)\d+)?", version):
        raise ValueError(f"LOGITS_VERSION in logits.h: {version} is no version that Python's packages know")
    return version


def metadata(version):
    return METADATA.format(version=version).encode() + read(os.path.join(HERE, "README.md"))


def module_files():
    """The files of the Python package, name by name."""
    folder = os.path.join(HERE, PACKAGE)
    return {f"{PACKAGE}/{name}": read(os.path.join(folder, name))
            for name in sorted(os.listdir(folder)) if name.endswith((".py", ".typed"))}


def modified():
    """The time that every file in an archive gets: no earlier than zip can say."""
    return max(int(os.environ.get("SOURCE_DATE_EPOCH", 0)), 315532800)


def installed_files(version, tags, licence):
    """What a wheel has besides the library and RECORD."""
    files = module_files()
    files[f"{PACKAGE}/_version.py"] = f'__version__ = "{version}"\n'.encode()
    info = f"{PACKAGE}-{version}.dist-info"
    files[f"{info}/LICENSE"] = licence
    files[f"{info}/METADATA"] = metadata(version)
    files[f"{info}/WHEEL"] = "".join([
        "Wheel-Version: 1.0\n", "Generator: sqlite-logits\n", "Root-Is-Purelib: false\n",
        *(f"Tag: py3-none-{tag}\n" for tag in tags.split("."))]).encode()
    files[f"{info}/entry_points.txt"] = ENTRY_POINTS.encode()
    return files


def record(files, info):
    """RECORD: each file with its SHA-256 and its size."""
    lines = []
    for name, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        lines.append(f"{name},sha256={digest},{len(content)}\n")
    return "".join([*lines, f"{info}/RECORD,,\n"]).encode()


def write_wheel(folder, sources, library, tags, licence):
    """Writes the wheel of a library for the platforms of the tags, and returns its name."""
    version = read_version(sources)
    info = f"{PACKAGE}-{version}.dist-info"
    files = installed_files(version, tags, licence)
    files[f"{PACKAGE}/{os.path.basename(library)}"] = read(library)
    files = dict(sorted(files.items(), key=lambda item: (item[0].startswith(info), item[0])))
    files[f"{info}/RECORD"] = record(files, info)
    name = f"{PACKAGE}-{version}-py3-none-{tags}.whl"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, time.gmtime(modified())[:6])
            entry.create_system = 3  # Unix, wherever this runs: external_attr has its permissions
            entry.external_attr = (0o100755 if path.endswith((".so", ".dll", ".dylib")) else 0o100644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            wheel.writestr(entry, content, compresslevel=9)
    return name


def write_sdist(folder, sources, licence):
    """Writes the source package, which compiles logits.c when it is installed, and returns its name."""
    version = read_version(sources)
    top = f"{PACKAGE}-{version}"
    files = module_files()
    for name in ("README.md", "backend.py", "pyproject.toml"):
        files[name] = read(os.path.join(HERE, name))
    for name in ("logits.c", "logits.h"):
        files[name] = read(os.path.join(sources, name))
    files["LICENSE"] = licence
    files["PKG-INFO"] = metadata(version)
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in sorted(files.items()):
            entry = tarfile.TarInfo(f"{top}/{name}")
            entry.size, entry.mtime, entry.mode = len(content), modified(), 0o644
            archive.addfile(entry, io.BytesIO(content))
    with open(os.path.join(folder, f"{top}.tar.gz"), "wb") as file:
        with gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=9, mtime=modified()) as packed:
            packed.write(tar.getvalue())
    return f"{top}.tar.gz"


# ---- where the source package is installed ----


def compile_library(folder):
    """Compiles logits.c with the compiler of this machine, and returns the library's path."""
    suffix = {"win32": "dll", "cygwin": "dll", "darwin": "dylib"}.get(sys.platform, "so")
    library = os.path.join(folder, "logits." + suffix)
    named = os.environ.get("CC")
    compiler = shlex.split(named) if named else [next(filter(shutil.which, ("cc", "gcc", "clang")), "cc")]
    command = [*compiler, "-O2", *([] if suffix == "dll" else ["-fPIC"]), "-shared",
               *shlex.split(os.environ.get("CFLAGS", "")), os.path.join(HERE, "logits.c"), "-o", library]
    try:
        status = subprocess.call(command)
    except OSError:
        status = f"there is no {compiler[0]}"
    if status != 0:
        raise RuntimeError(
            f"sqlite_logits could not be compiled ({shlex.join(command)}: {status}). It needs gcc or clang and "
            "SQLite's headers: on Debian apt-get install gcc libc6-dev libsqlite3-dev, on macOS xcode-select --install")
    return library


def this_platform():
    """The tag of this machine. pip knows macOS 11 and newer by X_0, and some Pythons say X or X.Y."""
    tag = re.sub("[-.]", "_", sysconfig.get_platform())
    return re.sub(r"^macosx_(1[1-9]|[2-9]\d)(_\d+)?_(?=[a-z])", r"macosx_\1_0_", tag)


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    with tempfile.TemporaryDirectory() as folder:
        return write_wheel(wheel_directory, HERE, compile_library(folder), this_platform(),
                           read(os.path.join(HERE, "LICENSE")))


def build_sdist(sdist_directory, config_settings=None):
    return write_sdist(sdist_directory, HERE, read(os.path.join(HERE, "LICENSE")))


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    version = read_version(HERE)
    info = f"{PACKAGE}-{version}.dist-info"
    files = installed_files(version, this_platform(), read(os.path.join(HERE, "LICENSE")))
    os.makedirs(os.path.join(metadata_directory, info), exist_ok=True)
    for name, content in files.items():
        if name.startswith(info):
            with open(os.path.join(metadata_directory, name), "wb") as file:
                file.write(content)
    return info
