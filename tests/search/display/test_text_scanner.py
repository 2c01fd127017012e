"""Native code finds the matches in texts that its reference in Python finds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.display.matching import PairedForms
from search.display.query_forms import QueryForms
from search.display.spans import Match
from search.display.text_parts import MOST_COMPOSED
from search.display.text_scanner import TextScanner, TextScannerInPython
from search.query.parser import parse

Scanners = tuple[TextScanner, TextScannerInPython]
Seen = tuple[PairedForms, dict[str, list[Match]]]

QUERIES = (
    *("dân vận", "dan van", "dan vận khéo", "vận. dân", "quý 2", "chờ phiến", "title:mặt dân"),
    *('"dân vận" khéo', '"dan van"~2', "d* AND khéo", "mat NEAR/3 tran", "dan dan dan"),
)
PIECES = (
    *("dân ", "Dận ", "dan", "vận ", "Văn ", "va\u0323\u0302n ", "khéo. ", "kheo\u0301 ", "-"),
    *("mặt ", "mất ", "trận ", "chợ ", "phiên ", "quý ", "II ", "2 ", "\n", ", ", "TP.HCM "),
    *("một trăm lẻ một bước chân qua cầu ", "\u00a0", "👩🏽 ", "x" * 80),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
ARTICLES = st.fixed_dictionaries({"title": TEXTS, "body": TEXTS, "captions[0]": TEXTS})
# So many lines that the text has parts.
LONG = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map(
    lambda pieces: "".join(f"{piece}\n" for piece in pieces) * 2_500
)
FORMS = st.dictionaries(
    st.sampled_from(["dan", "van", "mat", "dân"]),
    st.sets(st.sampled_from(["dân", "dận", "vận", "mất"])),
)


def scanners(typed: str) -> Scanners:
    """The code that runs, and its reference, for one query."""
    forms = QueryForms(parse(typed))
    return TextScanner(forms), TextScannerInPython(forms)


def seen(
    code: TextScanner | TextScannerInPython,
    typed: str,
    article: dict[str, str],
    most: int | None,
    beside: PairedForms,
    *,
    loose: bool = False,
) -> Seen:
    """The forms of an article that stand in pairs, and its matches, judged beside others, too."""
    scanned = code.scan(article, code.loose if loose else code.strict, most)
    own = scanned.paired_forms()
    found = scanned.matches({**beside, **own}, QueryForms(parse(typed)).phrases)
    return own, {name: list(matches) for name, matches in found.items()}


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(QUERIES),
    st.lists(ARTICLES, min_size=1, max_size=2),
    st.none() | st.integers(0, 40),
    FORMS,
    st.booleans(),
)
def test_any_article_has_the_same_matches(
    typed: str, articles: list[dict[str, str]], most: int | None, beside: PairedForms, loose: bool
) -> None:
    code, reference = scanners(typed)
    for article in articles:
        expected = seen(reference, typed, article, most, beside, loose=loose)
        found = seen(code, typed, article, most, beside, loose=loose)
        assert found == expected
        assert all(type(one) is Match for matches in found[1].values() for one in matches)


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(QUERIES), LONG, st.integers(1, 9_000))
def test_a_text_of_many_parts_has_the_same_matches(typed: str, text: str, most: int) -> None:
    article = {"title": "Dân vận", "body": text, "captions[0]": "dân"}
    code, reference = scanners(typed)
    assert seen(code, typed, article, most, {}) == seen(reference, typed, article, most, {})


def test_matches_are_as_many_as_they_say() -> None:
    code, _ = scanners("dân vận")
    [matches] = code.scan({"body": "Dân vận, dân"}, code.strict).matches({}, []).values()
    assert len(matches) == 3
    assert [one.start for one in matches] == [0, 4, 9]


@pytest.mark.parametrize("place", [0, 1])
def test_texts_that_have_to_be_composed_are_soon_looked_through_in_part(place: int) -> None:
    code = scanners("dân")[place]
    text = "da\u0302n\n" * (MOST_COMPOSED // 5)
    assert not code.is_slow
    found = code.scan({"body": text}, code.strict, MOST_COMPOSED).matches({}, [])
    assert code.is_slow
    assert len(found["body"]) == MOST_COMPOSED // 5
    found = code.scan({"body": text}, code.strict, MOST_COMPOSED).matches({}, [])
    assert len(found["body"]) == 2_000
