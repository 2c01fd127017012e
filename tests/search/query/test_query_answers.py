"""What the query language finds, in which order, and that a repaired query is not left empty."""

from __future__ import annotations

from datetime import date

import pytest
from helpers.archives import MakeArchive, ids

import search
from search.plan import wildcards as expansion
from search.query.notes import NoteCode


@pytest.fixture
def archive(make_archive: MakeArchive) -> search.Archive:
    return make_archive(
        {
            "id": "a",
            "title": "Lũ về",
            "body": "lũ lụt ở Mộc Khê, kinh tế khó khăn",
            "published": "2021-07-07T18:39:00+07:00",
            "url": "https://baohagiang.example/xa-hoi/lu-ve-2021.html",
            "authors": ["Vi Thị Lan"],
        },
        {
            "id": "b",
            "body": "lũ rút, kinh phí sửa đê, kính mời",
            "published": "2020-12-31T23:30:00+07:00",
            "url": "https://baohagiang.example/kinh-te/de.html",
            "source": "TTXVN",
        },
        {"id": "c", "title": "Chợ", "body": "lũ trẻ ra chợ, kênh đào", "published": "2021-01-01"},
        {"id": "d", "body": "lũ không rõ năm, kinh kinh kinh"},
    )


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ngày:7/7/2021", "a"),
        ("lũ ngày:tháng 7/2021", "a"),
        ("date:2021", "ac"),
        ("ngày:từ 31/12/2020 đến 1/1/2021", "bc"),
        ("ngày:trước 2021 lũ", "b"),
        ("lũ -ngày:2021", "bd"),
        ("lũ AND NOT ngày:2021", "bd"),
        ("ngày:2020 HOẶC title:chợ", "bc"),
        ("date:*", "abc"),
        ("-date:*", "d"),
        ("title:*", "ac"),
        ("author:* OR source:*", "ab"),
        ("caption:*", ""),
        ("url:baohagiang.example", "ab"),
        ("url:https://baohagiang.example/xa-hoi/lu-ve-2021.html", "a"),
        ("url:lu-ve-2021", "a"),
        ("url:example/kinh", "b"),
        ("url:hoi/xa", ""),
        ("id:c", "c"),
        ("id:C", ""),
        ("*", "abcd"),
        ("*:*", "abcd"),
        ("* -chợ", "abd"),
        ("kính~", "abcd"),
        ("kinhh~", "abd"),
        ("kinhh~2", "abcd"),
        ("title:chọ~", "c"),
        ("đê~0", "b"),
        ("nguồn:ttxvn~", "b"),
        ("zzzzzz~", ""),
        ("kính*", "b"),
        ("k*h AND chợ", "c"),
        ("lũ && chợ", "c"),
    ],
)
def test_a_query_finds_exactly_what_it_says(
    typed: str, expected: str, archive: search.Archive
) -> None:
    results = archive.search(typed)
    assert "".join(sorted(ids(results))) == expected
    assert results.total == len(expected)
    assert results.notes == []


def test_words_beside_a_date_still_match_by_their_score(make_archive: MakeArchive) -> None:
    near = [{"id": f"n{i}", "body": "dân vận khéo", "published": "2021-07-07"} for i in range(3)]
    far = [{"id": f"f{i}", "body": "ở chợ", "published": "2021-07-08"} for i in range(9)]
    archive = make_archive(*near, *far, {"id": "x", "body": "dân vận khéo"})
    asked = archive.search("dân vận khéo ngày:tháng 7/2021")
    filtered = archive.search("dân vận khéo", since="tháng 7/2021", until="tháng 7/2021")
    assert ids(asked) == ids(filtered) == ["n0", "n1", "n2"]
    assert asked.total == filtered.total == 3
    assert archive.search("ngày:tháng 7/2021").total == 12


def test_a_pattern_and_a_fuzzy_word_rank_as_one_word(archive: search.Archive) -> None:
    for typed in ("kinh*", "kinnh~"):
        results = archive.search(typed)
        assert ids(results) == ["d", "b", "a"]
        scores = [hit.score for hit in results]
        assert scores == sorted(scores, reverse=True)
        assert scores[-1] > 0
        [part] = results.hits[0].explain()
        assert part.term == typed
        assert part.score == pytest.approx(results.hits[0].score)
    one = archive.search("lũ kinh*").hits[0]
    assert one.score == pytest.approx(sum(part.score for part in one.explain()))


def test_the_weight_of_a_part_counts_in_the_score(archive: search.Archive) -> None:
    def scores(typed: str) -> dict[str, float]:
        return {hit.article.id: hit.score for hit in archive.search(typed, match="any")}

    plain, doubled = scores("đê"), scores("đê^2")
    assert doubled == {"b": pytest.approx(2 * plain["b"])}
    assert scores('"mộc khê"^0.5')["a"] == pytest.approx(scores('"mộc khê"')["a"] / 2)
    assert scores("kinh*^3")["a"] == pytest.approx(3 * scores("kinh*")["a"])
    assert ids(archive.search("(trẻ rút)^0.1 lụt^10"))[0] == "a"
    assert ids(archive.search("trẻ^10 lụt^0.1 rút^0.1"))[0] == "c"


def test_what_a_fuzzy_word_means_is_marked(archive: search.Archive) -> None:
    [hit] = archive.search("lụtt~ AND khê")
    marked = [hit.snippets[0].text[start:end] for start, end in hit.snippets[0].spans]
    assert "lụt" in " ".join(marked)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ('title:khê "đê', NoteCode.UNCLOSED_QUOTE),
        ("(title:khê đê", NoteCode.UNBALANCED_PARENTHESIS),
        ("khê AND OR đê AND trẻ", NoteCode.IDLE_OPERATOR),
        ("tiêu đề: khê", None),
        ("title:khê ngày:hôm nào", NoteCode.NO_DATE),
        ("Nguồn: Mộc Khê", None),
    ],
)
def test_a_repaired_query_is_not_empty_where_its_words_have_hits(
    typed: str, code: NoteCode | None, archive: search.Archive
) -> None:
    results = archive.search(typed)
    assert results.total > 0
    codes = [note.code for note in results.notes]
    assert codes == [*filter(None, [code]), NoteCode.WORDS_INSTEAD]
    assert (results.notes[-1].start, results.notes[-1].end) == (0, len(typed))


def test_what_was_said_clearly_may_be_empty(archive: search.Archive) -> None:
    for typed in ('"khê mộc"', "title:khê", "lũ AND vắng", "ngày:1999", "lũ -lũ", "vắng*"):
        results = archive.search(typed)
        assert results.total == 0
        assert results.notes == []


def test_filters_take_periods(archive: search.Archive) -> None:
    assert ids(archive.search("", since="tháng 7/2021")) == ["a"]
    assert sorted(ids(archive.search("", since="2020", until="quý I/2021"))) == ["b", "c"]
    assert ids(archive.search("", until="ngày 31/12/2020")) == ["b"]
    assert ids(archive.search("", since=date(2021, 7, 7), until="2021-07-07T18:39:00")) == ["a"]
    assert archive.search("", until="hôm qua").total == 3


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("since", "31/02/2021"),
        ("since", "trước 2020"),
        ("until", "sau 2020"),
        ("until", "bao giờ"),
        ("until", "2021-07-07T99:00"),
    ],
)
def test_a_filter_that_is_no_time_is_an_error_with_an_example(
    name: str, given: str, archive: search.Archive
) -> None:
    with pytest.raises(search.QueryError, match=rf"^{name}: .*31/7/2021"):
        archive.search("", **{name: given})


def test_many_patterns_share_what_a_query_may_cost(sample: search.Archive) -> None:
    assert NoteCode.CUT_EXPANSION not in [n.code for n in sample.search("*a* OR *n*").notes]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(expansion, "_MOST_LOOKED_AT", 100)
        cut = sample.search("*a* OR cầu")
    assert cut.total > 0
    [note] = cut.notes
    assert note == (NoteCode.CUT_EXPANSION.sentence, 0, 3)


@pytest.mark.parametrize("bound", ["_MOST_WORDS", "_MOST_POSTINGS", "_MOST_FUZZY"])
def test_what_is_left_out_of_a_pattern_is_noted(
    bound: str, archive: search.Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = "kinhh~2" if bound == "_MOST_FUZZY" else "k*"
    monkeypatch.setattr(expansion, bound, 0 if bound == "_MOST_FUZZY" else 3)
    results = archive.search(f"{typed} OR lũ")
    assert [note.code for note in results.notes] == [NoteCode.CUT_EXPANSION]
    assert results.total == 4
