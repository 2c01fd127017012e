"""Every line of the query language, by example: what binds, what bans, what ranks."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from index.vietnamese.spelling import fold
from search.query.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Dated,
    Fuzzy,
    Identified,
    Not,
    Pattern,
    Present,
    Quoted,
    Words,
)
from search.query.notes import NoteCode
from search.query.parsed_query import ParsedQuery
from search.query.parser import parse
from search.query.syntax import is_prose

TODAY = date(2021, 7, 14)


def told(condition: Condition | None) -> str:
    """A condition in one line: what must hold."""
    name = getattr(condition, "field", None)
    field = f"{name}:" if isinstance(name, str) else ""
    match condition:
        case None:
            line = ""
        case AllOf() | AnyOf():
            parts = [told(one) for one in condition.parts]
            is_alone = len(parts) == 1
            line = parts[0] if is_alone else f"{type(condition).__name__}({', '.join(parts)})"
        case Not():
            line = f"Not({told(condition.part)})"
        case Dated():
            line = f"{day(condition.since)}..{day(condition.until)}"
        case Quoted():
            line = f'"{condition.text}"' + (f"~{condition.slop}" if condition.slop > 1 else "")
        case Fuzzy():
            line = f"{condition.text}~{condition.edits}"
        case Identified():
            line = f"id:{condition.id}"
        case Present():
            line = "*"
        case _:
            assert isinstance(condition, Words | Pattern)
            line = condition.text
    return field + line


def day(second: int) -> str:
    return str(date.fromordinal(719163 + (second + 7 * 3600) // 86_400))


def ranked(parsed: ParsedQuery) -> str:
    """What ranks, with its weights."""
    words = zip(parsed.bag.analyses, parsed.bag.boosts, strict=True)
    stretches = [(analysis.text, boost) for analysis, boost in words]
    stretches += [(told(one), boost) for one, boost in parsed.expanding]
    return " | ".join(text if boost == 1 else f"{text}^{boost:g}" for text, boost in stretches)


JULY = "2021-07-01..2021-07-31"

# What is typed, what must hold, what must not, what ranks.
EXAMPLES = [
    ("dân vận khéo", "", "", "dân vận khéo"),
    # phrases
    ('"dân vận"', '"dân vận"', "", "dân vận"),
    ("“dân vận” khéo", '"dân vận"', "", "dân vận | khéo"),
    ('"dân khéo"~3', '"dân khéo"~3', "", "dân khéo"),
    # operators
    ("cầu AND phà", "AllOf(cầu, phà)", "", "cầu | phà"),
    ("cầu VÀ phà", "AllOf(cầu, phà)", "", "cầu | phà"),
    ("cầu && phà", "AllOf(cầu, phà)", "", "cầu | phà"),
    ("cầu OR phà", "AnyOf(cầu, phà)", "", "cầu | phà"),
    ("cầu HOẶC phà", "AnyOf(cầu, phà)", "", "cầu | phà"),
    ("cầu || phà", "AnyOf(cầu, phà)", "", "cầu | phà"),
    ("cầu NOT phà", "", "phà", "cầu"),
    ("cầu KHÔNG phà", "", "phà", "cầu"),
    ("cầu AND NOT phà", "AllOf(cầu, Not(phà))", "", "cầu"),
    ("NOT (cầu phà)", "", "cầu phà", ""),
    ("cầu NOT (phà OR đò)", "", "AnyOf(phà, đò)", "cầu"),
    ("(cầu OR phà) AND đò", "AllOf(AnyOf(cầu, phà), đò)", "", "cầu | phà | đò"),
    ("(cầu OR phà)AND(đò)", "AllOf(AnyOf(cầu, phà), đò)", "", "cầu | phà | đò"),
    (
        "cầu AND (phà OR (đò AND bè))",
        "AllOf(cầu, AnyOf(phà, AllOf(đò, bè)))",
        "",
        "cầu | phà | đò | bè",
    ),
    ("cầu OR phà AND đò", "AnyOf(cầu, AllOf(phà, đò))", "", "cầu | phà | đò"),
    # signs
    ("cầu +phà -đò", "phà", "đò", "cầu | phà"),
    ("cầu +(phà OR bè)", "AnyOf(phà, bè)", "", "cầu | phà | bè"),
    ('cầu -"qua sông"', "", '"qua sông"', "cầu"),
    ("cầu -*ường", "", "*ường", "cầu"),
    ("+(cầu -phà -đò)", "AllOf(cầu, Not(phà), Not(đò))", "", "cầu"),
    ("bè +(-phà)", "AllOf(AllOf(), Not(phà))", "", "bè"),
    # patterns and fuzzy words
    ("nghi*", "nghi*", "", "nghi*"),
    ("k?nh tế", "k?nh", "", "tế | k?nh"),
    ("(kinh*) tế", "kinh*", "", "tế | kinh*"),
    ("kinhh~", "kinhh~1", "", "kinhh~1"),
    ("kinhh~1 tế", "kinhh~1", "", "tế | kinhh~1"),
    ("kinhh~2", "kinhh~2", "", "kinhh~2"),
    ("kinhh~0", "kinhh~0", "", "kinhh~0"),
    ("title:kinhh~", "title:kinhh~1", "", "title:kinhh~1"),
    ("category:kinh*", "category:kinh*", "", ""),
    # weights
    ("lũ^2 lụt", "", "", "lũ^2 | lụt"),
    ("lũ^0.5", "", "", "lũ^0.5"),
    ('"dân vận"^3', '"dân vận"', "", "dân vận^3"),
    ('"dân khéo"~2^3', '"dân khéo"~2', "", "dân khéo^3"),
    ("(lũ lụt)^0.5 bão", "", "", "lũ lụt^0.5 | bão"),
    ("((lũ^2 OR bão)^3) AND lụt", "AllOf(AnyOf(lũ, bão), lụt)", "", "lũ^6 | bão^3 | lụt"),
    ("kinh*^2", "kinh*", "", "kinh*^2"),
    ("kinhh~^2", "kinhh~1", "", "kinhh~1^2"),
    ("title:lũ^2", "title:lũ", "", "lũ^2"),
    # fields
    ("title:cầu", "title:cầu", "", "cầu"),
    ("tiêu đề:cầu phà", "title:cầu", "", "cầu | phà"),
    ("tiêu_đề:cầu", "title:cầu", "", "cầu"),
    ("tiêu đề: cầu", "title:cầu", "", "cầu"),
    ('tiêu đề: "cầu treo"', 'title:"cầu treo"', "", "cầu treo"),
    ("title:(cầu OR phà)", "AnyOf(title:cầu, title:phà)", "", "cầu | phà"),
    ("cầu -tiêu đề:phà", "", "title:phà", "cầu"),
    ("chuyên mục:kinh", "category:kinh", "", ""),
    ('category:"kinh tế"', 'category:"kinh tế"', "", ""),
    ("nguồn:báo", "source:báo", "", ""),
    ("báo:lao", "source:lao", "", ""),
    ("Nguồn: TTXVN", "source:TTXVN", "", ""),
    ("tác giả:lan", "author:lan", "", ""),
    ("chú thích:hồ", "caption:hồ", "", "hồ"),
    ("ảnh:hồ", "caption:hồ", "", "hồ"),
    ("thẻ:lũ", "tag:lũ", "", ""),
    ("từ khóa:lũ", "tag:lũ", "", ""),
    ("url:https://bao.example/a-b?c=1", 'url:"https://bao.example/a-b?c=1"', "", ""),
    ("url:bao.example/a-b lũ", 'url:"bao.example/a-b"', "", "lũ"),
    ('url: "bao.example"', 'url:"bao.example"', "", ""),
    ("id:bhg-2021-0707", "id:bhg-2021-0707", "", ""),
    ("author:*", "author:*", "", ""),
    ("cầu -ngày:*", "", "date:*", "cầu"),
    # dates
    ("ngày:tháng 7/2021 lũ lụt", JULY, "", "lũ lụt"),
    ("lũ ngày:từ 1/7/2021 đến 15/7/2021", "2021-07-01..2021-07-15", "", "lũ"),
    ("lũ -ngày:2021", "", "2021-01-01..2021-12-31", "lũ"),
    (
        "lũ (ngày:2020 HOẶC ngày:2021)",
        "AnyOf(2020-01-01..2020-12-31, 2021-01-01..2021-12-31)",
        "",
        "lũ",
    ),
    ('date:"July 2021" lũ', JULY, "", "lũ"),
    ("ngày: tháng 7", JULY, "", ""),
    ("date:7/7", "2021-07-07..2021-07-07", "", ""),
    ("date:2021-07-01..2021-07-31", JULY, "", ""),
    ("date:[2021-07-01 TO 2021-07-31]", JULY, "", ""),
    ("ngày:tháng trước", "2021-06-01..2021-06-30", "", ""),
    # everything
    ("* -cầu", "", "cầu", ""),
    ("*:*", "", "", ""),
    # signs beside operators, and what asks for nothing
    ("cầu AND -phà", "AllOf(cầu, Not(phà))", "", "cầu"),
    ("-cầu OR phà", "AnyOf(Not(cầu), phà)", "", "phà"),
    ("cầu OR +phà", "AnyOf(cầu, phà)", "", "cầu | phà"),
    ("NOT NOT cầu", "", "Not(cầu)", ""),
    ('cầu -"…" NOT () phà', "", "", "cầu | phà"),
    ("cầu HOẶC ()", "cầu", "", "cầu"),
]


@pytest.mark.parametrize(("typed", "required", "banned", "ranks"), EXAMPLES)
def test_a_query_says_what_must_hold_and_what_ranks(
    typed: str, required: str, banned: str, ranks: str
) -> None:
    for form in (typed, unicodedata.normalize("NFD", typed), f"  {typed} "):
        parsed = parse(form, TODAY)
        assert (told(parsed.required), told(parsed.banned)) == (required, banned)
        assert ranked(parsed) == ranks
        assert parsed.notes == ()


@pytest.mark.parametrize(
    "name",
    [
        *("title", "tiêu đề", "caption", "chú thích", "ảnh", "category", "chuyên mục"),
        *("source", "nguồn", "báo", "author", "tác giả", "tag", "thẻ", "từ khóa"),
    ],
)
def test_a_field_is_named_in_any_letters(name: str) -> None:
    expected = told(parse(f"{name}:lũ").required)
    assert expected.endswith(":lũ")
    for form in (name.upper(), name.title(), fold(name), name.replace(" ", "_")):
        for colon in (":", ": "):
            assert told(parse(f"{form}{colon}lũ").required) == expected


PROSE = [
    "diện tích 100 m^2, nhiệt độ 25^",
    "hạng C^2",
    "5~10 người, khoảng ~20",
    "giá vàng: tăng mạnh",
    "2 * 3 = 6",
    "Lũ lụt ở Mộc Khê (Nguồn: Báo Hạ Giang)",
    "Nước sông lên nhanh, nhiều thôn của xã Mộc Khê bị cô lập trong đêm. Nguồn: Báo Hạ Giang",
    "Ngày: đẹp",
    "GIÁ VÀNG AND GIÁ BẠC",
    "lũ – bão – lụt − sạt lở",
    "anh và em hoặc chị",
    "a/b c\\d e|f g&h",
]


@pytest.mark.parametrize("typed", PROSE)
def test_prose_is_no_code(typed: str) -> None:
    parsed = parse(typed)
    assert parsed.required is None
    assert parsed.banned is None
    assert parsed.notes == ()
    assert set(parsed.bag.boosts) == {1.0}


def test_plain_words_take_the_short_way() -> None:
    assert is_prose("dân vận khéo, Covid -19 - 2021?")
    assert not any(is_prose(typed) for typed, *binds, _ in EXAMPLES if any(binds))


@pytest.mark.parametrize(
    ("typed", "code", "place"),
    [
        ("lũ ngày:31/2/2021", NoteCode.NO_DATE, "ngày:31/2/2021"),
        ('ngày:"hôm nào" lũ', NoteCode.NO_DATE, 'ngày:"hôm nào"'),
        ("lũ date:", None, ""),
        ("lũ AND", NoteCode.IDLE_OPERATOR, "AND"),
        ("HOẶC lũ", NoteCode.IDLE_OPERATOR, "HOẶC"),
        ("lũ AND OR bão", NoteCode.IDLE_OPERATOR, "OR"),
        ("(lũ OR) bão", NoteCode.IDLE_OPERATOR, "OR"),
        ("lũ AND NOT", NoteCode.IDLE_OPERATOR, "AND"),
        ('"lũ AND" bão', None, ""),
        ("lũ^99 bão", NoteCode.BOUNDED_BOOST, "lũ^99"),
        ("(lũ^0.5)^0.1", NoteCode.BOUNDED_BOOST, "lũ^0.5"),
        ("lũ OR kinhh~9", NoteCode.BOUNDED_EDITS, "kinhh~9"),
        ('lũ "bão', NoteCode.UNCLOSED_QUOTE, '"'),
    ],
)
def test_what_was_repaired_is_noted_at_its_place(
    typed: str, code: NoteCode | None, place: str
) -> None:
    for form in (typed, unicodedata.normalize("NFD", f"\u200b{typed}")):
        notes = parse(form).notes
        assert bool(notes) == bool(code)
        if notes:
            assert notes[0].code is code
            start, end = notes[0].start, notes[0].end
            assert unicodedata.normalize("NFC", form[start:end]) == place


def test_hundreds_of_words_may_be_joined() -> None:
    parsed = parse(" OR ".join(f"từ{i}" for i in range(200)))
    assert parsed.required is not None
    assert parsed.notes == ()


@pytest.mark.parametrize(
    "typed",
    [
        " OR ".join(f"từ{i}" for i in range(300)),
        " ".join(f"*a{i}*" for i in range(40)),
        '"và của" ' * 40,
        f'"{"và của " * 300}"',
        "NOT (" * 50 + "lũ" + ")" * 50,
    ],
)
def test_what_would_take_too_long_is_taken_as_words(typed: str) -> None:
    parsed = parse(typed)
    assert NoteCode.TOO_COMPLEX in [note.code for note in parsed.notes]
    assert parsed.required is None
    assert parsed.bag
