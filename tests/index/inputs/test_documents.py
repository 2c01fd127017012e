"""Documents of office programs, RTF and PDF files: one article each."""

from __future__ import annotations

import io
from typing import Any
from unittest import mock

import pytest
from helpers.costs import at_most
from helpers.documents import docx, odt, paragraph, pdf
from helpers.packing import told, zipped
from hypothesis import given, settings
from hypothesis import strategies as st

from index.articles.article import Article
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.limits import Limits
from index.inputs.pdf import MISSING, paragraphs
from index.inputs.reading import convert, pieces

TITLE = "Thông xe cầu treo Mường Khao"
FIRST = "Sáng nay xã Mường Khao thông xe cây cầu treo qua suối Nậm."
SECOND = "Bà con hai bản đi lại dễ hơn trong mùa mưa."


def article(data: bytes) -> Article:
    """The one article in data."""
    options = Options()
    [found] = [convert(each.leaf, options) for each in pieces(Content("a", iter([data])), options)]
    assert isinstance(found, Article), found
    return found


def test_a_document_of_word_is_read_with_its_title_tables_and_captions() -> None:
    table = "<w:tbl>" + "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in (("Bản", "Hộ"), ("Nậm", "42"))
    )
    found = article(
        docx(
            paragraph(TITLE, "Tiu")
            + paragraph(FIRST, more="<w:r><w:footnoteReference/></w:r>")
            + f"{table}</w:tbl>"
            + paragraph("Cầu treo sáng nay. Ảnh: Lò Mận", "Chuthich")
            + "<w:del><w:r><w:delText>xoá</w:delText></w:r></w:del>"
            + paragraph(SECOND),
            "<dc:creator>Văn thư</dc:creator><dcterms:created>2021-07-08T00:00:00Z"
            "</dcterms:created><dc:title>Document1</dc:title>",
        )
    )
    assert found.title == TITLE
    assert found.body == f"{FIRST}\nBản | Hộ\nNậm | 42\n{SECOND}"
    assert found.captions == ("Cầu treo sáng nay. Ảnh: Lò Mận",)
    assert found.published is None
    assert found.authors == ()
    assert found.extra["document_author"] == "Văn thư"
    assert found.extra["document_created"] == "2021-07-08T00:00:00Z"
    assert found.extra["title_from"] == "the style of the line"
    assert "body: footnotes are left out" in found.extra["notes"]


def test_a_title_is_what_the_document_says_or_its_first_line() -> None:
    body = paragraph(FIRST) + paragraph(SECOND)
    named = article(docx(body, f"<dc:title>{TITLE}</dc:title>"))
    assert (named.title, named.body) == (TITLE, f"{FIRST}\n{SECOND}")
    first = article(docx(paragraph(TITLE) + body, "<dc:title>Microsoft Word - tin.doc</dc:title>"))
    assert (first.title, first.body) == (TITLE, f"{FIRST}\n{SECOND}")


def test_a_text_box_that_is_there_twice_is_read_once() -> None:
    box = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/'
        'markup-compatibility/2006"><mc:Choice><w:txbxContent>{0}</w:txbxContent></mc:Choice>'
        "<mc:Fallback><w:txbxContent>{0}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
    ).format(paragraph("Trong khung"))
    found = article(docx(paragraph(TITLE, "Tiu") + paragraph(FIRST, more=box)))
    assert found.body == f"Trong khung\n{FIRST}"


def test_an_open_document_is_read_with_what_stands_between_its_marks() -> None:
    body = (
        f'<text:h text:outline-level="1">{TITLE}</text:h>'
        "<text:p>Sáng <text:span>nay <text:span>xã</text:span> Mường</text:span> Khao"
        "<text:note><text:note-body><text:p>chú thích</text:p></text:note-body></text:note>"
        " thông<text:s/>xe.</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Nậm</text:p></table:table-cell>"
        "<table:table-cell><text:p>42</text:p></table:table-cell></table:table-row></table:table>"
    )
    found = article(odt(body))
    assert found.title == TITLE
    assert found.body == "Sáng nay xã Mường Khao thông xe.\nNậm | 42"
    assert "body: footnotes are left out" in found.extra["notes"]


def test_entities_of_a_document_are_never_expanded(tmp_path: Any) -> None:
    secret = tmp_path / "bi-mat"
    secret.write_text("BÍ MẬT")
    laughs = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 12))
    declaration = f'<!DOCTYPE d [<!ENTITY a0 "ha"><!ENTITY x SYSTEM "file://{secret}">{laughs}]>'
    body = f"<w:p><w:r><w:t>{TITLE} &x; &a11;</w:t></w:r></w:p>"
    with at_most(seconds=0.5):
        found = told(docx(body + paragraph(FIRST), declaration=declaration))
    assert not any("BÍ MẬT" in each or "haha" in each for each in found)


def test_a_damaged_document_keeps_what_was_read_and_says_so() -> None:
    whole = docx(paragraph(TITLE, "Tiu") + paragraph(FIRST) + "<w:p><w:x></w:p>" + "</w:body>")
    title, reason = told(whole)
    assert title == TITLE
    assert "the document is damaged" in reason
    assert "damaged or cut off" in told(whole[:-30])[0]


def test_an_old_document_of_word_is_refused_by_name() -> None:
    [found] = told(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "Word 97" in found


def test_documents_in_a_zip_are_read() -> None:
    data = zipped({"a.docx": docx(paragraph(TITLE) + paragraph(FIRST)), "b.odt": odt("")})
    assert told(data) == [TITLE, "a/b.odt: there is no text in the document"]


def test_a_text_in_rtf_is_read() -> None:
    text = "".join(rf"\u{ord(one)}?" if ord(one) > 127 else one for one in FIRST)
    data = (
        r"{\rtf1\ansi\ansicpg1258{\fonttbl{\f0 Times;}}{\info{\title Tin7.rtf}}\f0 "
        r"{\b C\u7847?u treo}\par " + text + r"\par {\pict " + "ffd8" * 500 + r"}\par }"
    )
    found = article(data.encode())
    assert (found.title, found.body) == ("Cầu treo", FIRST)


def test_rtf_with_groups_in_groups_without_end_is_refused() -> None:
    [found] = told(b"{\\rtf1 " + b"{" * 200_000)
    assert "nested more than 500 levels deep" in found


def test_the_text_of_a_pdf_is_read_page_by_page() -> None:
    found = article(pdf([[TITLE, FIRST], [SECOND]]))
    assert found.title == TITLE
    assert found.body.split("\n") == [FIRST, SECOND]
    assert article(pdf([[FIRST]], TITLE)).title == TITLE


def test_pages_of_a_pdf_beyond_the_limit_are_left_out_and_told() -> None:
    options = Options(limits=Limits(pages=2))
    data = pdf([[TITLE], [FIRST], [SECOND]])
    [found] = pieces(Content("a", iter([data])), options)
    made = convert(found.leaf, options)
    assert isinstance(made, Article)
    assert SECOND not in made.body
    assert any("the limit is pages=2" in note for note in made.extra["notes"])


def test_a_scanned_pdf_has_no_text_layer() -> None:
    [found] = told(pdf([[]]))
    assert found == "a: it has no text layer (it is scanned); recognise its text first"


def test_an_encrypted_pdf_is_named() -> None:
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter(io.BytesIO(pdf([[TITLE]])))
    writer.encrypt("mật khẩu", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    [found] = told(out.getvalue())
    assert found == "a: the PDF is encrypted; remove its password first"


def test_without_the_extra_a_pdf_says_what_to_install() -> None:
    with mock.patch.dict("sys.modules", pypdf=None):
        assert told(pdf([[TITLE]])) == [f"a: {MISSING}"]


def test_the_text_of_a_pdf_in_an_old_font_is_converted() -> None:
    def shown(text: str) -> str:
        return text.encode("cp1252").decode("cp1252")

    lines = [
        "S¸ng nay x· M­êng Khao th«ng xe c©y cÇu treo dµi hai tr¨m mÐt qua suèi NËm.",
        "Bµ con hai b¶n ®i l¹i dÔ h¬n trong mïa m­a, häc sinh kh«ng ph¶i nghØ häc n÷a.",
    ]
    found = article(pdf([[shown(line) for line in lines]]))
    assert "học sinh không phải nghỉ học nữa" in f"{found.title}\n{found.body}"


def test_the_lines_of_a_page_are_joined_to_paragraphs() -> None:
    text = (
        "Sáng nay xã Mường Khao thông xe cây cầu treo dài\n"
        "hai trăm mét qua suối Nậm, sau ba năm chờ đợi và\n"
        "hai lần lũ cuốn.\n"
        "Bà con hai bản đi lại dễ hơn trong mùa mưa, các\n"
        "em học sinh không phải nghỉ học.\n"
    )
    assert [each[:10] for each in paragraphs(text)] == ["Sáng nay x", "Bà con hai"]


SAMPLES = [
    docx(paragraph(TITLE, "Tiu") + paragraph(FIRST)),
    odt(f"<text:p>{TITLE}</text:p>"),
    pdf([[TITLE, FIRST]]),
    rb"{\rtf1\ansi{\b Tin}\par C\u7847?u treo\par}",
]


@given(st.sampled_from(SAMPLES), st.data())
@settings(deadline=None, max_examples=60)
def test_cut_and_flipped_bytes_never_raise(whole: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(6, len(whole) - 1))
    changed = bytearray(whole)
    changed[place] ^= data.draw(st.integers(1, 255))
    for each in (whole[:place], bytes(changed)):
        assert told(each)
        assert not [one for one in told(each) if "mistake of Khobao" in one]
