"""A page with all that its head says, for those who look for one thing in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

from index.articles.dates import simplified
from index.inputs.html import json_ld
from index.inputs.html.json_ld import Node, clean, text_at
from index.inputs.html.tree import Element, text_of

_LONGEST_NAME = 6  # words of a paper's name
_LONGEST_TITLE = 2_000  # characters
_LONGEST_META = 20_000
_WORD = re.compile(r"\w+")
_SEPARATORS = re.compile(r"\s+(?:[-–—|•·:]|::|»|«|>|/)\s+|\s*[|»«]\s*")
_OF_PAPERS = re.compile(
    r"\b(?:bán nguyệt san|nguyệt san|tuần báo|tập san|đặc san|nội san|bản tin"
    r"|báo|online|điện tử|tạp chí|đài|cổng thông tin|trang|tin tức|news|newspaper|daily|times"
    r"|thông tấn|truyền hình|blog|website|vnexpress|\w+\.(?:vn|com|net|org|example))\b",
    re.I,
)

_OF_AUTHORITIES = re.compile(
    r"(?:trang (?:thông tin|tin)|cổng (?:thông tin|ttđt)|web ?site|đài (?:phát thanh|pt|truyền))",
    re.I,
)
_WITHOUT_MARKS = re.compile(r"\bbao\b.*\b(?:dien tu|online)\b|\bonline$|^bao [\w ]+$|\btap chi\b")
_HOME = re.compile(
    r"^(?:trang chủ|trang nhất|home|index|untitled|new page.*|tin tức|chi tiết.*)$", re.I
)


class Page:
    """A parsed page; `facts` are what is known of it from outside (see `Content`).

    `around` are the elements that hold the article, which say nothing of what else is in them.
    """

    def __init__(self, tree: Element, facts: Mapping[str, Any]) -> None:
        self.tree = tree
        self.facts = facts
        self.around: frozenset[Element] = frozenset()

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """What the page's `meta` elements say, by name, property or itemprop in small letters."""
        found: dict[str, list[str]] = {}
        for meta in self.tree.iter("meta"):
            name = meta.get("property") or meta.get("name") or meta.get("itemprop")
            content = clean((meta.get("content") or "")[:_LONGEST_META])
            if name and content:
                found.setdefault(name.strip().lower(), []).append(content)
        return found

    def meta(self, *names: str) -> str:
        """The first thing that is said under one of some names."""
        return next((self.metas[name][0] for name in names if name in self.metas), "")

    @cached_property
    def nodes(self) -> list[Node]:
        """The objects of its JSON-LD."""
        return json_ld.nodes_of(self.tree)

    @cached_property
    def article(self) -> Node:
        """What its JSON-LD says of the article; empty if nothing.

        Of several articles it is the one that has the page's address or title.
        """
        articles = json_ld.articles_of(self.nodes)
        told = {self.url, self.meta("og:url")} - {""}
        for node in articles:
            if told & {text_at(node, "url"), text_at(node, "mainEntityOfPage"), node.get("@id")}:
                return node
        titles = (self.meta("og:title"), self.head_title, *self.first_headings)
        for node in articles:
            headline = text_at(node, "headline", "name")
            if headline and any(similar(headline, title) > 0.6 for title in titles):
                return node
        if len(articles) != 1:
            return {}
        [node] = articles
        address = text_at(node, "url") or text_at(node, "mainEntityOfPage")
        is_other = _is_address(address) and told and address not in told
        return {} if is_other else node

    @cached_property
    def first_headings(self) -> tuple[str, ...]:
        """The texts of the first headings of the first level."""
        return tuple(text_of(one) for one in self.tree.xpath("(//h1)[position() < 4]"))

    @cached_property
    def head_title(self) -> str:
        """What the browser's window is called."""
        found = self.tree.find(".//title")
        return clean(text_of(found)[:_LONGEST_TITLE]) if found is not None else ""

    @cached_property
    def base(self) -> str:
        """The address to which links are relative."""
        found = self.tree.find(".//base[@href]")
        known = str(self.facts.get("url") or "")
        return urljoin(known, found.get("href")) if found is not None else known

    @cached_property
    def url(self) -> str:
        """The address of the page: what it says itself, else whence it was fetched."""
        known = str(self.facts.get("url") or "")
        candidates = [
            *(link.get("href") or "" for link in self.tree.xpath("//link[@rel='canonical']")),
            self.meta("og:url"),
            self.meta("twitter:url"),
        ]
        addresses = [str(urljoin(self.base, one.strip())) for one in candidates if one.strip()]
        whole = [one for one in addresses if _is_address(one)]
        for address in whole:
            if _has_path(address) or (known and not _has_path(known)):
                return address
        return known or (whole[0] if whole else "")

    @cached_property
    def site(self) -> str:
        """The name of the paper, as far as the page tells it."""
        node = next((node for node in self.nodes if "publisher" in node), {})
        name = (
            self.meta("og:site_name")
            or text_at(self.article, "publisher")
            or text_at(node, "publisher")
            or next(
                (
                    text_at(node, "name")
                    for node in self.nodes
                    if json_ld.types_of(node) & {"website", "newsmediaorganization"}
                ),
                "",
            )
            or self.meta("application-name", "dc.publisher")
        )
        return self._suffix or name if _is_host(name) else name

    @cached_property
    def _suffix(self) -> str:
        """What stands behind the headline in the name of the window."""
        parts = _SEPARATORS.split(self.head_title)
        known = (self.meta("og:title"), *self.first_headings)
        for part in (parts[-1], parts[0]) if len(parts) > 1 else ():
            rest = self.head_title.replace(part, "", 1)
            if len(part.split()) <= _LONGEST_NAME and any(
                similar(rest, one) > 0.8 for one in known
            ):
                return part.strip()
        return ""

    def source(self, title: str) -> str:
        """The name of the paper, whose article has this title: what the head says, else what the
        window is called beside the title."""
        if self.site:
            return self.site
        parts = [part.strip() for part in _SEPARATORS.split(self.head_title) if part.strip()]
        names = [
            part
            for part in parts
            if title
            and similar(part, title) < 0.5
            and not _HOME.match(part)
            and len(part.split()) <= 8
        ]
        if not names:
            return ""
        named = [part for part in names if _OF_PAPERS.search(part)]
        return (named or names)[-1].strip(".:|*~ ") if named or len(parts) > 1 else ""

    def without_site(self, title: str) -> str:
        """A title without the name of the paper or of a section, behind or before it."""
        parts = _SEPARATORS.split(title)
        if len(parts) < 2:
            return title
        seams = [found.span() for found in _SEPARATORS.finditer(title)]
        start, end = 0, len(title)
        while seams and self._names_site(title[seams[-1][1] : end]):
            end = seams.pop()[0]
        while seams and self._names_site(title[start : seams[0][0]]):
            start = seams.pop(0)[1]
        return title[start:end].strip()

    def is_home(self, address: str) -> bool:
        """Whether an address is that of the home page, in full."""
        try:
            home, own = urlsplit(address), urlsplit(self.url)
        except ValueError:
            return False
        return bool(own.netloc) and home.netloc == own.netloc and home.path in ("", "/")

    def is_site(self, title: str) -> bool:
        """Whether a title only names the paper, or a page of every paper."""
        return self._names_site(title) or _HOME.match(title.strip()) is not None

    def _names_site(self, part: str) -> bool:
        plain = part.strip().strip(".:|*~_-–— ").casefold()
        site = self.site.casefold()
        host = urlsplit(self.url).hostname or ""
        name = host.removeprefix("www.").partition(".")[0]
        if not plain or (site and (plain == site or plain in site or site in plain)):
            return True
        if _WITHOUT_MARKS.search(simplified(plain)) and len(plain.split()) <= 6:
            return True
        compact = re.sub(r"\W|_", "", plain)
        if name and compact in (name, host.replace(".", "")):
            return True
        if _OF_AUTHORITIES.match(plain):
            return True
        return len(plain.split()) <= 6 and _OF_PAPERS.search(plain) is not None


def similar(one: str, other: str) -> float:
    """The share of words that two texts have in common, from 0 to 1."""
    words, others = _words(one), _words(other)
    if not words or not others:
        return 0.0
    return 2 * len(words & others) / (len(words) + len(others))


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _is_host(text: str) -> bool:
    """Whether a name is none, or only that of a computer."""
    return not text or _is_address(text) or re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", text) is not None


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))


def _has_path(address: str) -> bool:
    parts = urlsplit(address)
    return len(parts.path.strip("/")) > 0 or bool(parts.query)
