"""What is passed over of a long text is what Whoosh's parser would have found to be words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st
from whoosh.qparser import QueryParser

from search.query import syntax
from search.query.parsed_query import ParsedQuery
from search.query.parser import parse
from search.query.plain_rows import plain_rows

WORDS = "bà con xã Mộc Khê dồn điền đổi thửa, mở đường ra bãi mía. Hết mùa lũ thì đắp lại bờ "
SIGNS = """
"|“|”|(|)| -xã| +mía|+"bờ bãi"| AND | OR | NOT | VÀ |title:| tiêu đề: | ngày:từ 1/7 đến 15/7/2021 |
ngày: hôm qua | ngh* |*| đ?ng |~|~2 |^3|: |:|(Nguồn: TTXVN)|url:bao.example/a |?|\n|\u00a0
""".strip().split("|")

rows_of_words = st.integers(0, 3 * len(WORDS)).map(lambda length: (4 * WORDS)[:length])
texts = st.lists(st.one_of(rows_of_words, st.sampled_from(SIGNS)), max_size=9).map("".join)


def told(parsed: ParsedQuery) -> dict[str, Any]:
    """All that a parsed query says."""
    values = {name: value for name, value in vars(parsed).items() if name != "cleaned"}
    return {**values, "plain": [one.text for one in parsed.plain]}


@given(texts)
def test_a_text_is_read_as_if_every_tagger_were_asked_everywhere(text: str) -> None:
    ours = told(parse(text))
    tag: Callable[..., Any] = QueryParser.tag
    with patch.object(syntax._Parser, "tag", tag):
        assert told(parse(text)) == ours


def test_words_far_from_any_sign_are_passed_over() -> None:
    text = f'{WORDS * 4}"mía" {WORDS * 4}(bờ {WORDS * 4}'
    rows = plain_rows(text, syntax._MAY_BE_SYNTAX)
    assert len(rows) == 3
    assert sum(end - start for start, end in rows) > 0.8 * len(text)
    assert all(text[start:end].strip() == text[start:end] for start, end in rows)


def test_nothing_in_quotation_marks_is_passed_over() -> None:
    assert plain_rows(f'"{WORDS * 8}"', syntax._MAY_BE_SYNTAX) == []
