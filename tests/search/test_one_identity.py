"""Spellings that are one thing find each other, in quotation marks, too, with and without marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest

import index
import search
from search.query.bag import Bag, Marks, Stretch


class Thing(NamedTuple):
    """Sentences that say one thing, what is marked in each, and queries that find all of them."""

    sentences: tuple[str, ...]
    marked: tuple[str, ...]
    queries: tuple[str, ...]


THINGS = {
    "road": Thing(
        ("Xe đổ trên TL8 ở xã.", "Xe đổ trên TL.8 ở xã.", "Xe đổ trên tỉnh lộ 8 ở xã."),
        ("TL8", "TL8", "tỉnh lộ 8"),
        ("TL8", "TL 8", "tl8", '"TL8"', '"tỉnh lộ 8"', "tinh lo 8", '"tinh lo 8"'),
    ),
    "ward": Thing(
        ("Chợ nhỏ ở P.5 mở cửa.", "Chợ nhỏ ở P5 mở cửa.", "Chợ nhỏ ở phường 5 mở cửa."),
        ("P5", "P5", "phường 5"),
        ("P5", "P.5", '"phường 5"', '"P. 5"', "phuong 5"),
    ),
    "team": Thing(
        ("Đội U23 thắng.", "Đội U-23 thắng.", "Đội U 23 thắng."),
        ("U23", "U-23", "U 23"),
        ("U23", "U-23", "u23", '"u-23"', '"đội U 23"', '"doi u23"'),
    ),
    "flu": Thing(
        ("Dịch A(H5N1) lan.", "Dịch A/H5N1 lan.", "Dịch H5N1 lan."),
        ("A(H5N1)", "A/H5N1", "H5N1"),
        ("H5N1", "A/H5N1", "A(H5N1)", '"A(H5N1)"', '"dịch H5N1"', "dich a/h5n1"),
    ),
    "telephone": Thing(
        ("Gọi (028) 3822 1234 nhé.", "Gọi 028.38221234 nhé.", "Gọi +84 28 3822 1234 nhé."),
        ("028) 3822 1234", "028.38221234", "84 28 3822 1234"),
        ("02838221234", "(028) 3822 1234", "+84 28 3822 1234", '"028 3822 1234"'),
    ),
    "degrees": Thing(
        ("Nắng 37°C kéo dài.", "Nắng 37oC kéo dài.", "Nắng 37 độ C kéo dài."),
        ("37°C", "37oC", "37 độ C"),
        ("37°C", "37 độ C", '"37oC"', '"nắng 37 độ C"', "37 do c"),
    ),
    "area": Thing(
        ("Rừng 250 km² cháy.", "Rừng 250km2 cháy.", "Rừng 250 ㎢ cháy."),
        ("250 km²", "250km2", "250 ㎢"),
        ("250km2", '"250 km²"', '"rung 250 km2"'),
    ),
    "congress": Thing(
        ("Đại hội XIII họp.", "Đại hội 13 họp.", "ĐẠI HỘI XIII HỌP."),
        ("Đại hội XIII", "Đại hội 13", "ĐẠI HỘI XIII"),
        ("đại hội 13", '"đại hội XIII"', "dai hoi xiii", '"dai hoi 13"'),
    ),
    "day": Thing(
        ("Lễ ngày 30.4 vui.", "Lễ ngày 30/4 vui.", "Lễ ngày 30-4 vui."),
        ("ngày 304", "ngày 304", "ngày 304"),
        ("ngày 30/4", '"ngày 30.4"', '"ngay 30-4"'),
    ),
    "name": Thing(
        ("Bà Ðào Thị Đức.", "Bà Đào Thị Ɖức.", "Bà Đào Thị Đứ\u0441."),
        ("Ðào Thị Đức", "Đào Thị Ɖức", "Đào Thị Đứ\u0441"),
        ("đào thị đức", '"Đào Thị Đức"', '"Ðào Thị Ðức"', "dao thi duc"),
    ),
    "water": Thing(
        ("Nguồn nứơc sạch.", "Nguồn nuớc sạch.", "Nguồn nước sạch."),
        ("nứơc sạch", "nuớc sạch", "nước sạch"),
        ("nước sạch", '"nước sạch"', '"nứơc sạch"', "nuoc sach"),
    ),
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[search.Archive]:
    folder = tmp_path_factory.mktemp("one") / "archive"
    articles = [
        {"id": f"{name}-{number}", "title": "Bài", "body": sentence}
        for name, thing in THINGS.items()
        for number, sentence in enumerate(thing.sentences)
    ]
    articles += [
        {
            "id": f"other-{number}",
            "title": "Tin",
            "body": f"Chuyện thứ {number} ở phố chợ bên sông.",
        }
        for number in range(30)
    ]
    index.reindex(articles, folder, workers=0)
    with search.open(folder) as opened:
        yield opened


def letters_and_figures(text: str) -> str:
    return "".join(filter(str.isalnum, text))


CASES = [(name, query) for name, thing in THINGS.items() for query in thing.queries]


@pytest.mark.parametrize(("name", "query"), CASES, ids=[f"{n}: {q}" for n, q in CASES])
def test_each_spelling_finds_the_others_as_matches(
    name: str, query: str, archive: search.Archive
) -> None:
    results = archive.search(query, limit=50)
    found = {hit.article.id for hit in results.hits if not hit.beyond}
    expected = {f"{name}-{number}" for number in range(len(THINGS[name].sentences))}
    assert expected <= found
    if query.startswith('"') and query.endswith('"'):
        assert found == expected
        assert results.total == len(expected)


@pytest.mark.parametrize("name", THINGS)
def test_what_is_marked_is_what_was_printed(name: str, archive: search.Archive) -> None:
    thing = THINGS[name]
    query = next(query for query in thing.queries if query.startswith('"'))
    hits = {hit.article.id: hit for hit in archive.search(query, limit=50).hits}
    for number, (sentence, marked) in enumerate(zip(thing.sentences, thing.marked, strict=True)):
        hit = hits[f"{name}-{number}"]
        assert hit.article.body == sentence
        [snippet] = hit.snippets
        shown = "".join(snippet.text[start:end] for start, end in snippet.spans)
        assert letters_and_figures(shown) == letters_and_figures(marked)


def test_the_words_of_an_abbreviated_road_are_found_alone(archive: search.Archive) -> None:
    assert archive.search('"tỉnh lộ"').total == 3
    assert archive.search('"tinh lo"').total == 3


def test_an_abbreviation_does_not_tell_that_marks_were_typed(archive: search.Archive) -> None:
    [hit] = archive.search("do tren TL8", limit=1).hits
    assert hit.article.id.startswith("road")
    assert archive.search('"do tren TL8"').total == 3
    assert archive.search('"đổ trên TL8"').total == 3
    assert Bag((Stretch("do tren TL8"),)).marks is Marks.NONE
    assert Bag((Stretch("đổ trên TL8"),)).marks is Marks.ALL
    assert Bag((Stretch("TL8"),)).marks is Marks.ALL
