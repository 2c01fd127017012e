"""Keys and values of records as programs of all kinds write them."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from index.articles.article import Article, Rejected
from index.inputs import read


@pytest.fixture
def one(tmp_path: Path) -> Any:
    def read_one(**record: Any) -> Article | Rejected:
        path = tmp_path / "bai.jsonl"
        path.write_text(json.dumps(record, ensure_ascii=False) + "\n", "utf-8")
        [found] = read([path])
        return found

    return read_one


@pytest.mark.parametrize(
    ("key", "field"),
    [
        *((key, "body") for key in ("maintext", "fulltext", "content_text", "news_content")),
        *((key, "category") for key in ("cates", "category_name", "Thể loại")),
        *(("source_domain", "source"), ("Mô tả", "summary")),
    ],
)
def test_keys_of_other_programs_are_known(one: Any, key: str, field: str) -> None:
    assert getattr(one(title="Chợ", **{key: "Xã hội"}), field) == "Xã hội"


@pytest.mark.parametrize("key", ["date_publish", "published_time", "publish", "Thời gian"])
def test_dates_of_other_programs_are_known(one: Any, key: str) -> None:
    assert one(title="Chợ", **{key: "07/07/2021"}).published == date(2021, 7, 7)
    moment = one(title="Chợ", **{key: {"$date": "2021-07-07T11:39:00Z"}}).published
    assert moment == datetime.fromisoformat("2021-07-07T11:39:00+00:00")


@pytest.mark.parametrize("word", ["None", "null", "nan", "NaN", "N/A", "undefined", "\\N", "#N/A"])
def test_a_word_for_nothing_is_nothing_and_is_kept_beside(one: Any, word: str) -> None:
    fields = ("summary", "category", "source", "url", "published")
    article = one(id="n1", title="Chợ", body="bến", author=word, **dict.fromkeys(fields, word))
    assert (article.summary, article.category, article.source, article.url) == ("", "", "", "")
    assert (article.authors, article.published) == ((), None)
    assert article.extra["category"] == word
    assert "notes" not in article.extra


def test_of_several_authors_a_word_for_nothing_is_none(one: Any) -> None:
    assert one(title="Chợ", author=["Hà Thục Uyên", "nan"]).authors == ("Hà Thục Uyên",)
    assert one(title="Chợ", author="None, Mạc Vĩnh Tuyền").authors == ("Mạc Vĩnh Tuyền",)


def test_a_record_of_words_for_nothing_has_no_text(one: Any) -> None:
    assert one(title="nan", body="None").reason.startswith("no text")


@pytest.mark.parametrize("title", ["Na", "Không", "Nil", "None of us"])
def test_a_name_is_no_word_for_nothing(one: Any, title: str) -> None:
    assert one(title=title, body="bến").title == title


def test_of_several_sections_the_first_is_the_articles_and_all_are_kept(one: Any) -> None:
    article = one(title="Chợ", category=["", "Thời sự", "Xã hội"])
    assert article.category == "Thời sự"
    assert article.extra["category"] == ["", "Thời sự", "Xã hội"]
    assert "category" not in one(title="Chợ", category=["Xã hội"]).extra


def test_an_object_is_called_by_its_name_and_kept(one: Any) -> None:
    article = one(title="Chợ", source={"id": None, "name": "Báo Hạ Giang"})
    assert article.source == "Báo Hạ Giang"
    assert article.extra["source"] == {"id": None, "name": "Báo Hạ Giang"}
    assert "notes" not in article.extra
