"""The rooms and the walks of docs/architecture.md are those of the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from papers.reading import ROOT, code_in, table_headed

PAGE = "docs/architecture.md"
PACKAGES = sorted(
    str(path.parent.relative_to(ROOT))
    for name in ("index", "khobao", "search", "web")
    for path in (ROOT / name).rglob("__init__.py")
)
STEPS = [tuple(code_in(row[0])) for row in table_headed(PAGE, "where", "what happens")]


def definitions(tree: ast.Module | ast.ClassDef, before: str = "") -> Iterator[str]:
    """The functions and classes of a module, and the methods of the latter with their class."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield before + node.name
        if isinstance(node, ast.ClassDef):
            yield from definitions(node, f"{node.name}.")


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_every_room_is_in_the_table_and_no_other() -> None:
    rooms = [code_in(row[0])[0] for row in table_headed(PAGE, "room", "question")]
    assert sorted(rooms) == PACKAGES


def test_a_question_is_a_question_and_each_has_one_room() -> None:
    questions = [row[1] for row in table_headed(PAGE, "room", "question")]
    assert all("?" in question for question in questions)
    assert len(set(questions)) == len(questions)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_room_says_what_it_is_for(package: str) -> None:
    assert ast.get_docstring(parsed(ROOT / package / "__init__.py"))


@pytest.mark.parametrize(("file", "name"), STEPS, ids=[" ".join(step) for step in STEPS])
def test_a_step_of_a_walk_is_where_the_page_says(file: str, name: str) -> None:
    assert name in definitions(parsed(ROOT / file))
