"""Helpers for tests of documents: DOCX, ODT and PDF files, in bytes."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from helpers.packing import zipped

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def paragraph(text: str, style: str = "", more: str = "") -> str:
    """A paragraph of a DOCX."""
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    half = len(text) // 2
    runs = "".join(
        f'<w:r><w:t xml:space="preserve">{part}</w:t></w:r>' for part in (text[:half], text[half:])
    )
    return f"<w:p>{named}{runs}{more}</w:p>"


def docx(body: str, core: str = "", declaration: str = "") -> bytes:
    """A document of Word."""
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?>{declaration}'
        f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    )
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:styleId="Tiu"><w:name w:val="Title"/></w:style>'
        '<w:style w:styleId="Chuthich"><w:name w:val="caption"/></w:style></w:styles>'
    )
    properties = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:dcterms="http://purl.org/dc/terms/">{core}</cp:coreProperties>'
    )
    return zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": document.encode(),
            "word/styles.xml": styles.encode(),
            "docProps/core.xml": properties.encode(),
        }
    )


def odt(body: str, title: str = "") -> bytes:
    """An OpenDocument text."""
    names = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:text="{names}:text:1.0" '
        f'xmlns:table="{names}:table:1.0"><office:body><office:text>{body}</office:text>'
        "</office:body></office:document-content>"
    )
    meta = (
        f'<office:document-meta xmlns:office="{names}:office:1.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
        f"<dc:title>{title}</dc:title></office:meta></office:document-meta>"
    )
    members = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": content.encode(),
        "meta.xml": meta.encode(),
    }
    return zipped(members, 0)


def pdf(pages: Sequence[Sequence[str]], title: str = "") -> bytes:
    """A PDF with these lines on its pages."""
    letters = sorted({letter for lines in pages for line in lines for letter in line})
    codes = {letter: number + 1 for number, letter in enumerate(letters)}
    mapping = "\n".join(f"<{codes[one]:02x}> <{ord(one):04x}>" for one in letters)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{mapping}\nendbfchar endcmap end end"
    ).encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 4 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(cmap), cmap),
        b"<< /Title <%s> >>" % ("\ufeff" + title).encode("utf-16-be").hex().encode(),
    ]
    kids = []
    for lines in pages:
        shown = "".join(
            f"<{''.join(f'{codes[one]:02x}' for one in line)}> Tj 0 -14 Td\n" for line in lines
        )
        stream = zlib.compress(f"BT /F1 11 Tf 60 780 Td\n{shown}ET".encode())
        number = len(objects) + 1
        kids.append(b"%d 0 R" % (number + 1))
        head = b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(stream)
        objects.append(head + stream + b"\nendstream")
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % number
        )
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R /Info 5 0 R >>\n" % (len(objects) + 1)
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % start
