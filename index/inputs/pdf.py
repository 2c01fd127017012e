"""The text of a PDF: one article each. It needs the extra `pdf`."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from index.articles.article import Rejected
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.document_values import Line, document_values
from index.inputs.found import Record

if TYPE_CHECKING:
    from index.inputs.found import Piece

MISSING = "reading PDFs needs pypdf; install it with: pip install 'khobao[pdf]'"
"""Why a PDF is rejected where the extra is not installed."""

_MOST_CHARACTERS = 20_000_000
_HYPHENS = re.compile(r"\u00ad\n?")
_END = re.compile(r"[.!?…:;”\"')\]]\s*$")
_KNOWN = {
    "/Title": "title",
    "/Author": "document_author",
    "/CreationDate": "document_created",
    "/ModDate": "document_modified",
}


def read(content: Content, options: Options) -> Iterator[Piece]:
    """The article that a PDF is."""
    try:
        import pypdf  # noqa: PLC0415  (it is an extra, and slow to import)
    except ImportError:
        yield Rejected(content.name, MISSING)
        return
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    with content.spooled() as file:
        try:
            pdf = pypdf.PdfReader(file)
            locked = pdf.is_encrypted and not pdf.decrypt("")
        except Exception as error:  # whatever a library meets in a damaged file
            yield Rejected(content.name, f"the PDF is damaged: {_plain(error)}")
            return
        if locked:
            yield Rejected(content.name, "the PDF is encrypted; remove its password first")
            return
        yield from _document(content, options, pdf)


def _document(content: Content, options: Options, pdf: Any) -> Iterator[Piece]:
    notes = list(content.notes)
    texts, damage = _pages(pdf, options, notes)
    text = _HYPHENS.sub("", "\n".join(texts))
    if not re.search(r"\w", text):
        reason = damage or "it has no text layer (it is scanned); recognise its text first"
        yield Rejected(content.name, reason)
        return
    lines = [Line(line) for line in paragraphs(text)]
    yield Record(content.name, document_values(lines, _known(pdf)), tuple(notes), mapped=False)
    if damage:
        yield Rejected(content.name, damage)


def _pages(pdf: Any, options: Options, notes: list[str]) -> tuple[list[str], str]:
    """The texts of the pages, and what is wrong with some."""
    texts: list[str] = []
    damage = ""
    length = 0
    try:
        number = len(pdf.pages)
    except Exception as error:  # see above
        return [], f"the PDF is damaged: {_plain(error)}"
    for at in range(min(number, options.limits.pages)):
        try:
            text = str(pdf.pages[at].extract_text())
        except Exception as error:  # see above
            damage = damage or f"page {at + 1} of the PDF cannot be read: {_plain(error)}"
            continue
        length += len(text)
        if length > _MOST_CHARACTERS:
            damage = f"the PDF has more than {_MOST_CHARACTERS:,} characters"
            break
        texts.append(text)
    if number > options.limits.pages:
        what = f"it has {number:,} pages, of which the first {options.limits.pages:,} are read"
        notes.append(options.limits.refusal("pages", what))
    return texts, damage


def _known(pdf: Any) -> dict[str, str]:
    """What the PDF says of itself."""
    found: dict[str, str] = {}
    try:
        for key, value in (pdf.metadata or {}).items():
            if key in _KNOWN and isinstance(value, str) and value.strip():
                found[_KNOWN[key]] = value.strip()
    except Exception:  # see above
        logging.getLogger("khobao").debug("what a PDF says of itself cannot be read")
    return found


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text whose lines are those of a page: lines that are nearly as long as
    the longest go on in the next, unless a sentence ends there."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    lengths = sorted(len(line) for line in lines if line)
    usual = lengths[len(lengths) * 3 // 4] if lengths else 0
    found: list[str] = []
    open_ = False
    for line in lines:
        if not line:
            open_ = False
            continue
        if open_:
            found[-1] = f"{found[-1]} {line}"
        else:
            found.append(line)
        full = len(line) >= usual * 0.8
        open_ = full and usual > 30 and not (_END.search(line) and len(line) < usual)
    return found


def _plain(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
