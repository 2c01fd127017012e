"""Pages of papers that were copied as texts: the article comes out, and all around it stays out.

Every paper here is invented, and prints its pages in its own way.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import pytest

from index.articles.article import Article
from index.articles.dates import vietnamese_day
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.reading import convert, pieces

T = "Thông xe cầu treo Bản Lấu"
P1 = (
    "Sáng nay, xã Mường Khao thông xe cầu treo Bản Lấu sau tám tháng thi công, bà con hai bên suối "
    "không còn phải đi mảng vào mùa lũ."
)
P2 = (
    "Theo ông Lò Văn Pản, Chủ tịch xã, cây cầu dài 86 m, rộng 2,5 m, do các hộ dân góp hơn một "
    "nghìn ngày công."
)
P3 = "Chị Hà Thị Nếm cho biết: “Từ nay các cháu đến trường không phải nghỉ học ngày mưa nữa”."
B = [P1, P2, P3]
b = "\n".join(B)
SEEN = datetime.fromisoformat("2021-07-07T20:39:00+07:00")


class Dump(NamedTuple):
    """A text, and what differs from the article that most of them have."""

    name: str
    text: str
    want: dict[str, Any]


DUMPS: list[Dump] = []


def add(name: str, text: str, **want: Any) -> None:
    DUMPS.append(Dump(name, text + "\n", want))


add("views", f"{T}\nXã hội - Ngày đăng : 18:39, 07/07/2021\n1.234 lượt xem\n{b}", category="Xã hội")
add("views-inline", f"{T}\n07/07/2021 18:39 | Xã hội | Lượt xem: 1.234\n{b}", category="Xã hội")
add(
    "share-bar",
    f"{T}\nThứ tư, 07/07/2021 18:39 (GMT+7)\nChia sẻ\nFacebook\nTwitter\nZalo\n"
    f"In bài viết\nA- A A+\n{b}",
)
add(
    "masthead",
    "BÁO LAM KHÊ ĐIỆN TỬ\nCơ quan của Đảng bộ Đảng Cộng sản Việt Nam tỉnh Lam Khê\n"
    "Tiếng nói của Đảng bộ, chính quyền và nhân dân tỉnh Lam Khê\nTrang chủ\nThời sự\n"
    f"Xã hội\nKinh tế\nThể thao\n{T}\n18:39, 07/07/2021\n{b}",
    source="BÁO LAM KHÊ ĐIỆN TỬ",
)
add("crumbs", f"Trang chủ > Xã hội\n{T}\nThứ Tư, 07/07/2021, 18:39 (GMT+7)\n{b}", category="Xã hội")
add(
    "crumbs-title", f"Trang chủ » Đời sống » {T}\n{T}\n07/07/2021 - 18:39\n{b}", category="Đời sống"
)
add("crumbs-slash", f"Trang chủ / Văn hóa / Lễ hội\n{T}\n07-07-2021 18:39\n{b}", category="Lễ hội")
add("updated", f"{T}\nCập nhật lúc 18:39, Thứ Tư, 07/07/2021 (GMT+7)\n{b}")
add("updated2", f"{T}\n07/07/2021 18:39 GMT+7 - Cập nhật: 08/07/2021 06:10\n{b}")
add("relative", f"{T}\n2 giờ trước\n{b}")
add("relative-section", f"{T}\nXã hội - 2 giờ trước\n{b}", category="Xã hội")
add(
    "relative-author",
    f"{T}\nHà Thục Uyên | 3 ngày trước\n{b}",
    authors=("Hà Thục Uyên",),
    day="2021-07-04",
)
add("sign-caps", f"{T}\n18:39 07/07/2021\n{b}\nHÀ THỤC UYÊN", authors=("HÀ THỤC UYÊN",))
add(
    "sign-two",
    f"{T}\n18:39 07/07/2021\n{b}\nHà Thục Uyên - Lê Mây",
    authors=("Hà Thục Uyên", "Lê Mây"),
)
add("sign-theo", f"{T}\n18:39 07/07/2021\n{b}\nTheo TTXVN", authors=("TTXVN",))
add("sign-source", f"{T}\n18:39 07/07/2021\n{b}\n(Nguồn: Báo Hạ Giang)", authors=("Báo Hạ Giang",))
add("sign-photo", f"{T}\n18:39 07/07/2021\n{b}\nBài, ảnh: Hà Thục Uyên", authors=("Hà Thục Uyên",))
add("sign-tin-anh", f"{T}\n18:39 07/07/2021\n{b}\nTin, ảnh: LÒ MÂY", authors=("LÒ MÂY",))
add(
    "sign-th",
    f"{T}\n18:39 07/07/2021\n{b}\nThực hiện: Hà Thục Uyên – Lò Mây",
    authors=("Hà Thục Uyên", "Lò Mây"),
)
add(
    "sign-mail",
    f"{T}\n18:39 07/07/2021\n{b}\nHà Thục Uyên\nuyen@lamkhe.example",
    authors=("Hà Thục Uyên",),
)
add(
    "tags",
    f"{T}\n18:39 07/07/2021\n{b}\nHÀ UYÊN\nTừ khóa: cầu treo, Bản Lấu, Mường Khao",
    authors=("HÀ UYÊN",),
    tags=("cầu treo", "Bản Lấu", "Mường Khao"),
)
add(
    "related",
    f"{T}\n18:39 07/07/2021\n{b}\nTin liên quan\nXã Mường Khao được mùa chè\n"
    "Hội vật làng Tràng Khúc vào mùa\nMưa lớn, bến đò Cổ Trầm tạm nghỉ (05/07)",
)
add("related-mid", f"{T}\n18:39 07/07/2021\n{P1}\nXem thêm\nXã Mường Khao được mùa chè\n{P2}\n{P3}")
add(
    "comments",
    f"{T}\n18:39 07/07/2021\n{b}\nBình luận (3)\nNguyễn Văn Tý\nQuá vui cho bà con.\n"
    "Trả lời Thích 2 giờ trước\nLan Anh\n"
    "Mong sớm có đường bê tông nối vào cầu để xe máy đi lại thuận tiện hơn nữa.\nTrả lời",
)
add(
    "readers",
    f"{T}\n18:39 07/07/2021\n{b}\nTheo Báo Hạ Giang\nÝ kiến bạn đọc\nHọ và tên\nEmail\n"
    "Nội dung\nGửi",
    authors=("Báo Hạ Giang",),
)
add(
    "imprint",
    f"{T}\n18:39 07/07/2021\n{b}\n© 2021 Báo Lam Khê. Giấy phép số 12/GP-BTTTT.\n"
    "Tổng Biên tập: Mạc Vĩnh Tuyền\nTòa soạn: 15 phố Chợ, thị xã Lam Khê\n"
    "Điện thoại: 0200 123 456",
)
add(
    "caption-credit",
    f"{T}\n18:39 07/07/2021\n{P1}\nHọc sinh qua cầu trong ngày đầu thông xe. Ảnh: Lò Mây\n"
    f"{P2}\n{P3}",
    captions=("Học sinh qua cầu trong ngày đầu thông xe. Ảnh: Lò Mây",),
)
add(
    "caption-paren",
    f"{T}\n18:39 07/07/2021\n{P1}\nCầu treo nhìn từ trên cao (Ảnh: TTXVN)\n{P2}\n{P3}",
    captions=("Cầu treo nhìn từ trên cao (Ảnh: TTXVN)",),
)
add(
    "caption-label",
    f"{T}\n18:39 07/07/2021\n{P1}\nẢnh: Cầu treo nhìn từ trên cao\n{P2}\n{P3}",
    captions=("Ảnh: Cầu treo nhìn từ trên cao",),
)
add(
    "section-first",
    f"Xã hội\n{T}\nThứ Tư, ngày 07/07/2021 18:39 PM (GMT+7)\n{b}",
    category="Xã hội",
)
add("author-under", f"{T}\nHà Thục Uyên\n07/07/2021 18:39\n{b}", authors=("Hà Thục Uyên",))
add("author-label", f"{T}\nTác giả: Lò Mây\n07/07/2021 18:39\n{b}", authors=("Lò Mây",))
add(
    "author-date-line",
    f"{T}\nLê Thị Na - 18:39 ngày 07/07/2021\n{b}\nLÊ THỊ NA",
    authors=("Lê Thị Na",),
)
add("window-title", f"{T} - Báo Lam Khê điện tử\n{T}\n07/07/2021 18:39\n{b}")
add("twice", f"{T}\n{T}\n07/07/2021 18:39\n{b}")
add("menu-line", f"Trang chủ | Thời sự | Xã hội | Kinh tế | Thể thao\n{T}\n07/07/2021 18:39\n{b}")
add(
    "today",
    f"BÁO LAM KHÊ\nThứ Sáu, 09/07/2021\n{T}\nThứ Tư, 07/07/2021 18:39\n{b}",
    source="BÁO LAM KHÊ",
)
add("month-words", f"{T}\nLam Khê, ngày 7 tháng 7 năm 2021\n{b}")
add("iso", f"{T}\n2021-07-07T18:39:00+07:00\n{b}")
add(
    "everything",
    f"Báo Lam Khê\nNhanh - Đúng - Gần dân\nTrang chủ > Xã hội > Dân sinh\n{T}\n"
    f"07/07/2021 18:39 GMT+7 | 1.024 lượt xem\nNghe đọc bài\n0:00 / 3:12\nChia sẻ\n{P1}\n"
    f"Bà con dự lễ thông xe. Ảnh: Lò Mây\n{P2}\n>> Xã Mường Khao được mùa chè\n{P3}\n"
    "Bài và ảnh: Hà Thục Uyên\nTags: cầu treo, Bản Lấu\nTin cùng chuyên mục\n"
    "Hội vật làng Tràng Khúc vào mùa\nBình luận (0)\nBản quyền thuộc Báo Lam Khê",
    category="Dân sinh",
    source="Báo Lam Khê",
    authors=("Hà Thục Uyên",),
    tags=("cầu treo", "Bản Lấu"),
    captions=("Bà con dự lễ thông xe. Ảnh: Lò Mây",),
)
add(
    "lead-date-after",
    f"{T}\nCây cầu dài 86 m giúp ba trăm hộ dân hết cảnh đi mảng.\n18:39 | 07/07/2021\n{b}",
    body=["Cây cầu dài 86 m giúp ba trăm hộ dân hết cảnh đi mảng.", *B],
)
add("date-bottom", f"{T}\n{b}\nHÀ UYÊN\nThứ Tư, 07/07/2021 18:39", authors=("HÀ UYÊN",))
add(
    "older-list",
    f"{T}\n(07/07/2021 18:39)\n{b}\nCác tin khác\n"
    "• Xã Mường Khao được mùa chè (06/07/2021)\n"
    "• Hội vật làng Tràng Khúc vào mùa (05/07/2021)\n"
    "• Bến đò Cổ Trầm nghỉ vì lũ (04/07/2021)",
)
add("hashtags", f"{T}\n07/07/2021 18:39\n{b}\n#cầu_treo #BảnLấu", tags=("cầu treo", "BảnLấu"))


def read(text: str, **facts: Any) -> list[Article]:
    content = Content("bai.txt", iter([text.encode()]), facts=facts)
    found = [convert(one.leaf, Options()) for one in pieces(content, Options())]
    assert all(isinstance(one, Article) for one in found)
    return [one for one in found if isinstance(one, Article)]


@pytest.mark.parametrize("dump", DUMPS, ids=[dump.name for dump in DUMPS])
def test_the_article_of_a_page_is_taken_out(dump: Dump) -> None:
    [article] = read(dump.text, crawled=SEEN)
    got = {
        **{"title": article.title, "body": article.body.split("\n"), "authors": article.authors},
        **{"category": article.category, "source": article.source, "tags": article.tags},
        **{"captions": article.captions},
        "day": article.published and str(vietnamese_day(article.published)),
    }
    usual = {"title": T, "body": B, "authors": (), "category": "", "source": "", "tags": ()}
    assert got == {**usual, "captions": (), "day": "2021-07-07", **dump.want}


@pytest.mark.parametrize("dump", DUMPS, ids=[dump.name for dump in DUMPS])
def test_nothing_of_a_page_is_lost(dump: Dump) -> None:
    """Every word of it is in a field, or is kept beside."""
    [article] = read(dump.text, crawled=SEEN)
    kept = " ".join(
        [
            *(article.title, article.body, article.category, article.source, *article.authors),
            *(*article.tags, *article.captions, str(article.extra), str(article.published)),
        ]
    )
    body = [line for line in dump.text.split("\n") if len(line) > 20 and " ... " not in line]
    for line in body:
        if not any(map(str.isdigit, line)) and not line.startswith(("Từ khóa", "Tags", "#")):
            assert all(word in kept for word in line.split() if word.strip("-–|"))


def test_a_time_counted_from_an_unknown_moment_is_no_date() -> None:
    [article] = read(f"{T}\nXã hội - 2 giờ trước\n{b}")
    assert (article.published, article.category) == (None, "Xã hội")
    assert article.extra["published"] == "2 giờ trước"
    assert any("not known" in note for note in article.extra["notes"])


def test_what_was_counted_from_the_crawl_is_noted() -> None:
    [article] = read(f"{T}\n2 giờ trước\n{b}", crawled=SEEN)
    assert article.published == datetime.fromisoformat("2021-07-07T18:39:00+07:00")
    [note] = article.extra["notes"]
    assert "was counted from 2021-07-07T20:39:00+07:00" in note


@pytest.mark.parametrize(
    "line",
    [
        "Bình luận của ông Pản: cầu phải bền.",
        "Xem thêm nhiều hình ảnh về lễ thông xe, bà con có thể đến nhà văn hóa xã.",
        "Chia sẻ niềm vui với bà con, cô giáo Lò Thị Ín tặng mỗi em một quyển vở.",
        "Bạn đọc có ý kiến xin gửi về tòa soạn.",
        "Hotline của ban quản lý cầu: 0200 123 456.",
        "Hai giờ trước khi thông xe, trời đổ mưa.",
        "Báo Lam Khê tặng hai mươi suất quà.",
        "Theo bà con, cầu phải được sơn lại mỗi năm.",
        "Ảnh: Trần Văn Mít",
        "(Còn nữa)",
        "Cầu dài 86 m",
    ],
)
def test_in_doubt_a_line_is_the_articles(line: str) -> None:
    for lines in ([P1, line, P2, P3], [P1, P2, line, P3]):
        [article] = read("\n".join([T, "18:39 07/07/2021", *lines]))
        assert line in article.body.split("\n")


def test_several_pages_with_all_that_is_around_them_are_apart() -> None:
    page = (
        "BÁO LAM KHÊ\nTrang chủ > Xã hội\n{}\n07/07/2021 18:39 | 1.024 lượt xem\n"
        f"{b}\nHÀ UYÊN\nTin liên quan\nHội vật vào mùa\n"
    )
    articles = read("-----\n".join(page.format(title) for title in (T, "Chè được mùa")))
    assert [one.title for one in articles] == [T, "Chè được mùa"]
    for one in articles:
        assert (one.body.split("\n"), one.category, one.authors) == (B, "Xã hội", ("HÀ UYÊN",))
