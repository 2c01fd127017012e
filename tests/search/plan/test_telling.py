"""A long text is searched for by its most telling words; all else goes by every word."""

from __future__ import annotations

import pytest
from helpers.archives import MakeArchive

import search
from search import NoteCode
from search.plan.planning import plan
from search.plan.telling import MOST_PAIRS, MOST_SYLLABLES, MOST_TERMS
from search.query.parser import parse

# Twenty syllables that every article has, and others that few have.
COMMON = "và của là có cho được trong với này đó các những một khi sẽ đã từ ra vào đến"
RARE = "khuyến nông thả giống tôm càng xanh bờ đầm phía nam"


@pytest.fixture
def archive(make_archive: MakeArchive) -> search.Archive:
    others = [{"id": f"other-{i}", "title": f"Bài {i}", "body": f"{COMMON}."} for i in range(30)]
    return make_archive(
        *others,
        {"id": "tom", "title": "Thả tôm", "body": f"{COMMON}. {RARE}. {COMMON}."},
        {"id": "song", "title": "Bên sông", "body": "Thuyền neo ngoài bến."},
    )


def codes(results: search.Results) -> list[NoteCode]:
    return [note.code for note in results.notes]


def test_a_passage_finds_its_article_by_its_rare_words(archive: search.Archive) -> None:
    results = archive.search(f"{COMMON} {RARE}")
    assert results.hits[0].article.id == "tom"
    assert results.total == 1
    assert NoteCode.TELLING_WORDS in codes(results)


def test_rare_words_count_wherever_they_stand_in_the_longest_text(
    archive: search.Archive,
) -> None:
    passage = f"{COMMON} " * 110 + RARE
    assert 8_000 < len(passage) < 10_000
    assert archive.search(passage).hits[0].article.id == "tom"


def test_a_headline_ranks_by_all_its_words_and_has_no_note(archive: search.Archive) -> None:
    headline = " ".join(f"{COMMON} {RARE}".split()[:16])
    results = archive.search(headline)
    assert NoteCode.TELLING_WORDS not in codes(results)
    assert {one.term for one in results.hits[0].explain()} >= {"và", "của", "trong"}


def test_no_more_is_looked_for_than_some_terms_and_pairs(archive: search.Archive) -> None:
    results = archive.search(f"{COMMON} {RARE}")
    parts = results.hits[0].explain()
    assert len({one.term for one in parts if one.field == "text" and " " not in one.term}) <= (
        MOST_SYLLABLES
    )
    assert sum(" " not in one.term for one in parts) <= MOST_TERMS
    assert sum(" " in one.term for one in parts) <= MOST_PAIRS
    assert sum(one.score for one in parts) == pytest.approx(results.hits[0].score)


def test_words_that_do_not_rank_are_marked_too(archive: search.Archive) -> None:
    hit = archive.search(f"{RARE} {COMMON}").hits[0]
    marked = " ".join(
        snippet.text[start:end] for snippet in hit.snippets for start, end in snippet.spans
    )
    assert set(COMMON.split()) <= set(marked.split())


def test_any_and_all_go_by_every_word(archive: search.Archive) -> None:
    passage = f"{COMMON} {RARE} thuyền"
    assert archive.search(passage, match="any").total == 32
    assert archive.search(passage, match="all").total == 0
    assert archive.search(f"{COMMON} {RARE}", match="all").total == 1


def test_what_must_be_there_must_be_there(archive: search.Archive) -> None:
    assert archive.search(f'{COMMON} {RARE} +"neo ngoài bến"').total == 1
    assert archive.search(f"{RARE} NOT tôm {COMMON}").total == 0


def test_of_a_very_long_text_every_word_is_marked_in_the_snippets(
    archive: search.Archive,
) -> None:
    hit = archive.search(f"{COMMON} {COMMON} {COMMON} {RARE}").hits[0]
    assert hit.article.id == "tom"
    for snippet in hit.snippets:
        marked = {snippet.text[start:end] for start, end in snippet.spans}
        left = snippet.text
        for words in marked:
            left = left.replace(words, "")
        assert not set(left.replace(".", "").split()) & set(COMMON.split() + RARE.split())
    assert hit.title_spans == [(0, 7)]


def test_a_passage_is_looked_for_itself_and_not_what_is_like_it(archive: search.Archive) -> None:
    def ranking_of(text: str) -> search.Ranking:
        return plan(parse(text), archive.snapshot()).ranking

    usual = search.Ranking()
    words = [f"{first}{rhyme}" for first in "bcdghklmnprstvx" for rhyme in ("an", "ong", "uy")]
    assert ranking_of(" ".join(words[:16])) == usual
    assert ranking_of(" ".join(words[:20])).feedback == usual.feedback
    assert ranking_of(" ".join(words[:20] * 3)).feedback == usual.feedback
    assert ranking_of(" ".join(words[:40])).feedback == 0
