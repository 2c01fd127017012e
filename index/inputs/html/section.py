"""The section of a paper in which a page stands."""

from __future__ import annotations

import re

from index.inputs.html.json_ld import Node, clean, each, text_at, types_of
from index.inputs.html.page import Page, similar
from index.inputs.html.tree import Element, text_of

_HOME = re.compile(
    r"^(?:trang chủ|trang nhất|home|trang chu|homepage|chuyên mục|mục|tin tức|bạn đang ở đây:?"
    r"|»|>|/)$",
    re.I,
)
_CRUMBS = (
    "//*[contains(translate(@class, 'BREADCUM', 'breadcum'), 'crumb')"
    " or contains(translate(@id, 'BREADCUM', 'breadcum'), 'breadcrumb')"
    " or contains(@class, 'pathway') or contains(@class, 'duong-dan')"
    " or contains(@class, 'duongdan') or contains(@class, 'you-are-here')]"
)
_CLASS = re.compile(
    r"(?:^|[\s_-])(?:cate(?:gory)?\b|cat\b|cattitle|chuyen-?muc|muc\b|entry-crumb|section-name|cat-name|cat-links)",
    re.I,
)
_MOST_WORDS = 5
_LONGEST = 60


def section(page: Page, title: str, headline: Element | None) -> str:
    """The section: what the head says, else the way to the page as it is shown, else what stands
    alone above the headline."""
    told = (
        text_at(page.article, "articleSection"),
        page.meta(
            "article:section",
            "og:article:section",
            "section",
            "articlesection",
            "cxenseparse:category",
        ),
    )
    for text in told:
        name = _first(re.split(r"\s*[,;|]\s*|\s+[>»/]\s+", text), title, page)
        if name:
            return name
    for node in page.nodes:
        if types_of(node) & {"breadcrumblist"}:
            name = _first(_crumbs_told(node), title, page)
            if name:
                return name
    for crumbs in page.tree.xpath(_CRUMBS):
        links = [text_of(link) for link in crumbs.iter("a")]
        name = _first(links or re.split(r"\s*[»>/|]\s*", text_of(crumbs)), title, page)
        if name:
            return name
    return _marked(page, title) or _above(page, title, headline)


def _above(page: Page, title: str, headline: Element | None) -> str:
    """A link that stands alone in the last block with text before the headline."""
    for one in (headline, *headline.iterancestors()) if headline is not None else ():
        if one.tag in ("body", "html"):
            return ""
        before = one.getprevious()
        while before is not None and not (isinstance(before.tag, str) and text_of(before)):
            before = before.getprevious()
        if before is None:
            continue
        links = [link for link in before.iter("a") if text_of(link)]
        name = text_of(links[0]) if links else ""
        is_alone = len(links) == 1 and text_of(before).strip(" »>/|") == name
        is_home = is_alone and page.is_home(links[0].get("href") or "")
        if not is_alone or is_home or (links[0].get("href") or "").strip() in ("/", "./", "#"):
            return ""
        return _first([name], title, page) if len(name.split()) <= _MOST_WORDS else ""
    return ""


def _crumbs_told(node: Node) -> list[str]:
    items = [one for one in each(node.get("itemListElement")) if hasattr(one, "get")]
    items.sort(key=_position)
    return [text_at(one, "name") or text_at(one, "item") for one in items]


def _position(item: Node) -> float:
    try:
        return float(item.get("position", 0))
    except (TypeError, ValueError):
        return 0.0


def _first(names: list[str], title: str, page: Page) -> str:
    """The first name that is neither the page's own, nor the home page's."""
    for name in [clean(name).strip(" »>/|") for name in names]:
        if not name or len(name) > _LONGEST or _HOME.match(name) or name.startswith("http"):
            continue
        if name.casefold() == page.site.casefold() or similar(name, title) > 0.6:
            continue
        return name
    return ""


def _marked(page: Page, title: str) -> str:
    """What an element is called whose names say that it is the section."""
    for one in page.tree.xpath(
        "//a[@class or @rel]|//span[@class]|//div[@class]|//td[@class]|//p[@class]"
    ):
        names = one.get("class") or ""
        if not (_CLASS.search(names) or "category" in (one.get("rel") or "")):
            continue
        if any(up.tag in ("nav", "aside", "footer") for up in one.iterancestors()):
            continue
        text = text_of(one)
        if 0 < len(text) <= _LONGEST and _first([text], title, page):
            return text.strip(" »>/|")
    return ""
