"""Any other XML that holds articles: an element for each, whose children are called as fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

from index.articles.article import Rejected
from index.inputs.content import HEAD, Content
from index.inputs.conversion import Options
from index.inputs.found import Record
from index.inputs.keys import field_of
from index.inputs.xml.events import Element, elements, full_text, local, root_of

_TEXTS = frozenset({"title", "summary", "body"})
_COLUMNS = frozenset(
    {"column", "col", "field", "str", "arr", "date", "value", "property", "int", "long", "text"}
)


def read(content: Content, options: Options) -> Iterator[Record | Rejected]:
    """A record for every element that has two children called as fields, one of them a text."""
    head = content.peek(4 * HEAD)
    name = record_name(head, options)
    if not name:
        root = root_of(head.decode("utf-8", "replace").lstrip("\ufeff"))[0]
        said = f"its first element is <{root}>" if root else "it has no element"
        yield Rejected(content.name, f"it is XML in which nothing looks like articles; {said}")
        return
    number = 0
    for element in elements(content, (name,)):
        if isinstance(element, Rejected):
            yield element
            continue
        number += 1
        values, again = _values(element)
        yield Record(f"{content.name}, <{name}> {number}", values, content.notes, tuple(again))


def record_name(head: bytes, options: Options) -> str:
    """What the elements are called that hold an article each; empty if there are none."""
    parser = etree.XMLPullParser(
        events=("end",), recover=True, resolve_entities=False, no_network=True, huge_tree=True
    )
    parser.feed(head)
    found: Counter[str] = Counter()
    wanted = set(options.mapping.values())
    events: Any = parser.read_events()
    for _, element in events:
        names = {_name(child) for child in element} | set(element.attrib)
        fields = {field_of(name) for name in names} - {None}
        is_mapped = bool(wanted) and not wanted.isdisjoint(names)
        if is_mapped or (len(fields) > 1 and fields & _TEXTS):
            found[local(element)] += 1
    return found.most_common(1)[0][0] if found else ""


def _values(element: Element) -> tuple[dict[str, Any], list[tuple[str, Any]]]:
    """The children of an element by their names, and those that come again."""
    values: dict[str, Any] = dict(element.attrib)
    again: list[tuple[str, Any]] = []
    for child in element:
        name = _name(child)
        if not name:
            continue
        value: Any = _value(child)
        if name in values:
            again.append((name, value))
        else:
            values[name] = value
    if "p" in values and not any(field_of(name) == "body" for name in values):
        values["body"] = full_text(element)
    return values, again


def _name(element: Element) -> str:
    """What an element is called, or what it says that it is: `<column name="tieu_de">`."""
    name = local(element)
    said = element.get("name") or element.get("key")
    return said if said and name in _COLUMNS else name


def _value(element: Element) -> Any:
    """A text, or a list of texts where all children of an element are called the same."""
    names = {local(child) for child in element}
    if len(names) == 1 and len(element) > 0 and not (element.text or "").strip():
        inner = names.pop()
        if inner not in ("p", "b", "i", "em", "strong", "div", "br", "span", "a"):
            return [full_text(child) for child in element]
    return full_text(element)
