"""Labels before a text: `Tiêu đề: …`, `Title: …`, `# url = …`, one a line."""

from __future__ import annotations

import re
from typing import Any

from index.inputs.keys import field_of
from index.inputs.numbered import Numbered
from index.inputs.texts.pages import LINE_ENDS, posted
from index.inputs.texts.pages import parse as parse_page

_LABEL = re.compile(
    r"\s{0,3}(?:(?P<mark>#{1,3}|//|;|%)\s*)?(?P<key>[^\W\d_][\w .-]{0,29}?)\s*[:=]\s*(?P<value>.*)"
)
_RULE = re.compile(r"\s*[-=*_]{3,}\s*")
_MOST_LABELS = 60
_FEWEST_KNOWN = 2


def parse(text: str) -> tuple[dict[str, Any], list[str]] | None:
    """The values of the labels and of the text after them, and notes; None without labels."""
    lines = LINE_ENDS.split(text)
    start = next((place for place, line in enumerate(lines) if line.strip()), len(lines))
    values = Numbered()
    known: list[str] = []
    place, last = start, ""
    rest: list[str] | None = None
    while place < len(lines) and place - start < _MOST_LABELS:
        line = lines[place]
        label = None if _is_web_address(line) else _LABEL.fullmatch(line.rstrip())
        if label is None:
            if not (last and line[:1] in (" ", "\t") and line.strip()):
                break
            values.values[last] = f"{values.values[last]}\n{line.strip()}".strip()
            place += 1
            continue
        key, field = label["key"].strip(), field_of(label["key"].strip())
        if not label["mark"] and not (
            _is_key(key, known) if field is None else known or not posted(line)
        ):
            break
        if field == "body":
            rest = [label["value"], *lines[place + 1 :]]
            known.append(field)
            values.keep(key, "")
            break
        known += [field] if field else []
        last = values.keep(key, label["value"].strip())
        place += 1
    if len(set(known)) < _FEWEST_KNOWN:
        return None
    body = lines[place:] if rest is None else rest
    while body and (not body[0].strip() or _RULE.fullmatch(body[0])):
        body = body[1:]
    return _with_text(values.values, "\n".join(body), known), []


def parts(text: str) -> list[str]:
    """The records in a text with labels, each of which begins with the first one's first label,
    after a blank line or a rule; the text alone where there is one."""
    lines = LINE_ENDS.split(text)
    first = next((line for line in lines if line.strip()), "")
    label = _LABEL.fullmatch(first.rstrip())
    if label is None or field_of(label["key"].strip()) is None:
        return [text]
    beginning = first[: label.start("value")].rstrip()
    starts = [
        place
        for place, line in enumerate(lines)
        if line.startswith(beginning)
        and (not place or not lines[place - 1].strip() or _RULE.fullmatch(lines[place - 1]))
    ]
    if len(starts) < _FEWEST_KNOWN:
        return [text]
    ends = [*starts[1:], len(lines)]
    found = []
    for start, end in zip(starts, ends, strict=True):
        part = lines[start:end]
        while part and (not part[-1].strip() or _RULE.fullmatch(part[-1])):
            part.pop()
        found.append("\n".join(part))
    return found if all(parse(part) is not None for part in found) else [text]


def _is_web_address(line: str) -> bool:
    return line.lstrip("# ").startswith(("http:", "https:"))


def _is_key(key: str, known: list[str]) -> bool:
    """Whether a label that nobody knows may stand among those that are known."""
    return bool(known) and len(key.split()) <= 4


def _with_text(values: dict[str, Any], text: str, known: list[str]) -> dict[str, Any]:
    """The values of the labels with what can be read in the text after them."""
    record = dict(values)
    if "title" in known:
        page = parse_page("-\n" + text)  # what follows has no title of its own
        page.pop("title", None)
    else:
        page = parse_page(text)
    for key in [key for key in record if field_of(key) == "body"]:
        del record[key]
    have = {field_of(key) for key in record if record[key]}
    for key, value in page.items():
        if key == "date_from":
            if "published" not in have and "published" in page:
                record[key] = value
        elif value and key not in have:
            record[key] = value
        elif value and key in ("published", "authors", "category") and key not in record:
            record[f"{key}_in_text"] = value
    return record
