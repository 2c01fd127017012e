"""The paragraphs of a text document (DOCX, ODT), read out of its XML one after the other.

Document types, entities and everything outside of the file are left alone.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"

_CELLS = " | "


class Dialect(NamedTuple):
    """The names of a kind of document: of paragraphs, table rows and cells; of what is skipped
    (of `notes` it is told); and what stands for white space."""

    paragraphs: frozenset[str]
    row: str
    cell: str
    skipped: frozenset[str]
    notes: frozenset[str]
    spaces: dict[str, str]
    runs: str


WORD = Dialect(
    frozenset((W + "p",)),
    W + "tr",
    W + "tc",
    frozenset((MC + "Fallback", W + "del", W + "moveFrom")),
    frozenset((W + "footnoteReference", W + "endnoteReference")),
    {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"},
    W + "t",
)
OPEN = Dialect(
    frozenset((TEXT + "p", TEXT + "h")),
    TABLE + "table-row",
    TABLE + "table-cell",
    frozenset((OFFICE + "annotation", TEXT + "tracked-changes", TEXT + "note")),
    frozenset((TEXT + "note",)),
    {TEXT + "tab": "\t", TEXT + "line-break": "\n", TEXT + "s": " "},
    "",
)


class Paragraph(NamedTuple):
    """A paragraph or the row of a table; `style` is the name of its style in the file."""

    text: str
    style: str = ""
    level: int = 0


class Paragraphs:
    """The paragraphs in `data`; `has_notes` and `damage` are known when all have been read."""

    def __init__(self, data: bytes, dialect: Dialect) -> None:
        self._data = data
        self._dialect = dialect
        self.has_notes = False
        self.damage = ""

    def __iter__(self) -> Iterator[Paragraph]:
        dialect = self._dialect
        skipping = 0
        rows: list[list[str]] = []
        for event, element in self._events():
            tag = element.tag
            if event == "start":
                self.has_notes = self.has_notes or tag in dialect.notes
                skipping += tag in dialect.skipped
                if tag == dialect.row:
                    rows.append([])
                elif tag == dialect.cell and rows:
                    rows[-1].append("")
                continue
            if tag in dialect.skipped:
                skipping -= 1
                tail = element.tail
                element.clear()
                element.tail = tail
            elif tag in dialect.paragraphs:
                paragraph = None if skipping else _paragraph(element, dialect)
                tail = element.tail
                element.clear()
                element.tail = tail
                if paragraph is None or not paragraph.text.strip():
                    continue
                if rows and rows[-1]:
                    rows[-1][-1] = f"{rows[-1][-1]} {paragraph.text.strip()}".strip()
                else:
                    yield paragraph
            elif tag == dialect.row and rows:
                cells = [cell for cell in rows.pop() if cell]
                element.clear()
                if cells and rows and rows[-1]:
                    rows[-1][-1] = f"{rows[-1][-1]} {_CELLS.join(cells)}".strip()
                elif cells:
                    yield Paragraph(_CELLS.join(cells))

    def _events(self) -> Iterator[tuple[str, Any]]:
        try:
            yield from etree.iterparse(
                io.BytesIO(self._data),
                events=("start", "end"),
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
                remove_comments=True,
                remove_pis=True,
            )
        except etree.XMLSyntaxError as error:
            self.damage = " ".join(str(error).split())[:200]


def _paragraph(element: Any, dialect: Dialect) -> Paragraph:
    parts: list[str] = []
    for event, each in etree.iterwalk(element, events=("start", "end")):
        if event == "end":
            if not dialect.runs and each is not element:
                parts.append(each.tail or "")
        elif not dialect.runs or each.tag == dialect.runs:
            parts.append(each.text or "")
        if event == "start" and each.tag in dialect.spaces:
            parts.append(dialect.spaces[each.tag])
    style = element.find(f"{W}pPr/{W}pStyle")
    name = element.get(TEXT + "style-name", "") if style is None else style.get(W + "val", "")
    level = element.get(TEXT + "outline-level", "")
    return Paragraph("".join(parts), name, int(level) if level.isdigit() else 0)
