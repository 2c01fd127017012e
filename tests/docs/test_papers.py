"""What runs the papers finds what is wrong with them."""

from __future__ import annotations

import json

import pytest
from papers.reading import Block, anchors, blocks, code_in, links, table_headed
from papers.running import Desk

SEARCH = "curl 'http://127.0.0.1:8000/api/v1/suggest?q=ba&limit=1'"
SUGGESTIONS = {"query": "ba", "suggestions": [{"text": "x", "kind": "word", "id": None}]}


def block(kind: str, text: str) -> Block:
    language, _, role = kind.partition(" ")
    return Block("page.md", 1, language, role, text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("python", "import index\nassert index.reindex is None"),
        ("python", "import khobao.không_có"),
        ("sh", "khobao search cầu --no-such-option"),
        ("sh", "khobao no-such-command | cat"),
        ("sh", "curl 'http://127.0.0.1:8000/api/v1/search?size=1000'"),
        ("sh problem", "curl 'http://127.0.0.1:8000/api/v1/search?size=1'"),
        ("sh problem", "khobao stats"),
        ("json article", '{"title": "Có tít", "published": "hôm nào"}'),
        ("json articles", '{"title": "Có tít"}\n{"title": '),
        ("toml", 'prot = "8000"'),
    ],
)
def test_a_block_that_does_not_do_what_it_says_fails(desk: Desk, kind: str, text: str) -> None:
    with pytest.raises(Exception):  # noqa: B017, PT011  # whatever is wrong with it
        desk.run(block(kind, text))


def test_output_is_compared_but_for_dots(desk: Desk) -> None:
    desk.run(block("python", "print('một', 2)\nprint('ba')"))
    desk.run(block("text output", "một ...\nba\n"))
    with pytest.raises(AssertionError, match="is not what was printed"):
        desk.run(block("text output", "một 3\nba\n"))


@pytest.mark.parametrize(
    "told",
    [
        {"query": "ba"},
        {**SUGGESTIONS, "more": 1},
        {**SUGGESTIONS, "query": 1},
        {**SUGGESTIONS, "suggestions": [{"text": "x", "kind": "word"}]},
        {**SUGGESTIONS, "suggestions": {}},
    ],
)
def test_the_shape_of_an_answer_is_compared(desk: Desk, told: object) -> None:
    desk.run(block("sh", SEARCH))
    desk.run(block("json answer", json.dumps(SUGGESTIONS)))
    with pytest.raises(AssertionError):
        desk.run(block("json answer", json.dumps(told)))


def test_a_page_is_read_as_markdown_is() -> None:
    assert "your-own-synonyms" in anchors("docs/query-syntax.md")
    assert ("README.md", "sh") in {(one.page, one.kind) for one in blocks("README.md")}
    assert "docs/inputs.md" in {link.target for link in links("README.md")}
    assert code_in("`a` and `b c`") == ["a", "b c"]
    with pytest.raises(LookupError):
        table_headed("README.md", "no", "such", "heading")
