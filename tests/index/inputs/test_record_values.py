"""Keys and values of records as programs of all kinds write them."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from index.articles.article import Article, Rejected
from index.inputs import read
from index.inputs.keys import unknown_text


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


@pytest.mark.parametrize(
    ("key", "field"),
    [
        *((key, "title") for key in ("tieude", "Tiêu đề", "post_title", "headline")),
        *((key, "summary") for key in ("tomtat", "mota", "sapo", "post_excerpt", "desc")),
        *((key, "body") for key in ("noidung", "Nội dung", "post_content", "paragraphs")),
        *((key, "category") for key in ("chuyenmuc", "theloai", "catname", "danh_muc")),
        *((key, "source") for key in ("nguon_tin", "og:site_name", "domain")),
        *((key, "url") for key in ("duong_dan", "canonical_url", "uri")),
    ],
)
def test_keys_of_content_systems_are_known(one: Any, key: str, field: str) -> None:
    record = {"body": "bến"} if key == "desc" else {}
    assert getattr(one(caption="Chợ", **record, **{key: "Hạ Giang"}), field) == "Hạ Giang"


@pytest.mark.parametrize("key", ["tacgia", "but_danh", "dc:creator", "author_name"])
def test_authors_of_content_systems_are_known(one: Any, key: str) -> None:
    assert one(title="Chợ", **{key: "Hà Thục Uyên"}).authors == ("Hà Thục Uyên",)


@pytest.mark.parametrize(
    "key",
    ["ngaydang", "ngay_xuat_ban", "ngayxuatban", "post_date", "pubDate", "dateCreated", "created"],
)
def test_a_date_says_which_key_it_came_from(one: Any, key: str) -> None:
    article = one(title="Chợ", **{key: "07/07/2021"})
    assert article.published == date(2021, 7, 7)
    assert article.extra == {"date_from": key}


def test_where_a_date_came_from_is_kept_when_the_record_says_it(one: Any) -> None:
    assert one(title="Chợ", date="2021-07-07", date_from="text").extra == {"date_from": "text"}
    exported = one(title="Chợ", published="2021-07-07", extra={"date_from": "pubDate"})
    assert exported.extra == {"date_from": "pubDate"}


def test_a_date_of_publication_goes_before_that_of_creation(one: Any) -> None:
    article = one(title="Chợ", created_at="2021-07-09", timestamp=1625657940, ngay_dang="7/7/2021")
    assert article.published == date(2021, 7, 7)
    assert article.extra["created_at"] == "2021-07-09"


def test_times_of_greenwich_are_those_where_the_key_says_so(one: Any) -> None:
    article = one(title="Chợ", post_date="2021-07-07 18:39", post_date_gmt="2021-07-07 11:39:00")
    assert article.published == datetime.fromisoformat("2021-07-07T18:39:00+07:00")
    assert article.extra["date_from"] == "post_date_gmt"


@pytest.mark.parametrize(
    "key", ["crawl_date", "fetched_at", "date_download", "scraped_at", "warc_date", "modified"]
)
def test_the_date_of_a_crawl_or_of_a_change_is_none_of_publication(one: Any, key: str) -> None:
    article = one(title="Chợ", **{key: "2021-07-07"})
    assert article.published is None
    assert article.extra == {key: "2021-07-07"}


def test_the_time_in_a_web_corpus_is_that_of_the_crawl(one: Any) -> None:
    corpus = {"text": "Nước lên.", "url": "https://a.example/1", "timestamp": "2021-07-07"}
    assert one(**corpus).published is None
    assert one(**corpus).extra == {"timestamp": "2021-07-07"}
    assert one(**corpus, title="Chợ").published == date(2021, 7, 7)
    dated = {"text": "Nước lên.", "url": "https://a.example/1", "date": "2021-07-07"}
    assert one(**dated).published == date(2021, 7, 7)
    assert one(**dated, dump="CC-2021-31", language_score=0.9).published is None


def test_a_relative_time_is_counted_from_the_crawl_or_else_from_the_file(one: Any) -> None:
    article = one(title="Chợ", date="hôm qua, 10:30", crawled_at="2021-07-07 08:00")
    assert article.published == datetime.fromisoformat("2021-07-06T10:30:00+07:00")
    assert article.extra["date"] == "hôm qua, 10:30"
    assert "was counted from 2021-07-07T08:00:00+07:00" in article.extra["notes"][0]
    assert one(title="Chợ", date="3 ngày trước").published is not None


@pytest.mark.parametrize(
    ("value", "day", "precision"),
    [("07/2021", date(2021, 7, 1), "month"), ("năm 2021", date(2021, 1, 1), "year")],
)
def test_of_a_month_or_a_year_alone_no_day_is_made_up(
    one: Any, value: str, day: date, precision: str
) -> None:
    article = one(title="Chợ", date=value)
    assert article.published == day
    assert article.extra["published_precision"] == precision
    assert article.extra["date"] == value
    assert article.extra["notes"] == [f"published: the day is not known, only the {precision}"]


def test_a_spreadsheets_number_of_a_day_is_read_and_noted(one: Any) -> None:
    article = one(title="Chợ", date="44384.777083")
    assert article.published == datetime.fromisoformat("2021-07-07T18:39:00+07:00")
    assert "spreadsheet" in article.extra["notes"][0]


def test_markup_is_taken_out_and_what_it_was_is_kept(one: Any) -> None:
    body = "<p>D&acirc;n <b>b&#7871;n</b></p><figure><img><figcaption>Ghe</figcaption></figure>"
    article = one(title="AT&amp;T\u00a0", noidung=body, author="CH&Iacute; QU&#7888;C")
    assert (article.title, article.body, article.captions) == ("AT&T", "Dân bến", ("Ghe",))
    assert article.authors == ("CHÍ QUỐC",)
    assert article.extra["noidung"] == body
    assert article.extra["author"] == "CH&Iacute; QU&#7888;C"
    assert article.extra["notes"] == [
        "title, authors: entities were decoded",
        "body: markup was taken out",
    ]


def test_an_original_that_is_too_long_to_be_kept_is_said_to_be_in_its_place(one: Any) -> None:
    article = one(title="Chợ", body=f"<p>{'Nước lên. ' * 60_000}</p>")
    assert article.body.startswith("Nước lên.")
    assert "body" not in article.extra
    assert article.extra["notes"][1].endswith("too long to be kept here (" + article_place(one))


def article_place(one: Any) -> str:
    """The end of the note: where the record stands."""
    return one(body=" ").where + ")"


def test_markup_that_shows_an_older_encoding_is_converted_after_it_was_taken_out(one: Any) -> None:
    tcvn3 = (
        "Ng\xad\xeai d\xa9n b\xd5n Tr\xf3c d\xf9ng l\xb9i "
        "ch\xee qu\xaa sau m\xefa n\xad\xedc l\xf2."
    )
    entities = "".join(f"&#{ord(each)};" if each > "~" else each for each in tcvn3)
    for body in (entities, f"<p>{entities}</p>"):
        article = one(body=body)
        assert article.body == "Người dân bến Trúc dựng lại chợ quê sau mùa nước lũ."
        assert article.extra["notes"][0] == "converted from TCVN3 (ABC)"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"name": "Xã hội", "slug": "xa-hoi"}, "Xã hội"),
        ([{"id": 3, "title": "Xã hội"}], "Xã hội"),
        ({"term": {"label": "Xã hội"}, "name": {"rendered": "Xã hội"}}, "Xã hội"),
        ('{"id": 3, "name": "Xã hội"}', "Xã hội"),
        ('["Xã hội", "Thời sự"]', "Xã hội"),
        ("['Xã hội', 'Thời sự']", "Xã hội"),
    ],
)
def test_a_section_is_read_out_of_lists_and_objects(one: Any, value: Any, expected: str) -> None:
    assert one(title="Chợ", category=value).category == expected


@pytest.mark.parametrize(
    "value",
    [
        [{"display_name": "Hà Thục"}, {"full_name": "Lê Cẩm"}],
        ["Hà Thục", "Lê Cẩm"],
        "['Hà Thục', 'Lê Cẩm']",
        '[{"name": "Hà Thục"}, {"name": "Lê Cẩm"}]',
        "Bài và ảnh: Hà Thục - Lê Cẩm",
        {"name": "Hà Thục và Lê Cẩm"},
    ],
)
def test_authors_are_read_out_of_lists_and_objects_and_bylines(one: Any, value: Any) -> None:
    assert one(title="Chợ", author=value).authors == ("Hà Thục", "Lê Cẩm")


def test_a_byline_that_says_more_than_names_is_kept(one: Any) -> None:
    assert one(title="Chợ", author="Theo Báo Hạ").extra == {"author": "Theo Báo Hạ"}
    assert one(title="Chợ", author="Hà Thục và Lê Cẩm").extra == {}


def test_the_paper_is_no_author_of_its_articles(one: Any) -> None:
    article = one(title="Chợ", author=["Báo Hạ", "Hà Thục"], source="Báo Hạ")
    assert article.authors == ("Hà Thục",)
    assert article.extra["authors"] == ["Báo Hạ", "Hà Thục"]


@pytest.mark.parametrize("title", ["[Ảnh] Chợ", "[2021]", "{...}", '["Chợ'])
def test_a_headline_in_brackets_is_a_headline(one: Any, title: str) -> None:
    assert one(title=title).title == title


def test_keys_with_long_texts_that_nobody_knows_are_found() -> None:
    text = "Nước lên. " * 30
    record = {"title": text, "doan_van": text, "anh": "x" * 400, "doan": [text], "views": 3}
    assert unknown_text(record) == ["doan_van", "doan"]
