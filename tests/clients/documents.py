"""documents.py [--update] EXTENSION BUILD FILE...: runs the ```python blocks of the documents.

The blocks of one document are one program. What a block prints is compared with the ```text block that
follows it; with --update it is written there. Paths build/... are those of the build folder. IPython,
which only a notebook has, is replaced by a stand-in that keeps the picture. A block that imports a module
which is not here is skipped, and said to be. Ends with "N passed, N failed, N skipped".
"""
import contextlib
import io
import os
import sys
import traceback
import types

update = sys.argv[1] == "--update"
extension, build, *documents = sys.argv[2:] if update else sys.argv[1:]
passed = failed = skipped = 0

display = types.ModuleType("IPython.display")
display.SVG = lambda data: data
sys.modules["IPython"] = types.ModuleType("IPython")
sys.modules["IPython.display"] = display


def fenced(lines, start):
    """The index of the fence that ends the block whose first line is at start."""
    return lines.index("```", start)


def run(code, names, where):
    """What the code prints, or the name of the module that it misses."""
    code = code.replace('"build/logits"', repr(os.path.splitext(extension)[0]))
    code = code.replace('"build/', '"' + build + "/").replace("sqlite:///build/", f"sqlite:///{build}/")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(code, where, "exec"), names)
        except Exception as error:
            if isinstance(error, ModuleNotFoundError) and error.name != "sqlite_logits":
                return error.name
            traceback.print_exc(file=out)
    return out.getvalue().splitlines()


for document in documents:
    with open(document, encoding="utf-8") as file:
        lines = file.read().split("\n")
    names = {}
    at = 0
    while "```python" in lines[at:]:
        first = lines.index("```python", at) + 1
        end = fenced(lines, first)
        printed = run("\n".join(lines[first:end]), names, f"{document}:{first}")
        at = end + 1
        if isinstance(printed, str):
            skipped += 1
            print(f"skipped 1: {document}, line {first}: no module {printed}")
            continue
        shown = []
        if lines[at:at + 2] == ["", "```text"]:
            close = fenced(lines, at + 2)
            shown = lines[at + 2:close]
            if update:
                lines[at + 2:close] = printed
                shown = printed
        elif update and printed:
            lines[at:at] = ["", "```text", *printed, "```"]
            shown = printed
        if printed == shown:
            passed += 1
        else:
            failed += 1
            print(f"failed: {document}, line {first}: printed", *printed, "but shows", *shown, sep="\n")
    if update:
        with open(document, "w", encoding="utf-8") as file:
            file.write("\n".join(lines))

print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
sys.exit(failed > 0)
