"""The tables of the papers say what the code says."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

import pytest
from papers.reading import code_in, table_headed, tables, text_of

import search
from khobao.settings import markdown as settings_table
from search.query.help import markdown as syntax_table
from search.query.notes import NoteCode

LIMITS = [row for table in tables("docs/limits.md") for row in table[1:]]
QUERIES = table_headed("docs/query-syntax.md", "query", "articles", "first by date")
CONSTANT = re.compile(r'(?P<module>[a-z_.]+)\.(?P<name>_?[A-Z_]+)(?:\["(?P<key>\w+)"\])?')


def constant(text: str) -> Any:
    """The value of `module.NAME` or `module.NAME["key"]`."""
    found = CONSTANT.fullmatch(text)
    assert found, text
    value = getattr(import_module(found["module"]), found["name"])
    return value[found["key"]] if found["key"] else value


@pytest.mark.parametrize(("what", "figure", "code"), LIMITS, ids=[row[2] for row in LIMITS])
def test_a_limit_is_that_of_the_code(what: str, figure: str, code: str) -> None:
    assert int(figure.replace(",", "")) == constant(*code_in(code)), what


@pytest.mark.parametrize(("cell", "total", "first"), QUERIES, ids=[row[0] for row in QUERIES])
def test_a_query_finds_what_the_page_says(
    cell: str, total: str, first: str, sample: search.Archive
) -> None:
    (query,) = code_in(cell)
    results = sample.search(query, sort="oldest", limit=1)
    assert (results.total, results.hits[0].article.title) == (int(total), first)


def test_the_codes_of_notes_are_those_of_the_code() -> None:
    told = table_headed("docs/python.md", "code", "sentence")
    assert told == [[f"`{code.value}`", code.sentence] for code in NoteCode]


def test_the_syntax_is_that_of_the_help_page() -> None:
    assert syntax_table() in text_of("docs/query-syntax.md")


def test_the_settings_are_those_of_the_command() -> None:
    assert settings_table() in text_of("docs/configuration.md")


def test_the_front_page_is_short() -> None:
    assert len(text_of("README.md").splitlines()) <= 150
