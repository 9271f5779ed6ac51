"""platform_tags.py FILE...: the platforms that a built library runs on, read from the library itself.

An ELF file tells its machine, the libraries it needs, and the versions of the symbols it takes from them. The tag
manylinux_2_X says glibc 2.X or newer (PEP 600), so X is the highest version among them. Where the file needs
nothing of the C library but functions of <string.h>, it runs under musl too, which takes it for its own libc.so.6
and looks at no symbol versions: then musllinux_1_1 (PEP 656) stands beside it.

A DLL of Windows tells its machine and the DLLs it needs, a Mach-O file of macOS both and its oldest macOS.
"""
import struct
import sys

# The oldest glibc of each machine that pip knows tags for.
MACHINES = {62: ("x86_64", 5), 183: ("aarch64", 17)}
# What PEP 600 lets a file need, as far as anything here could.
LIBRARIES = {"libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1"}
# What C11 declares in <string.h>, but for what depends on the locale or on a state. musl exports them all.
MUSL = {"memchr", "memcmp", "memcpy", "memmove", "memset", "strchr", "strcmp", "strcpy", "strcspn", "strlen",
        "strncmp", "strpbrk", "strrchr", "strspn", "strstr"}
WINDOWS_MACHINES = {0x8664: "win_amd64", 0xAA64: "win_arm64"}
WINDOWS_LIBRARIES = {"kernel32.dll", "msvcrt.dll", "ucrtbase.dll"}
MACOS_MACHINES = {0x01000007: "x86_64", 0x0100000C: "arm64"}
MACOS_LIBRARIES = {"/usr/lib/libSystem.B.dylib"}


def text_at(table, offset):
    return table[offset:table.index(b"\0", offset)].decode()


class Elf:
    """What a shared library needs: needed, symbols (those that must be there), versions."""

    def __init__(self, content):
        if content[4:6] != b"\x02\x01":
            raise ValueError("an ELF file of 64 bits, little-endian, is expected")
        self.machine, = struct.unpack_from("<H", content, 18)
        first, = struct.unpack_from("<Q", content, 40)
        size, count = struct.unpack_from("<HH", content, 58)
        sections = [struct.unpack_from("<IIQQQQIIQQ", content, first + i * size) for i in range(count)]
        self.needed, self.symbols, self.versions = [], [], []
        readers = {6: self.read_dynamic, 11: self.read_symbols, 0x6FFFFFFE: self.read_versions}
        for _, kind, _, _, offset, length, link, _, _, _ in sections:
            if kind in readers:
                at, long = sections[link][4:6]
                readers[kind](content[offset:offset + length], content[at:at + long])
        if not self.needed:
            raise ValueError("an ELF file that says which libraries it needs is expected")

    def read_dynamic(self, section, names):
        for tag, value in struct.iter_unpack("<QQ", section):
            if tag == 0:
                break
            if tag == 1:
                self.needed.append(text_at(names, value))

    def read_symbols(self, section, names):
        for name, info, _, defined_in, _, _ in struct.iter_unpack("<IBBHQQ", section):
            if name and defined_in == 0 and info >> 4 != 2:  # undefined and not weak
                self.symbols.append(text_at(names, name))

    def read_versions(self, section, names):
        at = more = 0
        while at == 0 or more:
            at += more
            _, count, _, entry, more = struct.unpack_from("<HHIII", section, at)
            entry += at
            for _ in range(count):
                _, _, _, name, following = struct.unpack_from("<IHHII", section, entry)
                self.versions.append(text_at(names, name))
                entry += following
            if not more:
                break


def linux_tags(content):
    elf = Elf(content)
    if elf.machine not in MACHINES:
        raise ValueError(f"no tag is known for the ELF machine {elf.machine}")
    machine, least = MACHINES[elf.machine]
    foreign = set(elf.needed) - LIBRARIES
    if foreign:
        raise ValueError(f"it needs {', '.join(sorted(foreign))}, which not every Linux has")
    for version in elf.versions:
        if not version.startswith("GLIBC_2."):
            raise ValueError(f"it needs the symbol version {version}, which is not glibc's")
    newest = max([least, *(int(version.split(".")[1]) for version in elf.versions)])
    tags = [f"manylinux_2_{newest}_{machine}"]
    if elf.needed == ["libc.so.6"] and MUSL.issuperset(elf.symbols):
        tags.append(f"musllinux_1_1_{machine}")
    return ".".join(tags)


def windows_tag(content):
    pe, = struct.unpack_from("<I", content, 60)
    machine, sections = struct.unpack_from("<HH", content, pe + 4)
    optional, = struct.unpack_from("<H", content, pe + 20)
    if content[pe:pe + 4] != b"PE\0\0" or machine not in WINDOWS_MACHINES:
        raise ValueError(f"no tag is known for the machine {machine:#x} of Windows")
    table = [struct.unpack_from("<8sIIII", content, pe + 24 + optional + 40 * i) for i in range(sections)]

    def place(address):
        return next(address - start + offset for _, length, start, size, offset in table
                    if start <= address < start + max(length, size))

    imports, = struct.unpack_from("<I", content, pe + 24 + 112 + 8)
    at = place(imports)
    while True:
        name, = struct.unpack_from("<I", content, at + 12)
        if name == 0:
            return WINDOWS_MACHINES[machine]
        library = text_at(content, place(name)).lower()
        if library not in WINDOWS_LIBRARIES and not library.startswith("api-ms-win-crt-"):
            raise ValueError(f"it needs {library}, which not every Windows has")
        at += 20


def macos_tag(content):
    machine, _, _, count = struct.unpack_from("<IIII", content, 4)
    if machine not in MACOS_MACHINES:
        raise ValueError(f"no tag is known for the Mach-O machine {machine:#x}")
    oldest = None
    at = 32
    for _ in range(count):
        command, size, first, second = struct.unpack_from("<IIII", content, at)
        if command == 0x24:  # LC_VERSION_MIN_MACOSX
            oldest = first
        elif command == 0x32:  # LC_BUILD_VERSION, of the platform that is named first
            oldest = second if first == 1 else None
        elif command & 0x7FFFFFFF in (0xC, 0x18, 0x1F):  # LC_LOAD_DYLIB, weak, re-exported
            library = text_at(content, at + first)
            if library not in MACOS_LIBRARIES:
                raise ValueError(f"it needs {library}, which not every macOS has")
        at += size
    if oldest is None:
        raise ValueError("a Mach-O file that says its oldest macOS is expected")
    major, minor = oldest >> 16, oldest >> 8 & 255
    if major >= 11:  # pip knows these by their major version alone
        major, minor = major + (minor > 0), 0
    return f"macosx_{major}_{minor}_{MACOS_MACHINES[machine]}"


def platform_tags(path):
    """The tags of the library at the path, joined by dots as in the name of a wheel."""
    with open(path, "rb") as file:
        content = file.read()
    try:
        if content[:4] == b"\x7fELF":
            return linux_tags(content)
        if content[:2] == b"MZ":
            return windows_tag(content)
        if content[:4] == b"\xcf\xfa\xed\xfe":
            return macos_tag(content)
        raise ValueError("no ELF, DLL or Mach-O file of 64 bits")
    except (ValueError, struct.error, IndexError, StopIteration) as error:
        raise SystemExit(f"{path}: {error}") from None


if __name__ == "__main__":
    for library in sys.argv[1:]:
        print(platform_tags(library))
