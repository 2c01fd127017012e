"""What people type is understood, and whatever they type yields an answer."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.query import parser
from search.query.notes import NoteCode
from search.query.parsed_query import ParsedQuery
from search.query.parser import parse


def ranked(typed: str) -> list[str]:
    return [syllable.text for syllable in parse(typed).bag.syllables]


def codes(typed: str) -> list[NoteCode]:
    return [note.code for note in parse(typed).notes]


@pytest.mark.parametrize(
    "typed",
    [
        "dân vận",
        "Covid -19 phòng chống",
        "2021 -2026",
        "HĐND AND UBND TỈNH",
        "vì sao? để làm gì?",
        "Hội đồng nhân dân (HĐND) tỉnh",
        "giá vàng: tăng mạnh",
        "12:30 http://bao.example/a?b=1",
        "a - b + c",
        "and or not và hoặc không",
        "Giải bóng đá U.23 2*3",
    ],
)
def test_prose_is_no_code(typed: str) -> None:
    parsed = parse(typed)
    assert parsed.required is None
    assert parsed.banned is None
    assert parsed.notes == ()
    assert parsed.bag


@pytest.mark.parametrize(
    "typed",
    [
        '"mặt trận"',
        "“mặt trận”",
        '"mặt trận"~3 tỉnh',
        "dân +vận",
        "dân AND vận",
        "dân VÀ vận",
        "dân HOẶC vận",
        "kinh*",
        "k?nh tế",
        "title:hội",
        "tiêu đề:hội",
        'tieude:"hội nghị"',
        "Chuyên mục:kinh",
        "tacgia:lan",
    ],
)
def test_operators_quotes_patterns_and_fields_bind(typed: str) -> None:
    parsed = parse(typed)
    assert parsed.required is not None
    assert parsed.notes == ()


@pytest.mark.parametrize("typed", ["NOT tỉnh", "KHÔNG tỉnh"])
def test_a_lone_not_bans(typed: str) -> None:
    parsed = parse(typed)
    assert parsed.banned is not None
    assert not parsed.bag


def test_a_minus_bans_the_next_word_and_leaves_it_out_of_the_ranking() -> None:
    parsed = parse("dân vận -khéo")
    assert ranked("dân vận -khéo") == ["dân", "vận"]
    assert parsed.required is None
    assert parsed.banned is not None


def test_a_not_leaves_its_words_out_of_the_ranking() -> None:
    assert ranked("dân AND NOT vận") == ["dân"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ('dân "vận', NoteCode.UNCLOSED_QUOTE),
        ("(dân vận", NoteCode.UNBALANCED_PARENTHESIS),
        ("dân) vận", NoteCode.UNBALANCED_PARENTHESIS),
        ("?!…", NoteCode.NOTHING_TO_FIND),
        ('""', NoteCode.NOTHING_TO_FIND),
        ("\x00\x1b[31m", None),
        ("x " * 10_000, NoteCode.TOO_LONG),
        ("(" * 4000 + "dân" + ")" * 4000, NoteCode.NOT_UNDERSTOOD),
        ("dân AND (" * 90 + "vận" + ")" * 90, NoteCode.TOO_COMPLEX),
        (" OR ".join(f"*{i}a" for i in range(80)), NoteCode.TOO_COMPLEX),
        ('"dân vận" ' * 80, NoteCode.TOO_COMPLEX),
    ],
)
def test_what_had_to_be_repaired_is_noted(typed: str, code: NoteCode | None) -> None:
    assert code is None or code in codes(typed)


def test_a_note_says_where_in_the_query_as_it_was_typed() -> None:
    typed = "Hội nghị \u200b“tổng kết"  # "nghị" is decomposed
    [note] = parse(typed.replace("nghị", "nghi\u0323")).notes
    assert typed.replace("nghị", "nghi\u0323")[note.start : note.end] == "“"


def test_a_quoted_piece_of_a_pasted_text_only_raises() -> None:
    pasted = (
        'Ông Bơ cho biết mô hình "dân vận khéo" đã giúp bà con trong xã bán hết vụ nhãn năm nay'
    )
    assert parse(pasted).required is None
    assert codes(pasted) == [NoteCode.QUOTED_PROSE]
    assert parse('mô hình "dân vận khéo" ở xã').required is not None


def test_printed_quotation_marks_beside_a_headline_only_raise() -> None:
    assert parse("Học sinh “lờ” quy định đội mũ").required is None
    assert parse("“dân vận khéo” Mộc Khê").required is not None


def test_many_flaws_of_one_kind_are_noted_a_few_times() -> None:
    assert 1 < len(codes("dân " + ")" * 9_000)) < 10


def test_an_empty_query_asks_for_nothing() -> None:
    for typed in ("", "   ", "\n"):
        assert parse(typed).is_empty
        assert parse(typed).notes == ()


WORDS = st.sampled_from(
    [
        "dân",
        "vận",
        "DÂN",
        "dan",
        "AND",
        "OR",
        "NOT",
        "VÀ",
        "HOẶC",
        "KHÔNG",
        "+",
        "-",
        "(",
        ")",
        '"',
        "“",
        "”",
        "*",
        "?",
        "kinh*",
        "k?nh",
        ":",
        "title:",
        "tiêu",
        "đề:",
        "~2",
        "^3",
        "~",
        "ngày:",
        "tháng 7/2021",
        "31/2",
        "url:",
        "id:",
        "&&",
        "||",
        "lũ^2",
        "kinhh~2",
        "[2020 TO",
        "]",
        "19",
        ",",
    ]
)
QUERIES = st.one_of(
    st.text(max_size=80),
    st.lists(WORDS, max_size=20).map(" ".join),
    st.lists(WORDS, max_size=20).map("".join),
)


@settings(max_examples=500)
@given(QUERIES)
def test_any_query_is_parsed_and_its_notes_point_into_it(typed: str) -> None:
    parsed = parse(typed)
    for note in parsed.notes:
        assert 0 <= note.start < note.end <= len(typed)


# Prose with signs that mean nothing where they stand, and now and then something that binds.
PROSE = st.lists(
    st.one_of(
        st.sampled_from(["dân", "vận", "DÂN", "+", "-", ":", "đề:", "~2", "^3", "19", ",", "…"]),
        st.sampled_from(["vì sao?", "12:30", "Covid -19", "a\u0323", "KHÔNG,", "a-b", "Vàng"]),
    ),
    max_size=20,
)
QUERIES_LIKE_PROSE = st.one_of(
    PROSE.map(" ".join),
    PROSE.map("\n ".join),
    PROSE.map("".join),
    st.tuples(PROSE.map(" ".join), WORDS).map(" ".join),
)


def everything(parsed: ParsedQuery) -> tuple[object, ...]:
    stretches = [(one.text, one.syllables) for one in parsed.bag.analyses]
    binds = (parsed.required is None, parsed.banned is None, len(parsed.conditions))
    plain = [syllable for one in parsed.plain for syllable in one.syllables]
    starts = [start for _, start, _ in parsed.open_stretches()]
    return parsed.text, parsed.notes, plain, parsed.is_empty, stretches, starts, binds


@settings(max_examples=500)
@given(st.one_of(QUERIES_LIKE_PROSE, QUERIES))
def test_prose_is_what_the_parser_would_make_of_it(typed: str) -> None:
    parsed = everything(parse(typed))
    with patch.object(parser, "is_prose", lambda _: False):
        assert everything(parse(typed)) == parsed


@pytest.mark.parametrize("typed", ["x " * 300, "1.5," * 300, "-" * 300, "đ\u0323" * 300, " \u00a0"])
def test_long_prose_is_what_the_parser_would_make_of_it(typed: str) -> None:
    test_prose_is_what_the_parser_would_make_of_it.hypothesis.inner_test(typed)
