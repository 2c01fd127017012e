"""Corpora in one file: a text on every line, with fastText labels or without, and `<doc …>`.

They are read line by line, whatever their size.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from index.articles.article import Rejected
from index.inputs.content import Content, DamagedError
from index.inputs.conversion import Options
from index.inputs.encodings import LineDecoder, explain
from index.inputs.found import Record
from index.inputs.lines import LONGEST, Line, excerpt, is_blank, lines
from index.vietnamese.legacy import UnreadableError

_LABEL = re.compile(r"__label__(\S+)\s*")
_OPENING = re.compile(r"\s*<doc(?P<about>(?:\s+[\w-]+=\"[^\"]*\")*)\s*>\s*(?P<rest>.*)", re.DOTALL)
_ATTRIBUTE = re.compile(r"([\w-]+)=\"([^\"]*)\"")
_CLOSING = re.compile(r"</doc>\s*$")

# A text on every line, as far as the beginning of a file tells: so many lines at least, all long
# and of several sentences, the first too, which is no title.
_FEWEST_LINES = 8
_SHORTEST_LINE = 200
_SENTENCE_ENDS = re.compile(r"[.!?…][\"”»)]?(?=\s|$)")
_FULL = 48 * 1024  # characters: more than all but a few articles have


def is_a_text_a_line(head: str) -> bool:
    """Whether every line of a file with this beginning is a text by itself: after a label, or
    because all are long, and more than one article has."""
    whole = [line for line in head.split("\n") if line.strip()]
    whole = whole[:-1] or whole  # the last may be cut
    if whole and all(_LABEL.match(line.lstrip()) for line in whole[:20]):
        return True
    if len(head) < _FULL or len(whole) < _FEWEST_LINES or len(whole[0]) < _SHORTEST_LINE:
        return False
    return sum(map(_is_a_text, whole)) >= 0.9 * len(whole)


def may_be_cut(head: bytes) -> bool:
    """Whether such a file may be cut between any two lines: always."""
    return True


def _is_a_text(line: str) -> bool:
    return len(line) >= _SHORTEST_LINE and len(_SENTENCE_ENDS.findall(line)) > 1


def read_lines(content: Content, options: Options) -> Iterator[Record | Rejected]:
    """An article of every line, whose first labels are its section and its tags.

    The facts tell the number and the place of the first line, where it is a part of a file.
    """
    decoder = LineDecoder(content.peek())
    first = content.facts.get("line", 1), content.facts.get("offset", 0)
    for line in lines(content.chunks, *first):
        where = f"{content.name}:{line.number}"
        if not line.whole:
            reason = f"the line has more than {LONGEST:,} bytes"
            yield Rejected(where, reason, excerpt(line.data))
        elif not is_blank(line.data):
            text = _decoded(decoder, line, where)
            if isinstance(text, Rejected):
                yield text
            else:
                yield _of_line(text[0], where, (*content.notes, *text[1]))


def _decoded(decoder: LineDecoder, line: Line, where: str) -> tuple[str, list[str]] | Rejected:
    try:
        return decoder.decode(line.data)
    except UnreadableError as error:
        place = f"byte {error.start} (byte {line.offset + error.start} of the file)"
        return Rejected(where, f"it is not UTF-8 at {place}{explain(error)}", excerpt(line.data))


def _of_line(text: str, where: str, notes: tuple[str, ...]) -> Record:
    labels: list[str] = []
    text = text.strip()
    start = 0
    while found := _LABEL.match(text, start):
        labels.append(found[1].replace("_", " ").strip())
        start = found.end()
    text = text[start:]
    values: dict[str, object] = {"body": text}
    if labels:
        values["category"] = labels[0]
        values["tags"] = labels[1:]
    return Record(where, values, notes, raw=text[:200], mapped=False)


def read_documents(content: Content, options: Options) -> Iterator[Record | Rejected]:
    """The articles between `<doc id="…" url="…" title="…">` and `</doc>`."""
    decoder = LineDecoder(content.peek())
    about: dict[str, str] = {}
    body: list[str] = []
    where = ""
    length = 0
    try:
        for line in lines(content.chunks):
            text = _decoded(decoder, line, f"{content.name}:{line.number}")
            if isinstance(text, Rejected):
                yield text
                continue
            opened = _OPENING.match(text[0])
            if opened:
                if where:
                    yield _document(about, body, where, content.notes, "it has no end")
                about = {
                    key: html.unescape(value) for key, value in _ATTRIBUTE.findall(opened["about"])
                }
                where, body, length = f"{content.name}:{line.number}", [], 0
                text = opened["rest"], text[1]
            closed = _CLOSING.search(text[0])
            rest = text[0][: closed.start()] if closed else text[0]
            length += len(rest)
            if where and length <= LONGEST and rest.strip():
                body.append(rest)
            elif not where and rest.strip():
                yield Rejected(f"{content.name}:{line.number}", "it stands in no <doc>", rest[:200])
            if closed and where:
                yield _document(about, body, where, content.notes)
                where = ""
    except DamagedError:
        if where:
            yield _document(about, body, where, content.notes, "the file is damaged in it")
        raise
    if where:
        yield _document(about, body, where, content.notes, "it has no end")


def _document(
    about: dict[str, str], body: list[str], where: str, notes: tuple[str, ...], damage: str = ""
) -> Record | Rejected:
    """A document, whose first line is its title again."""
    texts = [html.unescape(line.rstrip("\r")) for line in body]
    if texts and texts[0].strip() == about.get("title", "").strip():
        del texts[0]
    if damage:
        notes = (*notes, f"body: {damage}, this is what could be read")
    values = {**about, "body": "\n".join(texts)}
    return Record(where, values, notes, raw=" ".join(texts)[:200])
