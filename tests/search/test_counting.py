"""What counts as a match: the rules, their numbers, and what a total says that it counts."""

from __future__ import annotations

import pytest
from helpers.archives import MakeArchive
from hypothesis import given, settings
from hypothesis import strategies as st

import search
from search import CountCode, NoteCode
from search.choices import MATCHES

GOLD = (
    {"id": "row", "body": "Sáng nay giá vàng tăng, giá bạc giảm.", "category": "Kinh tế"},
    {"id": "apart", "body": "Vàng mất giá vì đồng đô la lên.", "category": "Kinh tế"},
    {"id": "broken", "body": "Bảng giá: vàng, bạc, đá quý.", "category": "Đời sống"},
    {"id": "other", "body": "Cụ già vắng nhà, ở bến phà."},
    {"id": "one", "body": "Lá vàng rơi đầy sân."},
)


def ids(results: search.Results) -> set[str]:
    return {hit.article.id for hit in results if not hit.beyond}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("giá vàng", {"row", "broken"}),
        ("GIÁ VÀNG", {"row", "broken"}),
        ("vàng giá", set()),
        ("gia vang", {"row", "broken", "other"}),
        ("gia vàng", {"row", "broken"}),  # unmarked syllables stand for every form
        ("già vang", {"other"}),
        ("vàng", {"row", "apart", "broken", "one"}),
        ("giá (vàng)", {"row", "broken"}),
        ("giá vàng -bạc", set()),
        ("giá vàng -quý", {"row"}),
        ('giá vàng "giá bạc"', {"row"}),
        ('"giá bạc"', {"row"}),
        ("chuyên mục:kinh giá vàng", {"row"}),
        ("giá OR phà", {"row", "apart", "broken", "other"}),
    ],
)
def test_a_phrase_is_the_plain_words_in_a_row(
    typed: str, expected: set[str], make_archive: MakeArchive
) -> None:
    results = make_archive(*GOLD).search(typed, match="phrase")
    assert ids(results) == expected
    assert results.total == len(expected)
    assert not any(hit.beyond for hit in results)


def test_a_phrase_has_no_other_forms(make_archive: MakeArchive) -> None:
    archive = make_archive(
        *({"id": f"a{i}", "body": "Hội đồng nhân dân (HĐND) xã họp"} for i in range(4)),
        {"id": "short", "body": "HĐND huyện họp"},
        {"id": "long", "body": "Hội đồng nhân dân huyện họp"},
    )
    assert ids(archive.search("HĐND huyện", match="all")) == {"short", "long"}
    assert ids(archive.search("HĐND huyện", match="phrase")) == {"short"}


def test_a_phrase_is_never_exchanged_for_another(sample: search.Archive) -> None:
    mistyped = "chisnh trij"
    assert sample.search(mistyped).is_corrected
    results = sample.search(mistyped, match="phrase")
    assert results.total == 0
    assert not results.is_corrected
    assert results.suggestion == "chính trị"


def test_every_door_takes_the_phrase(make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "row", "body": "giá vàng tăng", "published": "2020-01-02"},
        {"id": "apart", "body": "vàng mất giá", "published": "2020-02-02"},
    )
    assert archive.timeline("giá vàng", match="phrase").total == 1
    compared = archive.compare(["giá vàng", "mất giá"], match="phrase")
    assert [one.total for one in compared.series] == [1, 1]
    assert [one.id for one in archive.export("giá vàng", match="phrase")] == ["row"]
    assert archive.search("giá vàng", match="phrase").facets["year"] == [("2020", 1)]


def test_the_counts_are_the_totals_of_their_rules(sample: search.Archive) -> None:
    for typed in ("dân vận", "cau ben truc", "HĐND tỉnh", "lũ sông -cầu", "bến phà Trúc sông"):
        for filters in ({}, {"since": "2018", "category": ["Kinh tế", "Chính trị"]}):
            for match in MATCHES:
                counts = sample.search(typed, match=match, **filters).counts
                assert (counts.phrase, counts.all, counts.score) == tuple(
                    sample.search(typed, match=one, **filters).total
                    for one in ("phrase", "all", "best")
                )
                assert not counts.reasons


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["dân", "vận", "dan", "cầu", "phà", "HĐND", '"cầu Bến"', "-lũ", "xã,"]),
        max_size=5,
    ).map(" ".join),
    st.sampled_from(MATCHES),
)
def test_a_number_is_the_total_of_its_rule_or_says_why_there_is_none(
    sample: search.Archive, typed: str, match: str
) -> None:
    results = sample.search(typed, match=match)
    if results.is_corrected or any(one.code is NoteCode.WORDS_INSTEAD for one in results.notes):
        return
    counts = results.counts
    for name, rule in (("phrase", "phrase"), ("all", "all"), ("score", "best")):
        number = getattr(counts, name)
        assert (number is None) == (name in counts.reasons)
        if number is not None and rule == match:
            assert number == results.total
    if counts.phrase is not None:
        assert counts.phrase <= (counts.all or 0)


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        ("", {"phrase": "no-words", "all": "no-words", "score": "no-words"}),
        ("nguồn:báo", {"phrase": "no-words", "all": "no-words", "score": "no-words"}),
        ("vàng", {"phrase": "one-word"}),
        ('"giá vàng"', {"phrase": "no-words", "all": "no-words", "score": "conditions"}),
        ('"giá vàng" tăng nay', {"score": "conditions"}),
        ("giá vàng", {}),
    ],
)
def test_what_has_no_number_of_its_own_says_why(
    typed: str, reasons: dict[str, str], make_archive: MakeArchive
) -> None:
    assert make_archive(*GOLD).search(typed).counts.reasons == reasons


def test_a_word_with_other_forms_has_all_three_numbers(make_archive: MakeArchive) -> None:
    archive = make_archive(
        *({"id": f"a{i}", "body": "Hội đồng nhân dân (HĐND) xã họp"} for i in range(4)),
        {"id": "long", "body": "Hội đồng nhân dân huyện họp"},
    )
    counts = archive.search("HĐND").counts
    assert (counts.phrase, counts.all) == (4, 5)


@pytest.mark.parametrize(
    ("typed", "options", "code", "said"),
    [
        ("giá vàng", {}, CountCode.BY_SCORE, "at least 35 % of the best one's"),
        ("gia vang", {}, CountCode.BY_SCORE, "at least 40 % of the best one's"),
        ("giá vàng", {"match": "phrase"}, CountCode.PHRASE, "side by side in this order"),
        ("vàng", {"match": "phrase"}, CountCode.WORD, "that have the word as it was typed"),
        ("giá vàng", {"match": "all"}, CountCode.ALL, "that have every word"),
        ("HĐND", {"match": "all"}, CountCode.ALL_FORMS, "every word, or another form of it"),
        ("giá vàng", {"match": "any"}, CountCode.ANY, "at least one of the words"),
        ('"giá vàng" nay', {}, CountCode.CONDITIONS, "what the query's signs and fields ask for"),
        ('"giá vàng" nay tăng', {"match": "all"}, CountCode.ALL, "meet its other conditions"),
        ("", {}, CountCode.EVERY, "this counts every article"),
        ("", {"category": "Kinh tế"}, CountCode.EVERY, "every article within the filters"),
        ("vàng", {"category": "Kinh tế"}, CountCode.BY_SCORE, "articles within the filters that"),
    ],
)
def test_a_total_says_in_one_sentence_what_it_counts(
    typed: str,
    options: dict[str, str],
    code: CountCode,
    said: str,
    make_archive: MakeArchive,
) -> None:
    results = make_archive(*GOLD).search(typed, **options)  # type: ignore[arg-type]
    assert results.count_note.code is code
    assert said in results.count_note.message
    assert results.to_dict()["count_note"]["code"] == code.value


@pytest.mark.parametrize("match", ["best", "any", "all", "phrase"])
@pytest.mark.parametrize("typed", ["bản", "bản đổ", "BẢN", "bản "])
def test_typed_marks_are_exact(typed: str, match: str, make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "table", "title": "Cái bàn", "body": "Bàn gỗ lim, bàn đá; bàn đỗ xe."},
        {"id": "none", "body": "Chợ phiên vùng cao."},
    )
    results = archive.search(typed, match=match)
    assert results.total == 0
    assert results.facets["year"] == []
    assert results.counts.score == 0


def test_other_marks_are_shown_beyond_and_that_is_said(make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "table", "body": "Bàn gỗ lim, bàn đá."}, {"id": "none", "body": "Chợ phiên."}
    )
    results = archive.search("bản")
    assert [(hit.article.id, hit.beyond) for hit in results] == [("table", True)]
    assert [note.code for note in results.notes] == [NoteCode.OTHER_MARKS]
    assert ids(archive.search("ban")) == {"table"}
    assert archive.search("bản", ranking=search.Ranking(folded=0)).total == 0


def test_marked_syllables_of_a_query_with_some_marks_are_exact(make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "other", "body": "bàn viec xa huyên, bàn nua"},
        {"id": "none", "body": "chợ phiên"},
    )
    assert ids(archive.search("bản viẹc xá")) == set()
    assert ids(archive.search("bản viec xa")) == {"other"}  # the unmarked stand for every form


def test_an_article_with_other_marks_is_no_match_beside_exact_ones(
    make_archive: MakeArchive,
) -> None:
    archive = make_archive(
        {"id": "exact", "body": "Bản đồ của một vùng núi rất rộng, vẽ tay từ năm trước. " * 3},
        {"id": "other", "title": "Bàn đỗ bạn", "body": "bàn đỗ ban đô " * 20},
    )
    results = archive.search("bản đồ")
    assert ids(results) == {"exact"}
    assert results.total == 1
    assert {hit.article.id for hit in results if hit.beyond} == {"other"}


def test_the_threshold_is_among_what_was_meant(make_archive: MakeArchive) -> None:
    """However high the scores are of articles that have the words with other marks only."""
    long = "Một bài rất dài về chuyện khác hẳn, nói qua nhiều điều ở nhiều nơi. " * 40
    archive = make_archive(
        {"id": "exact", "body": f"{long} Bãn."},
        *({"id": f"o{i}", "title": "Bàn đô", "body": "bàn đô bạn " * 5} for i in range(3)),
    )
    results = archive.search("bãn đỗ")
    assert ids(results) == {"exact"}
    assert results.total == 1
    assert len(results.hits) == 4


def test_queries_without_marks_have_a_share_of_their_own(make_archive: MakeArchive) -> None:
    archive = make_archive(
        {"id": "best", "title": "Chợ phiên vùng cao", "body": "chợ phiên vùng cao họp"},
        *({"id": f"f{i}", "body": "vùng cao có mưa, cao nguyên nắng"} for i in range(4)),
    )

    def total(typed: str, **ranking: float) -> int:
        return archive.search(typed, ranking=search.Ranking(**ranking)).total  # type: ignore[arg-type]

    assert total("cho phien vung cao", unmarked_match=0.01, match=1.0) == 5
    assert total("cho phien vung cao", unmarked_match=1.0, match=0.01) == 1
    assert total("chợ phiên vùng cao", unmarked_match=1.0, match=0.01) == 5
    assert total("chợ phiên vùng cao", unmarked_match=0.01, match=1.0) == 1
    with pytest.raises(search.QueryError, match="unmarked_match"):
        search.Ranking(unmarked_match=1.5)
