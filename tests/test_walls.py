"""What Whoosh keeps to itself is touched in one room only: behind its wall."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WALL = ROOT / "index" / "storage" / "whoosh"


def modules() -> Iterator[Path]:
    for package in ("index", "khobao", "search", "web"):
        yield from (ROOT / package).rglob("*.py")


def whoosh_imports(tree: ast.Module) -> Iterator[ast.ImportFrom | ast.Import]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "whoosh":
            yield node
        elif isinstance(node, ast.Import):
            yield from (node for one in node.names if one.name.partition(".")[0] == "whoosh")


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def private_names(tree: ast.Module) -> Iterator[str]:
    """Private names that are imported from Whoosh, or asked of an object that is not one's own."""
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    for one in whoosh_imports(tree):
        yield from (alias.name for alias in one.names if is_private(alias.name.split(".")[-1]))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr):
            owner = node.value
            if not (isinstance(owner, ast.Name) and owner.id in {"self", "cls", *own}):
                yield node.attr


OUTSIDE = [
    path
    for path in modules()
    if WALL not in path.parents and any(whoosh_imports(ast.parse(path.read_text("utf-8"))))
]


@pytest.mark.parametrize("path", OUTSIDE, ids=[str(path.relative_to(ROOT)) for path in OUTSIDE])
def test_nobody_else_asks_for_what_whoosh_keeps_to_itself(path: Path) -> None:
    assert list(private_names(ast.parse(path.read_text("utf-8")))) == []


def test_the_room_behind_the_wall_is_looked_for_where_it_is() -> None:
    """It does touch private names; a rule that finds none there would find none anywhere."""
    touched = [name for path in WALL.glob("*.py") for name in private_names(parsed(path))]
    assert touched


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))
