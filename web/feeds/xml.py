"""XML answers, built as trees, so that everything in them is escaped."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Response

from search.display.sanitizing import sanitized


def add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    """A new child of `parent`; what cannot be shown is replaced (see `visible`)."""
    child = SubElement(parent, tag, {name: sanitized(value) for name, value in attributes.items()})
    if text is not None:
        child.text = sanitized(text)
    return child


def answer(root: Element, mimetype: str) -> Response:
    """The tree as an answer in UTF-8."""
    return Response(tostring(root, "utf-8", xml_declaration=True), mimetype=mimetype)
