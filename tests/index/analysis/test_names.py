"""The names of an article: each once, in its longest form, with what tells its type."""

from __future__ import annotations

from itertools import product
from time import process_time

from index.analysis.analyser import analyse
from index.analysis.names import name_identity
from index.articles.article import Article


def names(body: str, **fields: object) -> list[str]:
    found: list[str] = analyse(Article(id="a", body=body, **fields))["named"]  # type: ignore[arg-type]
    return found


def test_the_longest_form_stands_for_shorter_ones() -> None:
    assert names("Ông John Miller đến. Ông Miller nói, rồi Miller về.") == ["pJohn Miller"]


def test_a_form_that_several_may_be_stays_itself() -> None:
    body = "Ông John Miller và bà Ann Miller đến. Rồi ông Miller về."
    assert names(body) == ["pJohn Miller", "pAnn Miller", "pMiller"]


def test_a_country_that_is_somebodys_given_name_there_is_none() -> None:
    assert names("Anh Trần Văn Đức mở quán. Khách khen Đức khéo tay.") == ["pTrần Văn Đức"]
    assert names("Khách khen Đức, Pháp và Bỉ.") == ["lĐức", "lPháp"]


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
    began = process_time()
    found = names(". ".join(f"Ông {one} đến" for one in people))
    assert len(found) == len(people) == 5_488
    assert process_time() - began < 4  # a look at each beside each took four times as long
