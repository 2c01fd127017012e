"""What stands above and below the article on a page that was copied as a text."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from index.inputs.texts.date_lines import date_line
from index.inputs.texts.furniture import (
    COMMENTS,
    CONTACT,
    HASHTAGS,
    IMPRINT,
    OF_COMMENTS,
    RELATED,
    TAGS,
    is_control,
    is_menu,
    is_motto,
    masthead,
    section_of,
    way,
)
from index.inputs.texts.sections import is_section
from index.inputs.texts.signatures import is_signature

_MOST_ABOVE = 40  # lines
_LONG = 80  # characters of a paragraph
_LONGEST_HEADLINE = 170
_SENTENCE = re.compile(r"[.!?…][\"'”’)]*\s*$")
_BULLET = re.compile(r"^\s*(?:[-–•*▪►+>»]+|\d{1,2}[.)])\s*")
_OTHER_ARTICLE = re.compile(r"\s*(?:>>|»|►|▶|➤|=>)\s*\S.*")


class Edges(NamedTuple):
    """The lines of an article, what the page says for fields around it, and what was left out."""

    lines: list[str]
    record: dict[str, Any]
    left_out: list[str]


def without_edges(lines: list[str]) -> Edges:
    """The lines of a page without what is above and below its article."""
    record: dict[str, Any] = {}
    left_out: list[str] = []
    rest = _without_controls(lines, left_out)
    rest = _below(_above(rest, record, left_out), record, left_out)
    return Edges(rest, record, left_out) if rest else Edges(lines, {}, [])


def _without_controls(lines: list[str], left_out: list[str]) -> list[str]:
    """The lines but for controls; what may head the comments stays where there is text above."""
    kept: list[str] = []
    begun = False
    for line in lines:
        if is_control(line) and not (begun and COMMENTS.fullmatch(line.strip())):
            left_out.append(line.strip())
            continue
        kept.append(line)
        begun = begun or len(line) >= _LONG
    return kept


def _above(lines: list[str], record: dict[str, Any], left_out: list[str]) -> list[str]:
    """The lines from the title on, or from a section that stands alone above it."""
    start = _after_masthead(lines, record)
    place = start
    while place < min(len(lines), _MOST_ABOVE) and is_menu(lines[place]):
        place += 1
    several = place == start + 1 and not is_section(lines[start].strip())
    at_home = place > start and lines[start].strip().lower() == "trang chủ"
    if place - start > 2 or several or at_home:
        last = lines[place - 1].strip()
        if place - start == 2 and at_home:  # the page's own way: the front page and a section
            record["category"] = last
        start = place
    if start < len(lines) and (steps := way(lines[start])) is not None:
        following = [line.strip().casefold() for line in lines[start + 1 : start + 4]]
        if len(steps) > 1 and steps[-1].casefold() in following:
            steps = steps[:-1]
        if section := section_of(steps):
            record["category"] = section
        start += 1
    if start >= len(lines) or (start and not _may_begin(lines[start:])):
        record.clear()
        return lines
    left_out += [line.strip() for line in lines[:start]]
    rest = lines[start:]
    if len(rest) > 1 and rest[1].strip() == rest[0].strip() and _is_headline(rest[0].strip()):
        rest = rest[1:]
    elif len(rest) > 1 and _is_titled(rest[0].strip(), rest[1].strip()):
        left_out.append(rest[0].strip())
        rest = rest[1:]
    return rest


def _after_masthead(lines: list[str], record: dict[str, Any]) -> int:
    """Behind the name of the paper and what stands under it: its motto, the day, its number."""
    if not lines or not masthead(lines[0]):
        return 1 if len(lines) > 2 and is_motto(lines[0]) and masthead(lines[1]) else 0
    record["source"] = lines[0].strip()
    place = 1
    while place < len(lines) and (is_motto(lines[place]) or masthead(lines[place])):
        place += 1
    day = date_line(lines[place]) if place < len(lines) else None
    if day and not day.timed and any(_is_dated(line) for line in lines[place + 1 : place + 8]):
        place += 1  # the day on which the page was shown
    return place


def _is_dated(line: str) -> bool:
    found = date_line(line)
    return found is not None and found.strong


def _may_begin(lines: list[str]) -> bool:
    """Whether an article may begin with these lines: a title, and text behind it."""
    return len(lines) > 1 and not (date_line(lines[0]) and len(lines) < 3)


def _is_titled(first: str, second: str) -> bool:
    """Whether a line is the title of the window: that of the article, and the paper's name."""
    if len(second) < 15 or not first.casefold().startswith(second.casefold()):
        return False
    return re.match(r"\s*[-–—|»]\s*\S", first[len(second) :]) is not None


def _below(lines: list[str], record: dict[str, Any], left_out: list[str]) -> list[str]:
    """The lines up to what follows the text; lists of other articles within it go, too."""
    begin = next((place for place, line in enumerate(lines) if _is_text(line)), len(lines))
    kept = lines[: begin + 1]
    place = begin + 1
    while place < len(lines):
        line = lines[place].strip()
        end = _end_of_block(lines, place)
        if end == place:
            if not _take_tags(line, record):
                kept.append(lines[place])
            place += 1
            continue
        block = lines[place:end]
        tagged = TAGS.fullmatch(line)
        if tagged and not tagged["tags"].strip():
            record.setdefault("tags", [one.strip(" ,;#") for one in block[1:]])
        else:
            left_out += [one.strip() for one in block]
        place = end
    return kept


def _take_tags(line: str, record: dict[str, Any]) -> bool:
    """Take the keywords on a line, if it has nothing else."""
    found = TAGS.fullmatch(line)
    if found and found["tags"].strip() and not _SENTENCE.search(line) and "tags" not in record:
        given = re.split(r"[,;]|\s(?=#)", found["tags"])
        tags = [one.strip(" #") for one in given if one.strip(" #")]
        if all(len(one) <= 60 for one in tags):
            record["tags"] = tags
            return True
    if HASHTAGS.fullmatch(line):
        record.setdefault("tags", [one.replace("_", " ") for one in re.findall(r"#([\w-]+)", line)])
        return True
    return False


def _is_text(line: str) -> bool:
    """Whether a line is a paragraph of a text."""
    return len(line) >= _LONG or (_SENTENCE.search(line) is not None and len(line.split()) > 4)


def _end_of_block(lines: list[str], place: int) -> int:
    """Behind the last line of the block that begins at a place, which is `place` for the text."""
    line = lines[place].strip()
    if RELATED.fullmatch(line) or _OTHER_ARTICLE.fullmatch(line):
        end = place + 1
        while end < len(lines) and _is_headline(lines[end]):
            end += 1
        listed = end - place - 1
        if end > place + 1 and end == len(lines) and is_signature(lines[end - 1]):
            end -= 1
        is_told = line.endswith(":") or listed > 0 or end == len(lines)
        return end if is_told or _OTHER_ARTICLE.fullmatch(line) else place
    tagged = TAGS.fullmatch(line)
    if tagged and not tagged["tags"].strip():
        end = place + 1
        while end < len(lines) and len(lines[end].strip()) <= 40 and _is_headline(lines[end]):
            end += 1
        return end
    found = COMMENTS.fullmatch(line)
    if found:
        counted = found["count"] or found["number"] or found["form"]
        rest = lines[place + 1 :]
        of_comments = any(OF_COMMENTS.fullmatch(one.strip()) for one in rest)
        return len(lines) if counted or of_comments or not rest else place
    return len(lines) if _is_imprint(lines[place:]) else place


def _is_imprint(lines: list[str]) -> bool:
    """Whether lines, the last ones, are the imprint of the page; contacts may stand above."""
    first = next((line.strip() for line in lines if not CONTACT.match(line.strip())), "")
    return IMPRINT.match(first) is not None and not any(map(_is_prose, lines[1:]))


def _is_headline(line: str) -> bool:
    """Whether a line may be the headline of another article, or the day of one."""
    text = _BULLET.sub("", line.strip())
    if not text or COMMENTS.fullmatch(text) or RELATED.fullmatch(text) or IMPRINT.match(text):
        return False
    if TAGS.fullmatch(text):
        return False
    return len(text) <= _LONGEST_HEADLINE and not (_SENTENCE.search(text) and text[-1] != "?")


def _is_prose(line: str) -> bool:
    return len(line) >= 2 * _LONG and _SENTENCE.search(line) is not None and not IMPRINT.match(line)
