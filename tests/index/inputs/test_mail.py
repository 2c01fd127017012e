"""Letters, files of letters, and pages that a browser saved as MHTML."""

from __future__ import annotations

from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from typing import Any

import pytest
from helpers.packing import PICTURE, lines, told, zipped
from helpers.saved_pages import page
from hypothesis import given, settings
from hypothesis import strategies as st

from index.articles.article import Article
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.mail import read as read_mail
from index.inputs.reading import convert, pieces

TEXT = "Sáng nay xã Mường Khao thông xe cây cầu treo.\nBà con hai bản đi lại dễ hơn.\n"


def letter(text: str = TEXT, subject: str = "Bản tin Mường Khao số 7") -> EmailMessage:
    """A letter of news."""
    message = EmailMessage()
    message["From"] = "Lò Thị Mận <man@bao.example>"
    message["To"] = "bandoc@bao.example"
    message["Subject"] = subject
    message["Date"] = "Thu, 08 Jul 2021 07:30:00 +0700"
    message["Message-ID"] = "<7@bao.example>"
    message.set_content(text)
    return message


def articles(data: bytes) -> list[Any]:
    """What becomes of the pieces of data under the name `a`."""
    options = Options()
    found = pieces(Content("a", iter([data])), options)
    return [convert(each.leaf, options) for each in found]


def test_a_letter_is_an_article() -> None:
    [article] = articles(letter().as_bytes())
    assert isinstance(article, Article)
    assert article.title == "Bản tin Mường Khao số 7"
    assert article.body.strip() == TEXT.strip()
    assert article.authors == ("Lò Thị Mận",)
    assert article.published is not None
    assert article.published.isoformat() == "2021-07-08T07:30:00+07:00"
    assert article.extra["date_from"] == "e-mail Date"
    assert article.extra["from"] == "Lò Thị Mận <man@bao.example>"


def test_a_newsletter_with_a_page_only_is_read_without_markup() -> None:
    message = letter("Xem trên web")
    html = f"<html><body><style>p {{}}</style><p>{TEXT * 4}</p></body></html>"
    message.add_alternative(html, subtype="html")
    [article] = articles(message.as_bytes())
    assert "Bà con hai bản" in article.body
    assert "<" not in article.body


def test_of_a_text_and_the_same_as_a_page_the_text_is_read() -> None:
    message = letter()
    message.add_alternative(f"<p>{TEXT}</p><p>Xem trên web</p>", subtype="html")
    [article] = articles(message.as_bytes())
    assert article.body.strip() == TEXT.strip()


def test_what_is_attached_is_read_in_turn() -> None:
    message = letter()
    message.add_attachment(lines("Một"), "application", "octet-stream", filename="tin.jsonl")
    message.add_attachment(
        zipped({"b.jsonl": lines("Hai")}), "application", "zip", filename="b.zip"
    )
    message.add_attachment(PICTURE, "image", "jpeg", filename="../ảnh cầu.jpg")
    message.add_attachment(letter(subject="Thư gửi kèm"))
    assert told(message.as_bytes()) == [
        "Bản tin Mường Khao số 7",
        *("Một", "Hai"),
        "a/.._ảnh cầu.jpg: it is a picture",
        "Thư gửi kèm",
    ]


def test_letters_of_a_file_are_read_one_by_one() -> None:
    box = b""
    for subject in ("Một", "Hai", "Ba"):
        text = f"{TEXT}\n>From bản Nậm có thư.\n"
        box += b"From man@bao.example Thu Jul  8 07:30:00 2021\n"
        box += letter(text, subject).as_bytes() + b"\n"
    assert told(box) == ["Một", "Hai", "Ba"]
    assert "\nFrom bản Nậm có thư." in articles(box)[1].body


def saved_page(cut: int | None = None) -> bytes:
    """A page as a browser saves it."""
    message = MIMEMultipart("related", type="text/html")
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = "https://bao.example/cau-treo.html"
    message["Subject"] = "Cầu treo"
    message["Date"] = "Fri, 9 Jul 2021 01:00:00 -0000"
    for url, kind, data in (
        ("https://bao.example/cau-treo.html", "html", page("Cầu treo Mường Khao")),
        ("https://quang-cao.example/khung.html", "html", page("Quảng cáo")),
        ("https://bao.example/a.css", "css", b"p { color: red }"),
    ):
        part = MIMEText(data.decode(), kind, "utf-8")
        part["Content-Location"] = url
        message.attach(part)
    return message.as_bytes()[:cut]


def test_a_saved_page_is_read_with_its_address_and_without_its_parts() -> None:
    [member, *others] = read_mail(Content("a", iter([saved_page()])), Options())
    assert isinstance(member, Content)
    assert member.facts["url"] == "https://bao.example/cau-treo.html"
    assert member.facts["charset"] == "utf-8"
    assert member.facts["crawled"].isoformat().startswith("2021-07-09T01:00:00")
    assert b"".join(member.chunks) == page("Cầu treo Mường Khao")
    assert len(others) == 2
    assert told(saved_page())[0] == "Cầu treo Mường Khao"
    assert told(saved_page())[1] == (
        "a/https://quang-cao.example/khung.html: it belongs to the saved page"
    )


def test_of_a_saved_page_of_frames_the_frames_are_read() -> None:
    message = MIMEMultipart("related")
    message["From"] = "<Saved by Windows Internet Explorer 7>"
    for url, data in (
        ("http://bao.example/khung.htm", b"<html><frameset cols='20,80'><frame src=b></frameset>"),
        ("http://bao.example/bai.htm", page("Cầu treo Mường Khao")),
    ):
        part = MIMEText(data.decode(), "html", "utf-8")
        part["Content-Location"] = url
        message.attach(part)
    assert "Cầu treo Mường Khao" in told(message.as_bytes())


@pytest.mark.parametrize(
    "header",
    [
        b"Subject: =?utf-8?q?Th=C3=B4ng_xe?=",
        b"Subject: =?utf-8?b?VGjDtG5nIHhl?=",
        "Subject: Thông xe".encode(),
        b"Subject: =?utf-8?b?VGjDtG5n?=\n =?utf-8?q?_xe?=",
    ],
)
def test_a_subject_is_decoded_however_it_is_written(header: bytes) -> None:
    data = header + b"\nFrom: a@bao.example\nTo: b@bao.example\n\nTin.\n"
    [article] = articles(data)
    assert article.title == "Thông xe"


@pytest.mark.parametrize(
    "headers",
    [
        b"Date: 99 Foo 20211 77:88\n",
        b"Content-Type: text/plain; charset=khong-co\n",
        b"Content-Type: multipart/mixed\n",
        b"Content-Transfer-Encoding: base64\n",
        b"Subject: =?utf-8?b?!!!?=\n",
        b"Content-Type: ;;;=\n",
    ],
)
def test_a_letter_with_broken_headers_loses_nothing_else(headers: bytes) -> None:
    data = b"From: a@bao.example\nTo: b@bao.example\n" + headers + b"\nTin ban Nam.\n"
    assert not [each for each in told(data) if "mistake of Khobao" in each]


def test_letters_packed_in_letters_without_end_are_refused() -> None:
    data = b"Tin.\n"
    for _ in range(30):
        data = b"From: a@b.vn\nTo: c@b.vn\nContent-Type: message/rfc822\n\n" + data
    assert any("the limit is levels=8" in each for each in told(data))
    deep = b"From: a@b.vn\nTo: c@b.vn\n" + b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level)
        for level in range(3000)
    )
    assert told(deep)


@given(st.sampled_from([letter().as_bytes(), saved_page()]), st.data())
@settings(deadline=None, max_examples=60)
def test_cut_and_flipped_bytes_never_raise(whole: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(100, len(whole) - 1))
    changed = bytearray(whole)
    changed[place] ^= data.draw(st.integers(1, 255))
    for each in (whole[:place], bytes(changed)):
        assert not [one for one in told(each) if "mistake of Khobao" in one]
