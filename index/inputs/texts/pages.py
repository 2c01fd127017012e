"""The text of the web page of an article: title, date line, paragraphs, captions.

Line 1 is the title, and near it is the line with the date: `CATEGORY - Ngày đăng : HH:MM,
DD/MM/YYYY` or as other papers print it (`date_lines`), some of them at the end. What follows are
paragraphs, and captions of pictures, which end in ` |`.
"""

from __future__ import annotations

import re
from typing import Any
from unicodedata import normalize

from index.inputs.texts.date_lines import DateLine, date_line
from index.inputs.texts.furniture import is_caption
from index.inputs.texts.page_edges import without_edges
from index.inputs.texts.sections import is_name, is_section
from index.inputs.texts.signatures import is_byline, take_signature

FURNITURE = frozenset(
    {
        *("ảnh", "audio", "clip", "video", "video clip"),
        *("bài liên quan", "tin bài liên quan", "tin cùng chuyên mục", "tin liên quan"),
        *("chia sẻ", "đọc thêm", "xem thêm", "tags", "từ khóa", "từ khoá"),
    }
)
"""Lines that are on a page and not in the article, when nothing follows their colon."""

LINE_ENDS = re.compile(r"\r\n|\n|\r")

_LONGEST_POSTED = 300
_LONGEST_TITLE = 250
_NEAR = 6  # lines from the top among which the date is
_LAST = 2  # and from the bottom
_SURE = 2  # lines after the title, where a date alone is that of the article
_POSTED = re.compile(
    "(?:{}|{})".format(*(normalize(form, r"ngày\s{1,3}đăng") for form in ("NFC", "NFD")))
    + r"\s{0,3}:",
    re.IGNORECASE,
)


def parse(text: str) -> dict[str, Any]:
    """The record of a page: title, category, published (as printed), body and captions."""
    given = [line for line in LINE_ENDS.split(text) if line.strip()]
    lines, record, left_out = without_edges(given)
    lines = list(lines)
    if lines and not posted(lines[0]) and not dated(lines[0]):
        record["title"] = lines.pop(0)
    if lines and (found := posted(lines[0])):
        record["category"], record["published"] = found[0] or record.get("category", ""), found[1]
        del lines[0]
    else:
        _take_date(lines, record)
    take_signature(lines, record)
    paragraphs, captions = [], []
    for line in lines:
        if is_furniture(line):
            continue
        caption = _caption(line)
        if caption is None:
            paragraphs.append(line)
        else:
            captions.append(caption)
    record["body"] = "\n".join(paragraphs)
    record["captions"] = captions
    if record.get("published"):
        record["date_from"] = "text"
    if told := [line for line in left_out if not is_furniture(line)]:
        record["left_out"] = told
    return record


def _take_date(lines: list[str], record: dict[str, Any]) -> None:
    """Take the date line out of `lines`, which follow the title, and what is around it."""
    places = [*range(min(_NEAR, len(lines))), *range(max(_NEAR, len(lines) - _LAST), len(lines))]
    for place in places:
        found = posted(lines[place])
        line = DateLine(found[1], found[0]) if found else date_line(lines[place])
        if line and (place < _SURE or line.timed or line.author or line.section or line.rest):
            break
    else:
        return
    printed = lines.pop(place)
    _fill(record, line, printed)
    if not record.get("title") and place == 0 and lines and is_title(lines[0]) and len(lines) > 1:
        record["title"] = lines.pop(0)
        return
    if place < _NEAR:
        _take_neighbours(lines, place, record)


def _fill(record: dict[str, Any], line: DateLine, printed: str) -> None:
    """What a date line says, and the line itself where not all of it is in fields."""
    record["published"] = line.published
    record["category"] = line.section or record.get("category", "")
    if line.author:
        record["authors"] = line.author
    if line.updated:
        record["updated"] = line.updated
    if line.rest:
        record["date_line"] = printed.strip()


def _take_neighbours(lines: list[str], place: int, record: dict[str, Any]) -> None:
    """Take the section and the author that stand on lines of their own around the date line."""
    title = record.get("title", "")
    if not record.get("category") and place == 1 and is_section(title) and is_title(lines[0]):
        record["category"], record["title"] = title.strip(), lines.pop(0)
        return
    for near in (place, place - 1):
        if 0 <= near < len(lines) and len(lines) > 1:
            line = lines[near].strip()
            if not record.get("category") and is_section(line):
                record["category"] = line
            elif not record.get("authors") and (is_name(line) or is_byline(line)):
                record["authors"] = line
            else:
                continue
            del lines[near]


def is_title(line: str) -> bool:
    """Whether a line may be a title: no paragraph, no furniture and no date."""
    stripped = line.strip()
    return (
        0 < len(stripped) <= _LONGEST_TITLE
        and stripped[-1] not in ".;:,|"
        and not is_furniture(line)
        and not dated(line)
    )


def dated(line: str) -> DateLine | None:
    """What a line says if it is a date line of any kind."""
    found = posted(line)
    return DateLine(found[1], found[0]) if found else date_line(line)


def posted(line: str) -> tuple[str, str] | None:
    """(category, date as printed) if `line` says `Ngày đăng :`."""
    if len(line) > _LONGEST_POSTED or not (found := _POSTED.search(line)):
        return None
    category, date = line[: found.start()].strip(), line[found.end() :].strip()
    if category and category[-1] not in "-–—":
        return None
    return category.rstrip("-–— \t"), date


def is_furniture(line: str) -> bool:
    """Whether `line` is a label of the page with nothing after it, such as `Video clip:`."""
    stripped = line.strip()
    if not stripped.endswith(":") or len(stripped) > 40:
        return False
    label = normalize("NFC", stripped[:-1]).lower()
    return " ".join(label.split()) in FURNITURE


def _caption(line: str) -> str | None:
    """The caption if `line` is one."""
    stripped = line.strip()
    if stripped == "|":
        return ""
    if stripped.endswith("|") and stripped[-2].isspace():
        return stripped[:-1].strip()
    return stripped if is_caption(stripped) else None
