"""The text of a page's article: trafilatura's choice, after what is none has been taken out."""

from __future__ import annotations

import logging
import re
from copy import deepcopy
from itertools import islice
from typing import Any

from index.inputs.html.page import Page, similar
from index.inputs.html.tree import BLOCKS, Element, ancestors, lines_of, names_of, remove, text_of

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_ELSEWHERE = re.compile(
    r"(?:^|[\s_-])(?:relat\w*|lien-?quan|tin-?(?:khac|moi|lien|cung|hot)|readmore|read-more|xem-?them"
    r"|doc-?them|comments?|binh-?luan|y-?kien|share\w*|social\w*|breadcrumbs?|sidebar|footer|menu|nav"
    r"|navbar|banner|ads?|advert\w*|quang-?cao|tags?|tag-?list|toolbar|print|newsletter|subscribe|most"
    r"|popular|other-?news|more-?news|box-?(?:tin|news|relat)|widget|cookie|popup|modal|vote|rating"
    r"|author-(?:bio|box|card|info)|bio|copyright|pagination|paging|wp-block-latest-posts)(?=$|[\s_-])",
    re.I,
)
_RELATED = re.compile(
    r"^\W*(?:xem thêm|đọc thêm|tin liên quan|bài liên quan|tin cùng chuyên mục|có thể bạn quan tâm"
    r"|tin bài liên quan|mời (?:độc giả|quý vị|bạn đọc) (?:xem|đọc)|>>+|»|tin khác|bài viết khác"
    r"|chia sẻ(?: bài viết)?$|từ khóa|từ khoá|tags?\s*:|chủ đề\s*:|in bài|lưu bài|bình luận"
    r"|theo dõi (?:chúng tôi|báo)|đăng nhập|gửi bình luận|quảng cáo$|nghe đọc bài|video\s*:?$)",
    re.I,
)
_PARTS = (
    *("nav", "footer", "aside", "div", "section", "ul", "table", "p", "li", "form", "figure"),
    "header",
)
# What papers print below all of their pages.
_MASTHEAD = re.compile(
    r"(?:giấy phép(?: số|:)|tổng biên tập\s*:|bản quyền (?:thuộc|của|©)|copyright|©|toà? soạn\s*:"
    r"|tòa soạn\s*:|all rights reserved|ghi rõ nguồn|cơ quan chủ quản\s*:)",
    re.I,
)
_LAST, _LONGEST_MASTHEAD = 6, 500
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_LONGEST_RELATED = 250
_SHORTEST = 60  # characters of what follows the text and belongs to it
_LINKS = 0.4  # of what follows the text, at most
_LONG_LINK = 25
_LONGEST_BOX = 600
_FEWEST_TEASERS, _LONGEST_TEASER = 2, 400
_MOST_CHOSEN = 20_000  # elements of which trafilatura chooses
_LEAST = 0.6  # of the text that stands together
_OF_LAYOUT = 400  # characters from which on the cell of a table holds text, not a value


def prepare(tree: Element) -> None:
    """Take out of a tree what is never text of an article: scripts, forms, what is hidden."""
    for one in list(
        tree.iter(
            "script",
            "style",
            "noscript",
            "iframe",
            "template",
            "svg",
            "button",
            "select",
            "textarea",
            "object",
            "embed",
        )
    ):
        remove(one)
    for one in tree.xpath("//*[@style or @hidden or @aria-hidden]"):
        if _HIDDEN.search(one.get("style") or "") or one.get("hidden") is not None:
            remove(one)
    _unroll_layout(tree)


def _unroll_layout(tree: Element) -> None:
    """Make blocks of the tables in which old pages lay out their text."""
    for table in list(tree.iter("table")):
        cells = list(table.iter("td"))
        if not any(len(text_of(cell)) >= _OF_LAYOUT for cell in cells):
            continue
        own = [
            one
            for one in table.iter("tr", "td", "th", "tbody", "thead", "tfoot")
            if next(one.iterancestors("table"), None) is table
        ]
        for one in [table, *own]:
            one.tag = "div"


def remove_before(headline: Element) -> None:
    """Take out what stands before the headline: menus, the day's date, other articles."""
    for one in (headline, *headline.iterancestors()):
        if one.tag in ("body", "html"):
            return
        for earlier in list(one.itersiblings(preceding=True)):
            if isinstance(earlier.tag, str) and earlier.tag != "head":
                earlier.getparent().remove(earlier)
        parent = one.getparent()
        if parent is not None and parent.tag != "html":
            parent.text = None


def remove_after(main: Element) -> None:
    """Take out what follows the text and is mostly links, or very short."""
    for one in (main, *main.iterancestors()):
        if one.tag in ("body", "html"):
            return
        for later in list(one.itersiblings()):
            if not isinstance(later.tag, str):
                continue
            length = len(text_of(later))
            linked = sum(len(text_of(link)) for link in later.iter("a"))
            if length < _SHORTEST or linked > length * _LINKS:
                remove(later)


def strip_boxes(main: Element) -> None:
    """Take the boxes out of a text that lead to other articles: a linked headline on a line of its
    own, with what stands around it."""
    long: set[Element] = set()
    for link in list(main.iter("a")):
        said = text_of(link)
        box = link.getparent()
        if (
            box in long
            or len(said) < _LONG_LINK
            or box is None
            or box is main
            or text_of(box) != said
        ):
            continue
        if main not in ancestors(box):
            continue  # it went with another
        while box.getparent() is not main and not _is_long(box.getparent(), long):
            box = box.getparent()
        remove(box)


def _is_long(element: Element, long: set[Element]) -> bool:
    """Whether an element is no box; those that are too long for one are kept in `long`, since all
    their other links ask it, too. What is taken out of them in between makes no difference."""
    if element not in long and len(text_of(element)) >= _LONGEST_BOX:
        long.add(element)
    return element in long


def _is_of_teasers(element: Element) -> bool:
    """Whether an element lists other articles: linked headlines with little text each."""
    links = sum(len(text_of(link)) >= _LONG_LINK for link in element.iter("a"))
    return links >= _FEWEST_TEASERS and len(text_of(element)) < links * _LONGEST_TEASER


def _is_only_link(element: Element) -> bool:
    """Whether a paragraph is nothing but a link to another article."""
    length = len(text_of(element))
    linked = sum(len(text_of(link)) for link in element.iter("a"))
    return length >= _LONG_LINK and linked >= 0.9 * length and element.find(".//img") is None


def wrap_lines(element: Element) -> None:
    """Make paragraphs of the text that stands in blocks between others, and of broken lines."""
    for block in [element, *element.iter("div", "td", "center", "blockquote")]:
        if not _is_mixed(block):
            continue
        children = list(block)
        text, block.text = block.text, None
        for child in children:
            block.remove(child)
        paragraph = _new(block, text)
        for child in children:
            tail, child.tail = child.tail, None
            if child.tag in BLOCKS or child.tag == "br":
                if child.tag != "br":
                    block.append(child)
                paragraph = _new(block, tail)
            else:
                paragraph.append(child)
                child.tail = tail
        for one in [
            one for one in block if one.tag == "p" and not len(one) and not (one.text or "").strip()
        ]:
            block.remove(one)


def _new(block: Element, text: str | None) -> Element:
    paragraph = block.makeelement("p")
    paragraph.text = text
    block.append(paragraph)
    return paragraph


def _is_mixed(block: Element) -> bool:
    """Whether text stands directly in a block beside line breaks or other blocks."""
    parted = any(one.tag in BLOCKS or one.tag == "br" for one in block if isinstance(one.tag, str))
    own = (block.text or "").strip() or any((one.tail or "").strip() for one in block)
    return parted and bool(own)


def strip(page: Page, main: Element | None, elements: list[Element]) -> None:
    """Take out of a page what is said elsewhere (`elements`), and what is about other pages.

    `main` is what holds most of the text.
    """
    for one in elements:
        if one not in page.around:
            remove(one)
    for one in list(page.tree.iter(*_PARTS)):
        if one in page.around or one.getparent() is None or one.tag == "body":
            continue
        if one.tag in ("nav", "footer", "aside") or _ELSEWHERE.search(names_of(one)):
            if one.find(".//h1") is None:
                remove(one)
        elif (one.tag in ("p", "li", "div") and _is_only_link(one)) or (
            main is not None and main not in ancestors(one) and _is_of_teasers(one)
        ):
            remove(one)


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
