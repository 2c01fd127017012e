"""Native code chooses the fragments that its reference in Python chooses."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from search.display.fragments import chosen, chosen_in_python, cut_ends, cut_ends_in_python
from search.display.spans import Match, joined_spans, joined_spans_in_python

PIECES = (
    *("hội nghị ", "bàn ", "về mùa vụ ", "vùng cao", "cầu treo đã thông xe ", "x" * 90, " "),
    *(". ", ".", "…", "! ", "?” ", '." ', "')] ", "\n", "\r\n", " \n ", "\u00a0", "-", " - ", ": "),
    *("TP. ", "3.", "漢", "👩🏽", "o\u0323\u0302", "\u2028", "\t", "; "),
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
    st.lists(st.sampled_from(PIECES[:8]), min_size=30, max_size=90).map("".join),
)
KEYS = st.sampled_from(["hội", "nghi", "mùa", "vụ", "cầu"])


@st.composite
def matched(draw: st.DrawFn, text: str) -> list[Match]:
    """Some matches in a text, in order; a few are long, or begin where the one before goes on."""
    if not text:
        return []
    starts = draw(st.lists(st.integers(0, len(text) - 1), unique=True, max_size=12))
    lengths = st.one_of(st.integers(1, 8), st.integers(1, 400))
    return [
        Match(start, min(len(text), start + draw(lengths)), draw(KEYS), draw(st.booleans()))
        for start in sorted(starts)
    ]


@settings(max_examples=400)
@given(st.data())
def test_the_same_fragments_are_chosen(data: st.DataObject) -> None:
    names = ("title", "summary", "body", "captions[0]")
    texts = {name: data.draw(TEXTS) for name in names}
    matches = {name: data.draw(matched(text)) for name, text in texts.items()}
    weights = data.draw(st.dictionaries(KEYS, st.floats(0, 12)))
    most = data.draw(st.integers(0, 4))
    assert chosen(texts, matches, weights, most) == chosen_in_python(texts, matches, weights, most)


@settings(max_examples=400)
@given(TEXTS, st.data())
def test_matches_are_joined_to_the_same_spans(text: str, data: st.DataObject) -> None:
    matches = data.draw(matched(text))
    assert joined_spans(text, matches) == joined_spans_in_python(text, matches)


@settings(max_examples=400)
@given(TEXTS, st.integers(0, 300), st.integers(0, 300))
def test_what_is_cut_out_of_a_sentence_is_told_alike(text: str, first: int, second: int) -> None:
    start, end = sorted((min(first, len(text)), min(second, len(text))))
    assert cut_ends(text, start, end) == cut_ends_in_python(text, start, end)
