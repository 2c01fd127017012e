"""Pages made to cost much: they end, read right or rejected with the reason."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles.article import Article, Rejected
from index.inputs import read
from index.inputs.found import Listing
from index.inputs.html.stripping import CODE, without_comments, without_elements
from index.inputs.html.tree import MOST_STEPS, TooLargeError, begin_steps, spend

SENTENCE = "Nước sông lên nhanh, bà con đưa trâu bò lên đồi cao và dọn lúa vào kho trước khi tối. "
TEXT = f"<p>{SENTENCE * 2}</p><p>{SENTENCE * 3}</p>"


def found(body: str, head: str = "") -> Any:
    page = (
        f'<html><head><meta charset="utf-8"><title>Lũ về bản Nậm Khao</title>{head}</head><body>'
        f"<h1>Lũ về bản Nậm Khao</h1><p>03/08/2021 18:00</p>{body}</body></html>"
    )
    [one] = read(["-"], standard_input=io.BytesIO(page.encode()))
    return one


@pytest.mark.parametrize(
    "body",
    [
        TEXT + "<script>" * 30_000,
        TEXT + "<!--" * 50_000,
        "<frameset>" + "<noframes x>" * 20_000 + TEXT,
        " " * 300_000 + TEXT,
        "<div>" + "<img src=a.jpg>" * 5_000 + "</div>" + TEXT,
        f"<div {' '.join(f'a{n}=1' for n in range(5_000))}>{TEXT}</div>",
        TEXT + "<div>" + '<p><a href="/x">Tin về phiên chợ vùng cao cuối năm</a></p>' * 1_500,
    ],
    ids=["scripts", "comments", "frames", "white space", "pictures", "attributes", "links"],
)
def test_what_is_heavy_beside_an_article_leaves_its_text(body: str) -> None:
    one = found(body)
    assert isinstance(one, Article), one
    assert one.title == "Lũ về bản Nậm Khao"
    assert one.body.splitlines()[:2] == [(SENTENCE * 2).strip(), (SENTENCE * 3).strip()]


def test_a_page_of_very_many_lines_keeps_them_all() -> None:
    one = found("".join(f"<p>dòng {number}</p>" for number in range(25_000)))
    assert isinstance(one, Article), one
    assert one.body.splitlines() == [f"dòng {number}" for number in range(25_000)]


def test_elements_that_take_too_many_steps_are_a_rejection() -> None:
    one = found("<div class='author'>" * 180 + "<p>xin chào</p>" * 5_000)
    assert isinstance(one, Rejected)
    assert "takes too long" in one.reason
    assert isinstance(found(TEXT), Article)  # the next page begins anew


def test_more_tags_than_elements_may_have_are_a_rejection() -> None:
    one = found(TEXT + "<" * 300_000)
    assert isinstance(one, Rejected)
    assert "elements" in one.reason


def test_script_that_looks_like_very_many_tags_is_no_reason_to_reject() -> None:
    one = found(TEXT, "<script>" + "if(a<b)c();" * 300_000 + "</script>")
    assert isinstance(one, Article), one


def test_json_ld_that_never_ends_is_no_reason_to_reject() -> None:
    for script in ('{"headline":"' + '\\"' * 50_000, "/*" * 50_000, "[" * 50_000):
        head = f'<script type="application/ld+json">{script}</script>'
        assert isinstance(found(TEXT, head), Article)


def test_steps_are_counted_for_each_page() -> None:
    begin_steps()
    spend(MOST_STEPS)
    with pytest.raises(TooLargeError, match="takes too long"):
        spend(1)
    begin_steps()
    spend(1)


_PIECES = st.sampled_from(
    ["<script>", "</script>", "<style a=b>", "</STYLE >", "<svg", "<!--", "-->", "lũ", "<", "a>b"]
)


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_what_is_stripped_is_whole_elements_only(text: str) -> None:
    for name in CODE:
        kept = without_elements(text, (name,))
        assert kept.count("lũ") <= text.count("lũ")
        if f"</{name}" not in text.lower():
            assert kept == text
    if "-->" not in text:
        assert without_comments(text) == text


def test_elements_are_stripped_to_their_first_end() -> None:
    text = 'a<script x="ld+json">b</script>c<SCRIPT>d<script>e</script >f</script><style>g'
    assert without_elements(text, CODE, "ld+json") == (
        'a<script x="ld+json">b</script>c f</script><style>g'
    )
    assert without_comments("a<!-- b <!-- c -->d<!-- e") == "a d<!-- e"


def test_very_many_cards_are_a_listing() -> None:
    card = (
        '<div><h3><a href="/{0}">Tin số {0} về phiên chợ vùng cao</a></h3><i>07/03/2021</i></div>'
    )
    assert isinstance(found("".join(card.format(number) for number in range(1_500))), Listing)
