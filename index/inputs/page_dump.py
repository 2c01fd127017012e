"""Page dumps: one article as the text of its web page.

Line 1 is the title, line 2 `CATEGORY - Ngày đăng : HH:MM, DD/MM/YYYY`; then paragraphs, and
captions of pictures, which end in ` |`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import normalize

from index.articles.article import Article, Rejected
from index.inputs.content import HEAD, Content, DamagedError
from index.inputs.conversion import Options, UnusableError, article_from
from index.inputs.encodings import explain
from index.inputs.lines import LONGEST, excerpt, is_blank
from index.inputs.seeming import seeming
from index.vietnamese import legacy

FURNITURE = frozenset(
    {
        *("ảnh", "audio", "clip", "video", "video clip"),
        *("bài liên quan", "tin bài liên quan", "tin cùng chuyên mục", "tin liên quan"),
        *("chia sẻ", "đọc thêm", "xem thêm", "tags", "từ khóa", "từ khoá"),
    }
)
"""Lines that are on a page and not in the article, when nothing follows their colon."""

_LONGEST_DATE_LINE = 300
_POSTED = re.compile(
    "(?:{}|{})".format(*(normalize(form, r"ngày\s{1,3}đăng") for form in ("NFC", "NFD")))
    + r"\s{0,3}:",
    re.IGNORECASE,
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))


def read(content: Content, options: Options) -> Iterator[Article | Rejected]:
    """The one article in `content`; nothing if there is nothing but white space."""
    data, damage = _all(content.chunks)
    if damage:
        data = data[: data.rfind(b"\n") + 1]
    if len(data) > LONGEST:
        reason = f"it has more than {LONGEST:,} bytes, too many for one article"
        yield Rejected(content.name, reason, excerpt(data))
    elif is_binary(data[:HEAD]):
        yield Rejected(content.name, "it is not text", excerpt(data))
    elif not is_blank(data):
        yield _article(content, data, damage, options)
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


def _article(
    content: Content, data: bytes, damage: DamagedError | None, options: Options
) -> Article | Rejected:
    try:
        decoded = legacy.decode(data)
    except legacy.UnreadableError as error:
        reason = f"it is not UTF-8 text{explain(error)}"
        return Rejected(f"{content.name}, byte {error.start}", reason, excerpt(data))
    what = seeming(decoded.text)
    if what is not None:
        reason = f"it is no article but looks like {what}; bring it as JSON Lines"
        return Rejected(content.name, reason, excerpt(data))
    notes = [*content.notes, *decoded.notes()]
    if damage:
        notes.append("body: the file is damaged, this is what could be read")
    try:
        record = parse(decoded.text)
        return article_from(record, Options(options.namespace), notes=notes, restore=False)
    except UnusableError as error:
        return Rejected(content.name, str(error), excerpt(data))


def parse(text: str) -> dict[str, str | list[str]]:
    """The record of a page: title, category, published (as printed), body and captions."""
    lines = [line for line in re.split(r"\r\n|\n|\r", text) if line.strip()]
    record: dict[str, str | list[str]] = {}
    if lines and not _date_line(lines[0]):
        record["title"] = lines.pop(0)
    if lines and (found := _date_line(lines[0])):
        record["category"], record["published"] = found
        del lines[0]

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
    return record


def is_furniture(line: str) -> bool:
    """Whether `line` is a label of the page with nothing after it, such as `Video clip:`."""
    stripped = line.strip()
    if not stripped.endswith(":") or len(stripped) > 40:
        return False
    label = normalize("NFC", stripped[:-1]).lower()
    return " ".join(label.split()) in FURNITURE


def _date_line(line: str) -> tuple[str, str] | None:
    """(category, date as printed) if `line` is the one that has them."""
    if len(line) > _LONGEST_DATE_LINE or not (posted := _POSTED.search(line)):
        return None
    category, date = line[: posted.start()].strip(), line[posted.end() :].strip()
    if category and category[-1] not in "-–—":
        return None
    return category.rstrip("-–— \t"), date


def _caption(line: str) -> str | None:
    """The caption if `line` is one."""
    stripped = line.strip()
    if stripped == "|":
        return ""
    if stripped.endswith("|") and stripped[-2].isspace():
        return stripped[:-1].strip()
    return None
