""" "Did you mean": what is suggested, what is left alone, and that it never imposes itself."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from helpers.archives import write_articles
from hypothesis import example, given
from hypothesis import strategies as st

import index
import search
from index.vietnamese.segmentation import Segmentation
from index.vietnamese.spelling import fold
from search.query.notes import NoteCode

Mistake = Callable[[random.Random, str], str]


def swapped(source: random.Random, title: str) -> str:
    """The title with two neighbouring letters of one syllable swapped."""
    words = title.split()
    at = source.choice([i for i, word in enumerate(words) if word.isalpha() and len(word) > 2])
    place = source.randrange(len(words[at]) - 1)
    word = words[at]
    words[at] = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return " ".join(words)


def without_marks(source: random.Random, title: str) -> str:
    """The title with one of its syllables without marks."""
    words = title.split()
    at = source.choice([i for i, word in enumerate(words) if fold(word) != word])
    words[at] = fold(words[at])
    return " ".join(words)


MISTAKES: dict[str, Mistake] = {"swapped letters": swapped, "lost marks": without_marks}

BODY = (
    "Hội đồng nhân dân tỉnh họp bàn công tác dân vận và chính trị ở vùng cao. "
    "Chợ phiên họp bên bến đò, người dân mang cá, lúa và vải về bán."
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> search.Archive:
    folder = tmp_path_factory.mktemp("correction")
    source = random.Random(5)
    sentences = BODY.rstrip(".").split(". ")
    articles = [
        {"id": str(n), "body": ". ".join(source.choices(sentences, k=6)), "category": "Xã hội"}
        for n in range(60)
    ]
    path = write_articles(folder / "input.jsonl", articles)
    index.reindex([path], folder / "archive", workers=0)
    return search.open(folder / "archive")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hội đồng nhâm dân", "hội đồng nhân dân"),
        ("hội đồng nhân dnâ", "hội đồng nhân dân"),
        ("cônng tác dân vận", "công tác dân vận"),
        ("công tác dần vẫn", "công tác dân vận"),
        ("chisnh trij", "chính trị"),
        ("chi1nh tri5 ở vùng cao", "chính trị ở vùng cao"),
        ("hoi dong nahn dan", "hoi dong nhan dan"),
        ("công tác dânvận", "công tác dân vận"),
        ("công tá c dân vận", "công tác dân vận"),
        ("Hội Đồng Nhâm Dân", "Hội Đồng Nhân Dân"),
        ("HỘI ĐỒNG NHÂM DÂN", "HỘI ĐỒNG NHÂN DÂN"),
        ('"hội đồng  nhâm dân"  +chợ', '"hội đồng  nhân dân"  +chợ'),
        ("hội đồng nhâm dân AND chợ phiên", "hội đồng nhân dân AND chợ phiên"),
        ('title:"hội đồng nhâm dân"', 'title:"hội đồng nhân dân"'),
        ("(hội đồng nhâm dân) OR cá", "(hội đồng nhân dân) OR cá"),
        ("hội đồng nhâm da\u0302n", "hội đồng nhân da\u0302n"),
    ],
)
def test_what_was_meant(archive: search.Archive, typed: str, meant: str) -> None:
    assert archive.correct(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "hội đồng nhân dân",
        "hoi dong nhan dan",
        "hội dong nhan dân",  # marks left out more than once
        "category:xãa",
        'source:"hội đồng nhâm"',
        "-nhâm chợ phiên",
        "hội đồng 2021 G20",
        "lienhe@hoidongnhamdan.example",
        "hội_đồng_nhâm_dân",
        "họp BCĐ chợ phiên",
        "",
        "   ",
        '"',
        "chợ* ph?ên",
        "một hai " * 40,
    ],
)
def test_what_is_left_alone(archive: search.Archive, typed: str) -> None:
    assert archive.correct(typed) is None


def signs_around_words(text: str) -> list[str]:
    """The signs in order, but for those within a word: a hyphen too many goes (*tr-ận*)."""
    text = f" {text} ".replace("\u0302", "").replace("\u200b", "")
    return [
        sign
        for before, sign, after in zip(text, text[1:], text[2:], strict=False)
        if sign in '"()*+-:~12' and not (before.isalnum() and after.isalnum())
    ]


@example(typed="c-A")
@given(typed=st.text(alphabet='ahộiđồngchợnâm "()*+-:~AND12\u0302\u200b\n', max_size=30))
def test_only_some_syllables_are_another(archive: search.Archive, typed: str) -> None:
    suggestion = archive.correct(typed)
    if suggestion is not None:
        assert suggestion != typed
        assert signs_around_words(suggestion) == signs_around_words(typed)


def test_results_carry_the_suggestion(archive: search.Archive) -> None:
    results = archive.search("hội đồng nhâm dân")
    assert results.total
    assert results.query == "hội đồng nhâm dân"
    assert results.suggestion == results.to_dict()["suggestion"] == "hội đồng nhân dân"
    assert NoteCode.OTHER_SPELLING not in [note.code for note in results.notes]
    assert archive.search("hội đồng nhân dân").suggestion is None
    assert archive.search("").suggestion is None


@pytest.mark.parametrize("typed", ['"hội đồng nhâm dân"', "+nhâm dân", "cônng"])
def test_where_nothing_is_found_the_suggestion_answers(archive: search.Archive, typed: str) -> None:
    results = archive.search(typed, limit=5)
    other = archive.search(results.suggestion or "", limit=5)
    assert results.query == typed
    assert results.suggestion == archive.correct(typed) is not None
    [note] = results.notes
    assert (note.code, note.start, note.end) == (NoteCode.OTHER_SPELLING, 0, len(typed))
    assert [hit.article for hit in results] == [hit.article for hit in other]
    assert (results.total, results.facets) == (other.total, other.facets)
    assert results.total


def test_a_suggestion_that_finds_nothing_answers_nothing(archive: search.Archive) -> None:
    results = archive.search('"hội đồng nhâm dân"', category=["Kinh tế"])
    assert results.total == len(results) == 0
    assert [note.code for note in results.notes] == [NoteCode.UNKNOWN_VALUE]  # of the filter


def test_a_syllable_is_not_corrected_across_punctuation(
    make_archive: Callable[..., search.Archive],
) -> None:
    body = "chợ phiên. " * 60 + "phiện vụ"
    archive = make_archive(*({"id": str(n), "body": body} for n in range(9)))
    assert archive.correct("chợ phiện") == "chợ phiên"
    assert archive.correct("chợ, phiện") is None


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistyped_headlines_of_the_sample_are_mostly_set_right(
    sample: search.Archive, mistake: str
) -> None:
    """A small form of tests/quality/suggestions.py, over all headlines of the sample."""
    titles = [hit.article.title for hit in sample.search("", limit=100, snippets=False)]
    source = random.Random(7)
    right = wrong = asked = 0
    for title in filter(None, titles):
        typed = MISTAKES[mistake](source, title)
        if typed == title:
            continue
        asked += 1
        suggestion = sample.correct(typed)
        texts = [
            [one.text for one in Segmentation(text).syllables] for text in (suggestion or "", title)
        ]
        right += texts[0] == texts[1]
        wrong += suggestion is not None and texts[0] != texts[1]
    assert asked >= 40
    assert right >= 0.55 * asked
    assert wrong <= 0.2 * asked


@pytest.mark.parametrize("variant", [str, fold, str.upper])
def test_headlines_of_the_sample_are_right_as_they_are(
    sample: search.Archive, variant: Callable[[str], str]
) -> None:
    titles = [hit.article.title for hit in sample.search("", limit=100, snippets=False)]
    suggested = [title for title in titles if sample.correct(variant(title)) is not None]
    assert len(suggested) <= 0.06 * len(titles)
