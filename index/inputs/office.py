"""Text documents of office programs (DOCX, ODT): one article each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from lxml import etree

from index.articles.article import Rejected
from index.inputs.content import Content, DamagedError
from index.inputs.conversion import Options
from index.inputs.document_values import Line, document_values
from index.inputs.found import Record
from index.inputs.limiter import Limiter
from index.inputs.lines import LONGEST
from index.inputs.office_paragraphs import OPEN, WORD, Dialect, Paragraph, Paragraphs, W
from index.inputs.zip_members import Entry, directory, entry_data

if TYPE_CHECKING:
    from index.inputs.found import Piece

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_META = {
    "{http://purl.org/dc/elements/1.1/}title": "title",
    "{http://purl.org/dc/elements/1.1/}creator": "document_author",
    "{http://purl.org/dc/terms/}created": "document_created",
    "{http://purl.org/dc/terms/}modified": "document_modified",
    "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}creation-date": "document_created",
    "{http://purl.org/dc/elements/1.1/}date": "document_modified",
}
_MOST_LINES = 200_000


def read_docx(content: Content, options: Options) -> Iterator[Piece]:
    """The article that a document of Word is."""
    yield from _read(content, options, WORD, "word/document.xml", "docProps/core.xml")


def read_odt(content: Content, options: Options) -> Iterator[Piece]:
    """The article that an OpenDocument text is."""
    yield from _read(content, options, OPEN, "content.xml", "meta.xml")


def _read(
    content: Content, options: Options, dialect: Dialect, main: str, meta: str
) -> Iterator[Piece]:
    with content.spooled() as file:
        entries = {entry.name: entry for entry in directory(file) or []}
        if main not in entries:
            reason = f"the document is damaged or cut off: there is no {main} in it"
            yield Rejected(content.name, reason)
            return
        if entries[main].info.flag_bits & 1:
            yield Rejected(content.name, "the document is encrypted")
            return
        document = _Document(content, options, file, entries)
        notes = list(content.notes)
        data = document.part(main, notes)
        if len(data) > LONGEST:
            yield Rejected(content.name, f"it has more than {LONGEST:,} bytes of text")
            return
        known = _known(document.part(meta, []))
        styles = _styles(document.part("word/styles.xml", []), data)
    paragraphs = Paragraphs(data, dialect)
    values = document_values(_lines(islice(paragraphs, _MOST_LINES), styles), known)
    if paragraphs.has_notes:
        notes.append("body: footnotes are left out")
    if paragraphs.damage:
        notes.append("body: the document is damaged, this is what could be read")
    if values.get("title") or values.get("body"):
        yield Record(content.name, values, tuple(notes), mapped=False)
    if paragraphs.damage:
        yield Rejected(content.name, f"the document is damaged: {paragraphs.damage}")
    elif not (values.get("title") or values.get("body")):
        yield Rejected(content.name, "there is no text in the document")


@dataclass(frozen=True)
class _Document:
    """The members of a document."""

    content: Content
    options: Options
    file: BinaryIO
    entries: Mapping[str, Entry]

    def part(self, name: str, notes: list[str]) -> bytes:
        """A member, nothing if it is not there; it may be a little too long."""
        if name not in self.entries:
            return b""
        entry = self.entries[name]
        packed = entry.info.compress_size
        limiter = Limiter(lambda: packed, self.content.expansion, self.options.limits)
        held = bytearray()
        try:
            for chunk in limiter.within(entry_data(self.file, entry)):
                held += chunk
                if len(held) > LONGEST:
                    break
        except DamagedError as damage:
            notes.append(f"{name}: {damage.reason}")
        return bytes(held)


def _lines(paragraphs: Iterable[Paragraph], styles: Mapping[str, str]) -> Iterator[Line]:
    """Paragraphs with what their style makes of them."""
    for paragraph in paragraphs:
        style = styles.get(paragraph.style, paragraph.style).replace("_20_", " ").lower()
        if style in ("title", "heading 1", "heading1") or paragraph.level == 1:
            kind = "title"
        elif style in ("caption", "illustration", "figure"):
            kind = "caption"
        else:
            kind = ""
        yield Line(paragraph.text.strip(), kind)


def _known(data: bytes) -> dict[str, str]:
    """What a document says of itself."""
    found: dict[str, str] = {}
    for element in _elements(data):
        key = _META.get(str(element.tag))
        if key and element.text and element.text.strip():
            found.setdefault(key, element.text.strip())
    return found


def _styles(word: bytes, text: bytes) -> dict[str, str]:
    """The names of styles by what paragraphs call them, in the language of the programs."""
    found: dict[str, str] = {}
    for element in _elements(word):
        if element.tag == W + "style":
            name = element.find(W + "name")
            if name is not None:
                found[element.get(W + "styleId", "")] = name.get(W + "val", "")
    if not word:
        for element in _elements(text):
            if element.tag == _STYLE + "style" and element.get(_STYLE + "parent-style-name"):
                name = element.get(_STYLE + "name", "")
                found[name] = element.get(_STYLE + "parent-style-name", "")
    return found


def _elements(data: bytes) -> Iterator[Any]:
    """All elements of some XML; none if it is damaged."""
    if not data or len(data) > LONGEST:
        return
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return
    if root is not None:
        yield from root.iter(etree.Element)
