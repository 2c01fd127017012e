"""The names of an article: each once, in its longest form, with what tells its type."""

from __future__ import annotations

from itertools import product

import pytest
from helpers.costs import at_most
from hypothesis import given, settings
from hypothesis import strategies as st

from index import native
from index.analysis.analyser import analyse
from index.analysis.gathering import Gathered, GatheredInPython
from index.analysis.names import name_identity
from index.articles.article import Article
from index.vietnamese.names.mention import Mention


def names(body: str, **fields: object) -> list[str]:
    found: list[str] = analyse(Article(id="a", body=body, **fields))["name_lists"]  # type: ignore[arg-type]
    return found


def test_the_longest_form_stands_for_shorter_ones() -> None:
    assert names("Ông John Miller đến. Ông Miller nói, rồi Miller về.") == ["pJohn Miller"]


def test_a_form_that_several_may_be_stays_itself() -> None:
    body = "Ông John Miller và bà Ann Miller đến. Rồi ông Miller về."
    assert names(body) == ["pJohn Miller", "pAnn Miller", "pMiller"]


def test_a_country_that_is_somebodys_given_name_there_is_none() -> None:
    assert names("Anh Trần Văn Đức mở quán. Khách khen Đức khéo tay.") == ["pTrần Văn Đức"]
    assert names("Khách khen Đức, Pháp và Bỉ.") == ["lĐức", "lPháp"]


def test_a_given_name_alone_tells_that_its_owner_is_a_person() -> None:
    assert names("Gặp Lê Thị Hạnh ở bến.") == ["wLê Thị Hạnh"]
    assert names("Gặp Lê Thị Hạnh ở bến. Chị Hạnh bán trà.") == ["pLê Thị Hạnh"]
    assert names("Chị Hạnh bán trà, Hạnh còn bán nước.") == []


def test_bodies_without_their_place_are_short_for_the_only_one_of_the_article() -> None:
    assert names("UBND huyện đã họp.") == []
    gathered = Gathered()
    text = "UBND huyện Lâm Khê UBND huyện"
    gathered.add([Mention(0, 18, "o", 0), Mention(19, 29, "g", 19)], text, text)
    assert gathered.called() == {"ubnd huyện": "ubnd huyện lâm khê"}


def test_heads_that_only_say_what_it_is_are_no_part_of_the_name() -> None:
    assert names("Mưa ở tỉnh Hòa Bình và huyện Lâm Khê.") == ["lHòa Bình", "lhuyện Lâm Khê"]


def test_authors_are_not_named() -> None:
    body = "Gặp bà Lê Thị Hạnh và ông Trần Văn Bình."
    assert names(body, authors=("Trần Văn Bình",)) == ["pLê Thị Hạnh"]


def test_names_are_kept_as_they_are_printed() -> None:
    assert names("Bà Nguyễn Thị Thúy ở xã Hòa Lạc.") == ["pNguyễn Thị Thúy", "lxã Hòa Lạc"]


def test_spellings_of_one_name_have_one_identity() -> None:
    assert name_identity("Kim Jong-un") == name_identity("KIM JONG UN")
    assert name_identity("Hòa Lạc") == name_identity("Hoà Lạc")
    assert name_identity("Bàn") != name_identity("Bản")


def test_an_article_of_thousands_of_people_takes_little_longer_for_each() -> None:
    middle = [
        "An",
        "Bình",
        "Cường",
        "Dũng",
        "Giang",
        "Hạnh",
        "Hùng",
        "Khánh",
        "Lan",
        "Minh",
        "Quân",
        "Sơn",
        "Thảo",
        "Toàn",
    ]
    people = [" ".join(one) for one in product(("Trần", "Lê"), middle, middle, middle)]
    with at_most(seconds=1):
        found = names(". ".join(f"Ông {one} đến" for one in people))
    assert len(found) == len(people) == 5_488


WORDS = """
Trần Văn Bình Hạnh Donald Trump Đức Nga Kim Jong-un UBND huyện Lâm Khê HẠNH
"""
MENTIONS = st.lists(
    st.tuples(
        st.lists(st.sampled_from([*WORDS.split(), "", "\n"]), min_size=1, max_size=4),
        st.sampled_from("plowqncsbg"),
        st.sampled_from(["", "", "", "TP HCM"]),
    ),
    max_size=12,
)


@pytest.mark.skipif(not native.is_used(), reason="there is one of them only")
@settings(max_examples=400, deadline=None)
@given(MENTIONS, st.lists(st.sampled_from(["Trần Văn Bình", "Hạnh"]), max_size=1))
def test_native_code_gathers_what_the_reference_gathers(
    found: list[tuple[list[str], str, str]], authors: list[str]
) -> None:
    text, mentions = "", []
    for words, code, canonical in found:
        first = len(text)
        text += " ".join(words)
        mentions.append(Mention(first, len(text), code, first, canonical))
        text += ", "
    one, other = Gathered(), GatheredInPython()
    one.add(mentions, text, text.replace("oà", "òa"))
    other.add(mentions, text, text.replace("oà", "òa"))
    assert one.names(authors) == other.names(authors)
    assert list(one.named().items()) == list(other.named().items())
    assert one.called() == other.called()
