"""WXR: what WordPress exports, with all that is not published left out by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from index.articles.article import Rejected
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.found import Record, Skipped
from index.inputs.xml.events import Element, called, elements, full_text, local, text_in

_PUBLISHED = ("publish", "inherit")
_NO_ARTICLES = {
    "page": "a page of the site, no article",
    "attachment": "an attachment",
    "nav_menu_item": "an entry of a menu",
    "revision": "an earlier revision",
}
_TECHNICAL = re.compile(r"(?:wp_|custom_css|customize_|oembed|acf|elementor|shop_|user_request)")
_NEVER = "0000-00-00 00:00:00"
_BLOCKS = re.compile(r"<!--\s*/?wp:.*?-->", re.S)
_MORE = re.compile(r"<!--\s*(?:more|nextpage).*?-->", re.S)
_CAPTION = re.compile(r"\[caption[^\]]*\](.*?)\[/caption\]", re.S | re.I)
_IMAGE = re.compile(r"(?:<a[^>]*>\s*)?<img[^>]*>(?:\s*</a>)?", re.I)
_SHORTCODE = re.compile(r"\[/?(?!\s)[a-z][a-z0-9_-]{1,30}(?:\s+[\w-]+\s*=[^\]]*|\s*/?)\]", re.I)
_HAS_BLOCKS = re.compile(r"<(?:p|div|ul|ol|table|blockquote|h[1-6])\b", re.I)


def read(content: Content, options: Options) -> Iterator[Record | Skipped | Rejected]:
    """A record for every post that is published; everything else is skipped by name."""
    number = 0
    source = ""
    authors: dict[str, str] = {}
    for element in elements(content, ("item",), ("author", "title")):
        if isinstance(element, Rejected):
            yield element
        elif local(element) == "author":
            login = text_in(element, "wp:author_login")
            authors[login.strip()] = text_in(element, "wp:author_display_name").strip() or login
        elif local(element) == "title":
            parent = element.getparent()
            if parent is not None and local(parent) == "channel":
                source = source or full_text(element).strip()
        else:
            number += 1
            where = f"{content.name}, item {number}"
            reason = _left_out(element)
            if reason:
                yield Skipped(where, reason)
            else:
                values = _values(element, source, authors)
                yield Record(where, values, content.notes, mapped=False)


def _left_out(item: Element) -> str:
    kind = text_in(item, "wp:post_type").strip() or "post"
    status = text_in(item, "wp:status").strip() or "publish"
    if kind in _NO_ARTICLES:
        return _NO_ARTICLES[kind]
    if _TECHNICAL.match(kind):
        return f"of the type {kind}, no article"
    if status not in _PUBLISHED:
        return f"it is not published (status {status})"
    if text_in(item, "wp:post_password").strip():
        return "it is protected by a password"
    return ""


def _values(item: Element, source: str, authors: dict[str, str]) -> dict[str, Any]:
    body, captions, notes = text_of_post(text_in(item, "content:encoded"))
    date, date_from = _date(item)
    creator = text_in(item, "dc:creator").strip()
    terms = [
        (child.get("domain") or "", full_text(child).strip())
        for child in item
        if called(child) == "category"
    ]
    link = text_in(item, "link").strip()
    post = text_in(item, "wp:post_id").strip()
    values = {
        "title": text_in(item, "title"),
        "summary": text_in(item, "excerpt:encoded"),
        "body": body,
        "captions": captions,
        "published": date,
        "date_from": date_from if date else "",
        "category": [name for domain, name in terms if domain in ("category", "")],
        "tags": [name for domain, name in terms if domain == "post_tag"],
        "source": source,
        "authors": [authors.get(creator, creator)] if creator else [],
        "url": link,
    }
    extra = {
        "post_id": post,
        "modified": text_in(item, "wp:post_modified_gmt").strip().replace(_NEVER, ""),
        "notes": notes,
    }
    kept = {key: value for key, value in values.items() if value}
    if not link and post:
        kept["id"] = post
    return {**kept, "extra": {key: value for key, value in extra.items() if value}}


def _date(item: Element) -> tuple[str, str]:
    """When a post was published: in UTC where the export tells it, else by the site's clock."""
    utc = text_in(item, "wp:post_date_gmt").strip()
    if utc and utc != _NEVER:
        return f"{utc} UTC", "wp:post_date_gmt"
    local_time = text_in(item, "wp:post_date").strip()
    if local_time and local_time != _NEVER:
        return local_time, "wp:post_date"
    posted = text_in(item, "pubDate").strip()
    return (posted, "pubDate") if posted and "-0001" not in posted else ("", "")


def text_of_post(markup: str) -> tuple[str, list[str], list[str]]:
    """The HTML of a post's text, the captions in it, and what was left out.

    WordPress makes paragraphs of blank lines; what stands in square brackets are its short codes.
    """
    captions: list[str] = []

    def caption(found: re.Match[str]) -> str:
        said = re.sub(r"<[^>]+>", " ", _IMAGE.sub("", found[1])).strip()
        if said:
            captions.append(" ".join(said.split()))
        return ""

    text = _MORE.sub("", _BLOCKS.sub("", markup))
    text = _CAPTION.sub(caption, text)
    text, codes = _SHORTCODE.subn("", text)
    if not _HAS_BLOCKS.search(text) and "\n" in text:
        paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n"))]
        text = "".join(f"<p>{part}</p>" for part in paragraphs if part)
    notes = [f"body: {codes} short codes of WordPress were left out"] if codes else []
    return text, captions, notes
