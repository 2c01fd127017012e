"""The values of an article that is a document: its lines, and what the document says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

LONGEST_TITLE = 300
"""Characters that a first line may have to be the title."""

_NO_TITLE = re.compile(
    r"(?:microsoft (?:office )?word|powerpoint|document|tài liệu|untitled|không tên)\b.{0,80}"
    r"|.*\.(?:docx?|odt|rtf|pdf|indd|qxd|pmd|p65|txt)",
    re.I,
)
_BEGINS = 5  # lines among which a title stands


class Line(NamedTuple):
    """A line of a document; `kind` is "title" or "caption" where the document says so."""

    text: str
    kind: str = ""


def document_values(lines: Iterable[Line], known: Mapping[str, str]) -> dict[str, Any]:
    """The values: the title is what is marked as one near the beginning, else what the document
    says that it is called, else its first line, if that is short. What else is known of it is kept
    under names that no field is known by."""
    body = [line for line in lines if line.text]
    captions = [line.text for line in body if line.kind == "caption"]
    body = [line for line in body if line.kind != "caption"]
    values: dict[str, Any] = {}
    marked = next((line for line in body[:_BEGINS] if line.kind == "title"), None)
    named = " ".join(known.get("title", "").split())
    if marked is not None:
        values["title"] = marked.text
        values["title_from"] = "the style of the line"
        body.remove(marked)
    elif named and not _NO_TITLE.fullmatch(named):
        values["title"] = named
        values["title_from"] = "the properties of the document"
        if body and " ".join(body[0].text.split()).casefold() == named.casefold():
            del body[0]
    elif len(body) > 1 and len(body[0].text) <= LONGEST_TITLE:
        values["title"] = body[0].text
        values["title_from"] = "the first line"
        del body[0]
    values["body"] = "\n".join(line.text for line in body)
    if captions:
        values["captions"] = captions
    return {**{key: value for key, value in known.items() if key != "title"}, **values}
