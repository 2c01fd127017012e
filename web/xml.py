"""XML answers, built as trees, so that everything in them is escaped."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Response

# Characters that XML 1.0 cannot hold in any form.
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    """A new child of `parent`; what XML cannot hold is replaced by U+FFFD."""
    child = SubElement(parent, tag, {name: possible(value) for name, value in attributes.items()})
    if text is not None:
        child.text = possible(text)
    return child


def possible(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return _IMPOSSIBLE.sub("\ufffd", text)


def answer(root: Element, mimetype: str) -> Response:
    """The tree as an answer in UTF-8."""
    return Response(tostring(root, "utf-8", xml_declaration=True), mimetype=mimetype)
