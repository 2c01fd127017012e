"""The text of a page's article: trafilatura's choice, after what is none has been taken out."""

from __future__ import annotations

import logging
import re
from copy import deepcopy
from itertools import islice
from typing import Any

from index.inputs.html.clearing import heads_others, is_prose, wrap_lines
from index.inputs.html.page import similar
from index.inputs.html.tree import Element, lines_of

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_RELATED = re.compile(
    r"^\W*(?:xem thêm|đọc thêm|tin liên quan|bài liên quan|tin cùng chuyên mục|có thể bạn quan tâm"
    r"|tin bài liên quan|mời (?:độc giả|quý vị|bạn đọc) (?:xem|đọc)|>>+|»|tin khác|bài viết khác"
    r"|chia sẻ(?: bài viết)?$|từ khóa|từ khoá|tags?\s*:|chủ đề\s*:|in bài|lưu bài|bình luận"
    r"|theo dõi (?:chúng tôi|báo)|đăng nhập|gửi bình luận|quảng cáo\W*$"
    r"|tin (?:đã đưa|tức khác)|các tin (?:khác|đã đưa)|nghe đọc bài|video\s*:?$)",
    re.I,
)
# What papers print below all of their pages.
_MASTHEAD = re.compile(
    r"(?:giấy phép(?: số|:)|tổng biên tập\s*:|bản quyền (?:thuộc|của|©)|copyright|©|toà? soạn\s*:"
    r"|licen[sc]e no"
    r"|tòa soạn\s*:|all rights reserved|ghi rõ nguồn|cơ quan chủ quản\s*:)",
    re.I,
)
_LAST, _LONGEST_MASTHEAD = 6, 500
_LONGEST_RELATED = 250
_MOST_CHOSEN = 20_000  # elements of which trafilatura chooses
_LEAST = 0.6  # of the text that stands together


def body(tree: Element, main: Element | None, url: str, said: list[str]) -> str:
    """The text of the article in a tree, a line for each paragraph, without what is `said` already
    (the headline, the lead, captions).

    Where trafilatura finds much less than what stands in `main`, which holds most prose, that is
    the text.
    """
    if main is not None:
        wrap_lines(main)
    chosen = _chosen(tree, url)
    if chosen is None and main is None:
        main = tree.find("body")
    kept = _without(chosen or [], said)
    if main is not None and main.getparent() is not None:
        own = _without(lines_of(main), said)
        if sum(map(len, kept)) < _LEAST * sum(map(len, own)):
            kept = own
    return "\n".join(kept)


def _chosen(tree: Element, url: str) -> list[str] | None:
    """The lines of a tree that trafilatura takes for the article's; None of a tree that is so large
    that it would take seconds."""
    from trafilatura import bare_extraction  # noqa: PLC0415  (it takes a fifth of a second)

    if sum(1 for _ in islice(tree.iter(), _MOST_CHOSEN + 1)) > _MOST_CHOSEN:
        return None
    document: Any = bare_extraction(
        deepcopy(tree),
        url=url or None,
        fast=True,
        include_comments=False,
        include_tables=True,
        favor_recall=True,
    )
    text = (document.text if document is not None else "") or ""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _without(lines: list[str], said: list[str]) -> list[str]:
    plain = {_plain(text) for text in said if text}
    kept = []
    for number, each in enumerate(lines):
        line = each.removeprefix("- ")
        if line.startswith("|") and line.endswith("|"):
            line = " ".join(filter(None, map(str.strip, line.split("|"))))
        if not line.strip("-| "):
            continue
        if _plain(line) in plain:
            continue
        if heads_others(line) and not any(map(is_prose, lines[number + 1 :])):
            break
        if len(line) <= _LONGEST_RELATED and _RELATED.match(line):
            continue
        if (
            number >= len(lines) - _LAST
            and len(line) < _LONGEST_MASTHEAD
            and _MASTHEAD.search(line)
        ):
            continue
        if number < 3 and any(len(text) > 40 and similar(line, text) > 0.9 for text in said):
            continue
        kept.append(line)
    return kept


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())
