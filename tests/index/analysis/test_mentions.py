"""Where an article names whom: the names that are indexed, and spans that have their letters."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from index.analysis.analyser import analyse
from index.analysis.mentions import named_in
from index.analysis.names import name_identity
from index.articles.article import Article

PIECES = (
    *(
        "ông Trần Văn Bình",
        "TRẦN VĂN BÌNH",
        "bà Lê Thị Hạnh",
        "Ông John Miller",
        "Miller",
        "Bình",
        "ông Bình",
    ),
    *("huyện Lâm Khê", "UBND huyện Lâm Khê", "Công ty Gốm Ngà", "Hà Nội", "TP.HCM", "N.V.T."),
    *("xem lúa", "đến", "\u200b", "\u00a0", "\n", ". ", ", ", " – ", "🌾", "(", "1", "Kim Jong-un"),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join)
PRINTED = st.tuples(TEXTS, st.sampled_from(["NFC", "NFD"])).map(
    lambda one: unicodedata.normalize(one[1], one[0])
)


def letters(text: str) -> str:
    """What two spellings of a name have in common, whatever stands between its letters."""
    return re.sub(r"\W", "", name_identity(text))


@given(title=PRINTED, body=PRINTED)
def test_names_are_those_that_are_indexed_and_spans_have_their_letters(
    title: str, body: str
) -> None:
    texts = {"title": title, "body": body}
    found = named_in(texts, ("Lê Thị Hạnh",))
    article = Article(id="a", title=title, body=body, authors=("Lê Thị Hạnh",))
    assert ["".join(one.name) for one in found] == analyse(article)["name_lists"]
    every = []
    for one in found:
        for place, spans in one.spans.items():
            every += [(place, *span) for span in spans]
            for start, end in spans:
                printed = texts[place][start:end]
                assert printed == printed.strip()
                own, form = letters(one.name.text), letters(printed)
                assert form in own or own in form
    assert all(0 <= start < end <= len(texts[place]) for place, start, end in every)
    every.sort()
    for (place, _, end), (other, start, _) in pairwise(every):
        assert place != other or end <= start


def test_pieces_of_a_long_text_keep_their_offsets() -> None:
    body = "Lúa chín vàng ngoài đồng. " * 9_000 + "Ông Trần Văn Bình đến huyện Lâm Khê."
    found = {one.name.text: one.spans["body"] for one in named_in({"body": body})}
    assert {name: [body[start:end] for start, end in spans] for name, spans in found.items()} == {
        "Trần Văn Bình": ["Trần Văn Bình"],
        "huyện Lâm Khê": ["huyện Lâm Khê"],
    }


def test_a_given_name_alone_is_the_only_person_who_has_it() -> None:
    def forms(body: str) -> dict[str, list[str]]:
        return {
            one.name.text: [body[start:end] for start, end in one.spans.get("body", [])]
            for one in named_in({"body": body})
        }

    body = "Ông Trần Văn Bình đến chợ. Ông Bình nói lúa tốt. Chợ Bình Minh đông."
    assert forms(body)["Trần Văn Bình"] == ["Trần Văn Bình", "Bình"]
    body = "Ông Trần Văn Bình và bà Lê Thị Bình đến chợ. Ông Bình nói lúa tốt."
    assert forms(body)["Trần Văn Bình"] == ["Trần Văn Bình"]
