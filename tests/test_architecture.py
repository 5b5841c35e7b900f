"""The house: which room may import which, who alone may import a heavy library, and how large a room may be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import chipgate

HOUSE = Path(chipgate.__file__).parent

MAY_IMPORT = {
    "errors": set(),
    "model": {"errors"},
    "files": {"errors", "model"},
    "engine": {"errors", "model"},
    "screening": {"errors", "model"},
    "audit": {"errors", "model", "engine"},
    "batch": {"errors", "model", "files", "engine"},
    "store": {"errors", "model"},
    "client": {"errors", "model", ""},
    "surfaces": {"errors", "model", "files", "engine", "screening", "audit", "batch", "store", ""},
    "main": {"errors", "model", "files", "engine", "screening", "surfaces", ""},
    "": {"model", "engine", "files"},
    "__main__": {"surfaces"},
}
"""A room (the first part of a module's name; "" is the front door) and the rooms it may import from."""

SINGLE_IMPORTERS = {
    "durable": {"engine/rete.py"},
    "ruamel": {"files/strict_yaml.py", "files/written_yaml.py"},
    "rapidfuzz": {"screening/pool.py"},
    "rfc8785": {"model/rulebook.py"},
    "pyspark": {"batch/spark.py"},
}
SINGLE_ROOMS = {"polars": {"batch"}, "sqlalchemy": {"store"}, "alembic": {"store"}, "cryptography": {"store"},
                "httpx2": {"client"}, "z3": {"audit"}}  # fmt: skip
"""Libraries that one room has to itself: importing chipgate must not load them."""
NO_CLOCK_BELOW = ("model", "engine", "files", "screening", "audit", "batch", "store")
LARGEST = 300
FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "services", "misc"}


def _modules() -> Iterator[tuple[Path, str, ast.Module]]:
    for path in sorted(HOUSE.rglob("*.py")):
        relative = path.relative_to(HOUSE).as_posix()
        room = "" if relative == "__init__.py" else relative.split("/")[0].removesuffix(".py")
        yield path, room, ast.parse(path.read_text(encoding="utf-8"))


def _imports(path: Path, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                base = path.parent
                for _ in range(node.level - 1):
                    base = base.parent
                inside = ".".join(("chipgate", *base.relative_to(HOUSE).parts))
                yield f"{inside}.{node.module}" if node.module else inside
            elif node.module == "chipgate":
                yield from (f"chipgate.{alias.name}" if (HOUSE / alias.name).is_dir() else "chipgate"
                            for alias in node.names)  # fmt: skip
            else:
                yield node.module or ""


def test_arrows_point_one_way() -> None:
    wrong = []
    for path, room, tree in _modules():
        for name in _imports(path, tree):
            parts = name.split(".")
            if parts[0] == "chipgate":
                other = parts[1] if len(parts) > 1 else ""
                if other != room and other not in MAY_IMPORT[room]:
                    wrong.append(f"{path.relative_to(HOUSE)} imports {name}")
    assert not wrong


def test_heavy_libraries_have_one_importer() -> None:
    found: dict[str, set[str]] = {name: set() for name in SINGLE_IMPORTERS}
    for path, _, tree in _modules():
        for name in _imports(path, tree):
            top = name.split(".")[0]
            if top in found:
                found[top].add(path.relative_to(HOUSE).as_posix())
    assert found == SINGLE_IMPORTERS


def test_some_libraries_have_one_room() -> None:
    found: dict[str, set[str]] = {name: set() for name in SINGLE_ROOMS}
    for path, room, tree in _modules():
        for name in _imports(path, tree):
            if (top := name.split(".")[0]) in found:
                found[top].add(room)
    assert found == SINGLE_ROOMS


def test_no_clock_and_no_environment_below_the_surfaces() -> None:
    wrong = []
    for path, room, tree in _modules():
        if room not in NO_CLOCK_BELOW or path.name in {"rete.py", "git.py"}:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in {"today", "now", "utcnow", "environ", "getenv", "time"}:
                wrong.append(f"{path.relative_to(HOUSE)}:{node.lineno} {node.attr}")
    assert not wrong


def test_rooms_are_small_and_have_names() -> None:
    for path, _, tree in _modules():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= LARGEST, f"{path.relative_to(HOUSE)} has {lines} lines"
        assert path.stem not in FORBIDDEN_NAMES
        assert ast.get_docstring(tree), f"{path.relative_to(HOUSE)} does not say what is in it"
