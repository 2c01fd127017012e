"""A plain text: the article or the articles in it, or why it is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from index.articles.article import Rejected
from index.inputs.content import HEAD, Content, DamagedError
from index.inputs.conversion import Options
from index.inputs.encodings import explain
from index.inputs.found import Record, Skipped
from index.inputs.lines import LONGEST, excerpt, is_blank
from index.inputs.seeming import seeming
from index.inputs.texts import front_matter, labelled, markdown
from index.inputs.texts.decoding import decoded
from index.inputs.texts.pages import parse
from index.inputs.texts.prose import unlike_prose
from index.inputs.texts.sections import category_of
from index.inputs.texts.several import pages_in
from index.inputs.unpublished import unpublished
from index.vietnamese.legacy import UnreadableError

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_ABOUT_FILES = re.compile(
    r"(?:read[-_ ]?me|licen[sc]e|copying|changelog|contributing)(?:\.(?:txt|md|rst))?",
    re.IGNORECASE,
)


def read(content: Content, options: Options) -> Iterator[Record | Rejected | Skipped]:
    """The articles in a text; nothing if there is nothing but white space."""
    data, damage = _all(content.chunks)
    if damage and damage.cut:
        data = data[: data.rfind(b"\n") + 1]
    if len(data) > LONGEST:
        reason = f"it has more than {LONGEST:,} bytes, too many for one article"
        yield Rejected(content.name, reason, excerpt(data))
    elif is_binary(data[:HEAD]):
        yield Rejected(content.name, "it is not text", excerpt(data))
    elif not is_blank(data):
        yield from _records(content, data, damage)
    if damage:
        raise damage


def is_binary(head: bytes) -> bool:
    """Whether `head` has more control characters than a text with a few stray ones."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False  # UTF-16, for the decoder to refuse
    return (len(head) - len(head.translate(None, _CONTROLS))) * 50 > len(head)


def _all(chunks: Iterator[bytes]) -> tuple[bytes, DamagedError | None]:
    """What can be read, up to a little more than LONGEST bytes, and why there was no more."""
    parts: list[bytes] = []
    length = 0
    try:
        for chunk in chunks:
            parts.append(chunk)
            length += len(chunk)
            if length > LONGEST:
                break
    except DamagedError as damage:
        return b"".join(parts), damage
    return b"".join(parts), None


def _records(
    content: Content, data: bytes, damage: DamagedError | None
) -> Iterator[Record | Rejected | Skipped]:
    try:
        text, remarks = decoded(data)
    except UnreadableError as error:
        reason = f"it is not UTF-8 text{explain(error)}"
        yield Rejected(f"{content.name}, byte {error.start}", reason, excerpt(data))
        return
    notes = [*content.notes, *remarks]
    if damage:
        notes.append("body: the file is damaged, this is what could be read")
    if headed := _headed(text):
        for number, (values, more) in enumerate(headed, 1):
            where = content.name if len(headed) == 1 else f"{content.name}, record {number}"
            if reason := unpublished(values):
                yield Skipped(where, reason)
            else:
                yield _record(content, where, values, [*notes, *more], data, mapped=True)
        return
    if _ABOUT_FILES.fullmatch(content.name.rpartition("/")[2]):
        yield Skipped(content.name, "it is about the files beside it, and no article")
        return
    if (table := seeming(text)) is not None:
        reason = f"it is no article but looks like {table}; bring it as JSON Lines"
        yield Rejected(content.name, reason, excerpt(data))
        return
    if (what := unlike_prose(text)) is not None:
        yield Rejected(content.name, f"it is no article but looks like {what}", excerpt(data))
        return
    if markdown.is_markdown(text):
        plain = markdown.as_text(text)
        text, notes = f"{plain.title}\n{plain.text}", [*notes, *plain.notes]
    found, doubts = pages_in(text)
    for page in found:
        where = content.name if len(found) == 1 else f"{content.name}:{page.number}"
        yield _record(content, where, parse(page.text), [*notes, *doubts], data)


def _headed(text: str) -> list[tuple[dict[str, Any], list[str]]]:
    """The values of each record in a text that has keys: YAML, front matter, labels."""
    if (one := front_matter.parse(text)) is not None:
        return [one]
    if found := front_matter.records(text):
        return [(values, []) for values in found]
    return [one for part in labelled.parts(text) if (one := labelled.parse(part)) is not None]


def _record(
    content: Content,
    where: str,
    values: dict[str, Any],
    notes: list[str],
    data: bytes,
    *,
    mapped: bool = False,
) -> Record:
    """The record of an article, whose category may be the name of its folder."""
    if not values.get("category"):
        category = category_of(tuple(content.facts.get("folders", ())))
        if category:
            values = {**values, "category": category, "category_from": "folder"}
    return Record(where, values, tuple(notes), restore=False, raw=excerpt(data), mapped=mapped)
