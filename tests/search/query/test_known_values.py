"""Values after a field's name: all the words that make one which the archive has."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest
from helpers.archives import MakeArchive, ids
from hypothesis import given, settings
from hypothesis import strategies as st

import index
import search
from index.articles.facets import value_identity
from index.vietnamese.spelling import fold
from search.engines.values import KnownValues
from search.query.notes import NoteCode
from search.query.parser import parse

ARTICLES = [
    ("a", "Văn hóa", ["Vi Thị Lan"]),
    ("b", "Văn hoá", ["VI THỊ LAN", "Đỗ Lân"]),
    ("c", "VĂN HÓA", ["Lan"]),
    ("d", "Văn hóa - Thể thao", ["Lê Bàn"]),
    ("e", "Thể thao", ["Lê Bản"]),
    ("f", "Kĩ thuật", ["Lê Bản"]),
    ("g", "Đời sống (trẻ)", []),
    ("h", "Tin, ảnh", []),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("values") / "archive"
    records = [
        {
            "id": id,
            "title": f"Phiên {id}",
            "body": "chợ phiên vùng cao" + " thể thao" * (id == "a"),
            "category": category,
            "authors": authors,
            "source": "Báo Hạ Giang",
        }
        for id, category, authors in ARTICLES
    ]
    index.reindex(records, folder, workers=0)
    with search.open(folder) as opened:
        yield opened


def told(results: search.Results) -> list[tuple[str, str]]:
    """The code of each note, and the part of the query that it is about."""
    return [(str(note.code), results.query[note.start : note.end]) for note in results.notes]


def found(results: search.Results) -> str:
    return "".join(sorted(hit.article.id for hit in results if not hit.beyond))


@pytest.mark.parametrize(
    ("typed", "expected", "value"),
    [
        ("mục:Văn hoá chợ", "abc", "Văn hoá"),
        ("mục:VĂN HÓA chợ", "abc", "VĂN HÓA"),
        ("category:văn hóa", "abc", "văn hóa"),
        ("Chuyên Mục:văn  hóa chợ", "abc", "văn  hóa"),
        ("chợ mục:Văn hóa, phiên", "abc", "Văn hóa"),
        ("(mục:Văn hóa) chợ", "abc", "Văn hóa"),
        ("mục:Văn hóa - Thể thao", "d", "Văn hóa - Thể thao"),
        ("mục:văn hóa AND tác giả:đỗ lân", "b", "văn hóa"),
        ("mục:kỹ thuật OR mục:thể thao", "ef", "kỹ thuật"),
        ("chợ -mục:văn hóa", "defgh", "văn hóa"),
        ("+mục:văn hóa chợ", "abc", "văn hóa"),
        ("mục:Đời sống (trẻ) chợ", "g", "Đời sống (trẻ)"),
        ("(mục:Đời sống (trẻ)) chợ", "g", "Đời sống (trẻ)"),
        ("mục:tin, ảnh chợ", "h", "tin, ảnh"),
        ("author:Vi Thị Lan chợ", "ab", "Vi Thị Lan"),
        ("tác giả: vi thị lan", "ab", "vi thị lan"),
        ("tac_gia:Lê Bản", "ef", "Lê Bản"),
        ("author:Lê Bàn", "d", "Lê Bàn"),
        ("author:lan chợ", "c", "lan"),
        ("nguồn:báo hạ giang chợ", "abcdefgh", "báo hạ giang"),
    ],
)
def test_the_words_of_the_longest_value_are_taken_and_a_note_says_so(
    typed: str, expected: str, value: str, archive: search.Archive
) -> None:
    for form in ("NFC", "NFD"):
        query = unicodedata.normalize(form, typed)
        results = archive.search(query)
        assert found(results) == expected
        assert results.total == len(expected)
        assert told(results)[0] == ("field-value", unicodedata.normalize(form, value))


def test_a_field_counts_what_its_facet_and_its_filter_count(archive: search.Archive) -> None:
    facets = archive.search("chợ").facets
    for facet in ("category", "source", "author"):
        for value, count in facets[facet]:
            for spelled in (value, value.upper(), value.lower(), f" {value}\u00a0"):
                assert archive.search("chợ", **{facet: spelled}).total == count
                assert archive.search(f"{facet}:{spelled.strip()} chợ").total == count
                assert len([*archive.export("chợ", **{facet: spelled})]) == count
            assert archive.timeline("chợ", **{facet: value.upper()}).undated == count


def test_what_follows_the_value_is_a_word_of_the_query(archive: search.Archive) -> None:
    assert found(archive.search("mục:Văn hóa thể thao", match="all")) == "a"
    assert ids(archive.search("mục:Văn hóa thể thao"))[0] == "a"


@pytest.mark.parametrize(
    ("typed", "expected", "values"),
    [
        ("mục:van hoa chợ", "abc", ("Văn hoá",)),
        ("muc:VAN HOA", "abc", ("Văn hoá",)),
        ("author:le ban", "def", ("Lê Bản", "Lê Bàn")),
        ("author:do lan", "b", ("Đỗ Lân",)),
        ("muc:ki thuat", "f", ("Kĩ thuật",)),
    ],
)
def test_a_value_without_marks_is_found_where_none_is_spelled_so(
    typed: str, expected: str, values: tuple[str, ...], archive: search.Archive
) -> None:
    results = archive.search(typed)
    assert found(results) == expected
    (note,) = results.notes
    assert (note.code, note.values["values"]) == (NoteCode.FOLDED_VALUE, values)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ('mục:"Văn hóa"', "abcd"),
        ("author:lân", "b"),
        ("author:thị", "ab"),
        ("author:l*", "abcdef"),
        ("author:*", "abcdef"),
        ("mục:(thể OR kĩ)", "def"),
        ('author:"lan"', "abc"),
    ],
)
def test_other_words_quotations_and_patterns_are_what_they_are_in_any_field(
    typed: str, expected: str, archive: search.Archive
) -> None:
    results = archive.search(typed)
    assert found(results) == expected
    assert results.notes == []


@pytest.mark.parametrize(
    ("typed", "value", "nearest"),
    [
        ("mục:Văn hao chợ", "Văn hao", "Văn hoá"),
        ("mục:Văn hòa", "Văn hòa", "Văn hoá"),
        ('mục:"văn hao" chợ', "văn hao", "Văn hoá"),
        ("author:Vi Thi Làn, chợ", "Vi Thi Làn", "Vi Thị Lan"),
        ("author:Lê Bân", "Lê Bân", "Lê Bản"),
        ("author:Lên chợ", "Lên", "Lan"),
        ("mục:Pháp luật chợ", "Pháp", None),
        ('mục:"pháp luật"', "pháp luật", None),
    ],
)
def test_the_nearest_value_is_offered_and_not_applied(
    typed: str, value: str, nearest: str | None, archive: search.Archive
) -> None:
    results = archive.search(typed)
    (note,) = results.notes
    assert note.code is NoteCode.UNKNOWN_VALUE
    assert typed[note.start : note.end] == note.values["value"] == value
    assert note.values["nearest"] == nearest
    assert archive.unknown_values(typed) == [note]
    as_before = parse(typed)
    assert not as_before.notes
    assert results.suggestion is None or nearest not in results.suggestion


@pytest.mark.parametrize(
    ("filters", "notes"),
    [
        ({"category": "Văn hao"}, [("category", "Văn hao", "Văn hoá")]),
        ({"category": "van hoa"}, [("category", "van hoa", "Văn hoá")]),
        ({"author": ["Lê", "VI THỊ LAN"]}, [("author", "Lê", "Lê Bản")]),
        ({"source": "Hạ Giang"}, [("source", "Hạ Giang", "Báo Hạ Giang")]),
        ({"source": "Tuần tin"}, [("source", "Tuần tin", None)]),
        ({"category": "VĂN  HÓA"}, []),
    ],
)
def test_a_filter_by_what_no_article_carries_is_told_with_the_nearest(
    filters: dict[str, Any], notes: list[tuple[str, str, str | None]], archive: search.Archive
) -> None:
    results = archive.search("chợ", **filters)
    unknown = [note for note in results.notes if note.code is NoteCode.UNKNOWN_VALUE]
    assert unknown == results.notes == archive.unknown_values("chợ", **filters)
    assert [tuple(note.values.values()) for note in unknown] == notes
    given = filters.get("author")
    assert results.total == (2 if given else 0 if notes else 3)


def test_many_unknown_filters_are_told_in_part(archive: search.Archive) -> None:
    results = archive.search("chợ", author=[f"nobody {number}" for number in range(40)])
    assert len(results.notes) == 5


@pytest.mark.parametrize(
    "prose",
    [
        "Ảnh lưu niệm cạnh tấm biển (Nguồn: Tuần Tin Bốn Mùa)",
        "Hội nghị bàn mười hai hạng mục: văn nghệ, thể dục và những việc khác của xã",
        "mục:",
        "mục: ,",
        "mục",
        "tiết mục văn hóa chợ phiên",
    ],
)
def test_prose_is_not_taken_for_values(prose: str, archive: search.Archive) -> None:
    codes = {note.code for note in archive.search(prose).notes}
    assert codes.isdisjoint({NoteCode.FIELD_VALUE, NoteCode.FOLDED_VALUE, NoteCode.UNKNOWN_VALUE})


def test_a_suggestion_leaves_values_as_they_are(make_archive: MakeArchive) -> None:
    archive = make_archive(
        *({"id": f"x{n}", "body": "dân vận khéo", "authors": ["Lò Văn Dânn"]} for n in range(9))
    )
    assert archive.correct("author:Lò Văn Dânn dân vận") is None
    assert archive.search("author:lo van dann dân vậnn").suggestion in (
        None,
        "author:lo van dann dân vận",
    )


KNOWN = KnownValues(["Văn hóa", "Thể thao", "Vi Thị Lan"], [3, 2, 1])
WORDS = [
    "mục:",
    "author:",
    "tác giả:",
    "văn",
    "hóa",
    "Vi",
    "Thị",
    "Lan",
    "OR",
    "AND",
    "-",
    "(",
    ")",
]


def plain(text: str) -> str:
    return re.sub('[()"]', " ", text)


OF_VALUES = {NoteCode.FIELD_VALUE, NoteCode.FOLDED_VALUE, NoteCode.UNKNOWN_VALUE}


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from([*WORDS, "(", ")", '"', ",", "*", "thể thao", "VĂN HOÁ", "~"])).map(
        lambda words: " ".join(words).replace(": ", ":")
    )
)
def test_whatever_is_typed_is_read_and_notes_point_into_it(typed: str) -> None:
    parsed = parse(typed, values=lambda field: KNOWN)
    for note in parsed.notes:
        assert 0 <= note.start <= note.end <= len(typed)
        if note.code in OF_VALUES:
            part = typed[note.start : note.end]
            told = note.values["value"]  # a sign without its twin was left out
            assert fold(value_identity(plain(part))) == fold(value_identity(plain(told)))
