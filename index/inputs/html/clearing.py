"""What is no text of a page's article taken out of its tree, and its paragraphs made whole."""

from __future__ import annotations

import re

from index.inputs.html.page import Page
from index.inputs.html.tree import BLOCKS, Element, ancestors, lines_of, names_of, remove, text_of

_ELSEWHERE = re.compile(
    r"(?:^|[\s_-])(?:relat\w*|lien-?quan|tin-?(?:khac|moi|lien|cung|hot)|readmore|read-more|xem-?them"
    r"|doc-?them|comments?|binh-?luan|y-?kien|share\w*|social\w*|breadcrumbs?|sidebar|footer|menu|nav"
    r"|navbar|banner|ads?|advert\w*|quang-?cao|tags?|tag-?list|toolbar|print|newsletter|subscribe|most"
    r"|popular|polls?|binh-?chon|tham-?do|other-?news|news-?other|more-?news|box-?(?:tin|news|relat)|widget|cookie|popup|modal|vote|rating"
    r"|author-(?:bio|box|card|info)|bio|copyright|pagination|paging|wp-block-latest-posts)(?=$|[\s_-])",
    re.I,
)
# What stands above the titles of other articles, to the end of the page.
_HEADS_OTHERS = re.compile(
    r"\W*(?:các )?(?:tin|bài)(?: tức| viết| bài)? (?:khác|liên quan|mới hơn|cũ hơn|đã đưa"
    r"|cùng (?:chuyên )?mục|cùng chủ đề)\W*",
    re.I,
)
_LONGEST_TITLE = 160
_PARTS = (
    *("nav", "footer", "aside", "div", "section", "ul", "table", "p", "li", "form", "figure"),
    "header",
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_SHORTEST = 60  # characters of what follows the text and belongs to it
_LINKS = 0.4  # of what follows the text, at most
_LONG_LINK = 25
_BESIDE_LINK = re.compile(r"^[\s•»›*+-]+|\s*\(?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?\)?\s*$")
_LONGEST_BOX = 600
_FEWEST_TEASERS, _LONGEST_TEASER = 2, 400
_MANY_BREAKS = 4  # in a block: it is laid out by them
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
    for block in list(tree.iter("td", "div", "font", "body")):
        if sum(one.tag == "br" for one in block) >= _MANY_BREAKS and _is_mixed(block):
            _wrap(block)


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
    own, with what stands around it; and the list under a heading for other articles that ends it.
    """
    for heading in list(main.iter("h2", "h3", "h4", "h5", "h6", "p", "div", "b", "strong")):
        if len(heading) > 1 or not heads_others(text_of(heading)):
            continue
        list_ = [one for one in heading.itersiblings() if isinstance(one.tag, str)]
        tails = [(one.tail or "").strip() for one in (heading, *list_)]
        if any(map(is_prose, tails)) or any(
            is_prose(line) for one in list_ for line in lines_of(one)
        ):
            continue
        for one in (heading, *list_):
            remove(one)
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
    """Whether a paragraph is nothing but a link to another article, and its date."""
    length = len(_BESIDE_LINK.sub("", text_of(element)))
    linked = sum(len(text_of(link)) for link in element.iter("a"))
    return length >= _LONG_LINK and linked >= 0.9 * length and element.find(".//img") is None


def wrap_lines(element: Element) -> None:
    """Make paragraphs of the text that stands in blocks between others, and of broken lines."""
    for block in [element, *element.iter("div", "td", "center", "blockquote")]:
        if _is_mixed(block):
            _wrap(block)


def _wrap(block: Element) -> None:
    """Make paragraphs of the text between the line breaks and blocks in a block."""
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


def heads_others(line: str) -> bool:
    """Whether a line is a heading for other articles."""
    return _HEADS_OTHERS.fullmatch(line) is not None


def is_prose(line: str) -> bool:
    """Whether a line is a sentence, or longer than titles are."""
    return len(line) > _LONGEST_TITLE or line.endswith((".", "!", "?", "…"))
