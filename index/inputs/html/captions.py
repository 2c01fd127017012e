"""The captions of the pictures in an article, and the elements that hold them."""

from __future__ import annotations

import re
from typing import NamedTuple

from index.articles.limits import ENTRIES
from index.inputs.html.tree import Element, ancestors, has_text, lines_of, names_of, text_of

_CLASS = re.compile(
    r"(?:caption|chu-?thich|photo(?:cms)?_?-?(?:desc|caption|note)|image-?(?:desc|note|title)"
    r"|img-?(?:desc|note|caption)|pic(?:ture)?-?(?:desc|caption|note)|figure-?desc|ck_legend"
    r"|desc_?image|media-?(?:desc|caption)|\bpcap|imgdes|ghi-?chu-?anh)",
    re.I,
)
_NO_CLASS = re.compile(r"(?:slide-?nav|video-?js|vjs|related|comment)", re.I)
_LONGEST = 600
_LONGEST_UNNAMED = 300
_MOST_LINES = 3
_SHORTEST_BESIDE = 8
_AROUND = ("a", "span", "picture", "center", "b", "strong", "em", "i", "noscript", "font")
_NO_BLOCK = re.compile(
    r"(?:author|avatar|byline|logo|tac-?gia|content|body|article|info|meta)", re.I
)
_SMALL = ("em", "i", "small", "font", "span", "center", "p", "div", "h6")
_CENTRED = re.compile(r"text-align:\s*center|font-style:\s*italic", re.I)
_PICTURE_CREDIT = re.compile(r"(?:^|[\s(.–-])(?:ảnh|photo|hình|nguồn ảnh)\s*:|\(ảnh\b", re.I)


class Captions(NamedTuple):
    """The captions in order, each once, and the elements that hold them."""

    texts: tuple[str, ...]
    elements: list[Element]


def captions(article: Element, headline: Element | None) -> Captions:
    """The captions in the part of a page that is its article, under its `headline`."""
    found: dict[int, tuple[Element, str]] = {}
    order = {one: number for number, one in enumerate(article.iter())}
    above = set() if headline is None else {headline, *headline.iterancestors()}
    for one in (
        *_named(article),
        *_in_tables(article),
        *_under_pictures(article),
        *_beside_pictures(article),
    ):
        if one in above or (one.getparent() is not None and one.getparent() in above - {article}):
            continue
        if any(up in order and order[up] in found for up in (one, *ancestors(one))):
            continue
        text = text_of(one)
        if text and len(text) <= _LONGEST:
            found[order[one]] = (one, text)
    ordered = [found[number] for number in sorted(found)][: ENTRIES["captions"]]
    texts = tuple(dict.fromkeys(text for _, text in ordered))
    return Captions(texts, [one for one, _ in ordered])


def _named(article: Element) -> list[Element]:
    """Elements that say that they are captions."""
    found = []
    for one in article.iter(
        "figcaption", "p", "div", "span", "td", "em", "i", "h6", "small", "font"
    ):
        names = names_of(one) + " " + (one.get("data-role") or "").lower()
        if one.tag == "figcaption" or (_CLASS.search(names) and not _NO_CLASS.search(names)):
            if one.tag != "figcaption" and one.find(".//img") is not None:
                continue  # what holds the picture, too
            found.append(one)
    return found


def _in_tables(article: Element) -> list[Element]:
    """The text cells of small tables that hold a picture."""
    found = []
    for table in article.iter("table"):
        if table.find(".//img") is None or table.find(".//table") is not None:
            continue
        cells = list(table.iter("td", "th"))
        texts = [cell for cell in cells if text_of(cell)]
        if len(cells) > 8 or any(len(text_of(cell)) > _LONGEST for cell in texts):
            continue
        without = [cell for cell in texts if cell.find(".//img") is None]
        if without:
            found += without
        elif len(texts) == 1:
            found += [
                one
                for one in texts[0]
                if one.tag in _SMALL and text_of(one) and one.find(".//img") is None
            ]
    return found


def _under_pictures(article: Element) -> list[Element]:
    """Small or centred text that stands directly under a picture."""
    found = []
    with_text: dict[Element, bool] = {}
    for image in article.iter("img"):
        holder = image
        parent = holder.getparent()
        while parent is not None and parent is not article:
            if parent not in with_text:
                with_text[parent] = has_text(parent)
            if with_text[parent]:
                break
            holder, parent = parent, parent.getparent()
        if (holder.tail or "").strip():
            continue
        following = holder.getnext()
        while (
            following is not None and following.tag == "br" and not (following.tail or "").strip()
        ):
            following = following.getnext()
        if following is None or following.tag not in _SMALL:
            continue
        if _is_set_small(following):
            found.append(following)
    return found


def _beside_pictures(article: Element) -> list[Element]:
    """The block of a picture in which a little text stands below it, and nothing else."""
    found = []
    seen = {article}
    for image in article.iter("img"):
        block = image.getparent()
        while block is not None and block is not article and block.tag in _AROUND:
            block = block.getparent()
        if block is None or block in seen or block.tag not in ("div", "blockquote"):
            continue
        seen.add(block)
        is_short = _SHORTEST_BESIDE <= len(text_of(block)) <= _LONGEST_UNNAMED
        if not is_short or _NO_BLOCK.search(names_of(block)) or _has_text_before(block, image):
            continue
        if next(block.iter("a", "h1", "h2", "h3"), None) is None:
            found.append(block)
    return found


def _has_text_before(block: Element, image: Element) -> bool:
    """Whether text stands in a block before a picture."""
    for one in block.iter():
        if one is image:
            return False
        if (one.text or "").strip() or (one is not block and (one.tail or "").strip()):
            return True
    return False


def _is_set_small(element: Element) -> bool:
    """Whether a text is set as captions are: small, slanted, or centred, and short."""
    text = text_of(element)
    if not 0 < len(text) <= _LONGEST_UNNAMED or element.find(".//img") is not None:
        return False
    if element.tag in ("em", "i", "small", "h6"):
        return len(lines_of(element)) <= _MOST_LINES
    style = element.get("style") or ""
    if _CENTRED.search(style) or (element.get("align") or "").lower() == "center":
        return True
    if element.tag == "center" or _PICTURE_CREDIT.search(text):
        return True
    if element.tag == "font":
        return (element.get("size") or "") in ("1", "2", "-1", "-2")
    inner = [one for one in element if text_of(one)]
    return bool(inner) and all(
        one.tag in ("em", "i", "small") and text_of(one) == text for one in inner
    )
