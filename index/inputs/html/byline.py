"""Who wrote the article of a page, and the elements that say so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.inputs.bylines import authors_of, without_papers
from index.inputs.html.date_lines import without_date
from index.inputs.html.json_ld import clean, each, text_at, types_of
from index.inputs.html.page import Page
from index.inputs.html.surroundings import is_elsewhere
from index.inputs.html.tree import Element, names_of, text_of

_CLASS = re.compile(
    r"(?:author|byline|tac-?gia|\btg\b|nguoi-?viet|but-?danh|nguon|signature|writer|source)", re.I
)
_NO_CLASS = re.compile(
    r"(?:comment|avatar|box-author|related|author-(?:bio|info|desc|box|card)|about|more|list|count"
    r"|social|share|date|time|link-source|copy)",
    re.I,
)
_LONGEST = 120
_MOST_WORDS = 14
_NAME = re.compile(r"(?:[^\W\d_][\w.'’-]*\s*){1,6}")
_SENTENCE = re.compile(r"[.!?…:]\s*$")
_BELOW = re.compile(r"(?:©|copyright|bản quyền|giấy phép|tổng biên tập|in bài|^về trang)", re.I)
_LONGEST_NAME = 5  # words
_LAST = 8  # blocks of a text among which the signature is looked for
_SIGNED = re.compile(
    r"^\W*(?:theo\b|nguồn\b|bài\b|tin\b|ảnh\b|tác giả\b|pv\b|p\.v\b|thực hiện\b|biên dịch\b|ctv\b)",
    re.I,
)
_ORGANISATION = re.compile(
    r"(?:công ty|cty|ubnd|ủy ban|uỷ ban|sở|phòng|báo|tạp chí|đài|cổng|trung tâm|ban|văn phòng|viện"
    r"|tòa soạn|toà soạn|trang|tổng công ty|tập đoàn|cơ quan|bộ|admin|webmaster|biên tập)\b",
    re.I,
)
_BY = re.compile(r"^\W*(?:(?:được )?(?:gửi|đăng|viết) )?bởi\b\s*:?\s*", re.I)
_LABELLED = re.compile(
    r"(?:(?:người (?:viết|đăng|gửi)|tác giả|bài|tin)\s*:"
    r"|\b(?:viết bởi|đăng bởi|gửi bởi|bởi|by)\b\s*:?)"
    r"\s*([^\d.;|·•,:()–—]{3,60})",
    re.I,
)
_TAKEN_FROM = re.compile(r"^\W*(?:nguồn|theo nguồn)\b", re.I)
_BREAKS = re.compile(r"\s+(?:vào|lúc|on|at)(?=\s|$)", re.I)
_LABEL_ALONE = re.compile(r"(?:by|bởi|viết bởi|đăng bởi|tác giả|người đăng|người viết)\W*", re.I)
_ACCOUNT = re.compile(
    r"(?:super user|admin\w*|administrator|editor|user|webmaster|quản trị\w*|biên tập\w*"
    r"|ban biên tập)(?:\W.*)?",
    re.I,
)
_CREDIT = re.compile(r"^\W*(?:ảnh|photo|video|clip|đồ họa|nguồn ảnh)\b", re.I)


class Byline(NamedTuple):
    """The authors of an article, and the elements of the text that name them."""

    authors: tuple[str, ...]
    elements: list[Element]


def byline(
    page: Page, blocks: list[Element], dated: Element | None, headline: Element | None
) -> Byline:
    """The authors of a page's article; `blocks` are the paragraphs of its text, in order, `dated`
    is what shows its date, and `headline` its headline.

    What a reader sees counts before what the head says, where systems often name the company.
    """
    inside = set(dated.iter()) if dated is not None else set()
    blocks = [one for one in blocks if not inside & {one, *one.iter()} and not _is_linked(one)]
    elements = _signature(page, blocks)
    shown = _names(page, (text_of(one) for one in elements))
    marked = [one for one in _marked(page) if one not in elements]
    by_class = _names(page, (_marked_text(one) for one in marked))
    told = _told(page)
    beside = _beside_date(page, dated)
    persons = _persons(told)
    above = " ".join(text_of(one) for one in marked).casefold()
    if (by_class or beside) and not all(name.casefold() in above for name in persons):
        persons = tuple(name for name in persons if not _is_account(name))
        persons = persons if _told_in_json(page) else ()
    authors = next(filter(None, (persons, shown, by_class, beside)), ())
    if not authors:
        last = _credits(page, blocks)
        under = _under(headline)
        elements += last or under
        authors = _names(page, (text_of(one) for one in last or under)) or told
    if shown and set(map(str.casefold, shown)) >= set(map(str.casefold, told)):
        authors = shown
    return Byline(authors, [*elements, *marked])


def _beside_date(page: Page, dated: Element | None) -> tuple[str, ...]:
    """The authors that the line with the date names, after a word for them."""
    for one in (dated, dated.getparent()) if dated is not None else ():
        if one is None or len(text_of(one)) > 4 * _LONGEST:
            continue
        found = _LABELLED.search(_BREAKS.sub(" | ", without_date(text_of(one), " | ")))
        if found:
            return _names(page, [found[1]])
        if len(text_of(one)) > _LONGEST:
            continue
        rest = without_date(text_of(one)).strip(" ·|-–,")
        is_name = len(rest.split()) > 1 and not _ORGANISATION.match(rest)
        if is_name and _looks_like_names(rest):
            return _names(page, [rest])
    return ()


def _is_linked(element: Element) -> bool:
    """Whether a block is mostly links, as those to other articles are."""
    linked = sum(len(text_of(link)) for link in element.iter("a"))
    return linked > 0.8 * len(text_of(element))


def _told_in_json(page: Page) -> list[str]:
    return [
        clean(one if isinstance(one, str) else text_at(one, "name"))
        for one in each(page.article.get("author"))
        if isinstance(one, str) or (hasattr(one, "get") and not types_of(one) & {"organization"})
    ]


def _told(page: Page) -> tuple[str, ...]:
    """The authors that the head names, without the paper itself."""
    names = _told_in_json(page)
    if not any(names):
        names = [
            name
            for key in ("author", "article:author", "dc.creator", "parsely-author", "dable:author")
            for name in page.metas.get(key, ())
        ]
    told = _names(page, names)
    return tuple(name for name in told if not _ORGANISATION.match(name))


def _names(page: Page, texts: Iterator[str] | list[str]) -> tuple[str, ...]:
    found = (
        name for text in texts if not _is_address(text) for name in authors_of(_BY.sub("", text))
    )
    publisher = text_at(page.article, "publisher")
    host = page.url.split("/")[2] if page.url.count("/") > 2 else ""
    found = (
        name for name in found if not name.startswith("http") and not _LABEL_ALONE.fullmatch(name)
    )
    papers = (page.site, publisher, host, host.removeprefix("www."), "admin", "administrator")
    return without_papers(tuple(dict.fromkeys(found)), *papers)


def _is_account(name: str) -> bool:
    """Whether a name is that of whoever put an article in, not of who wrote it."""
    return _ACCOUNT.fullmatch(name) is not None


def _credits(page: Page, blocks: list[Element]) -> list[Element]:
    """The last lines of a text that say who made its pictures."""
    texts = [(one, text_of(one)) for one in blocks[-_LAST:]]
    return [one for one, text in texts if len(text) <= _LONGEST and _CREDIT.match(text)]


def _under(headline: Element | None) -> list[Element]:
    """A line of nothing but a name, set apart, directly under the headline."""
    following = headline.getnext() if headline is not None else None
    if following is None or following.tag not in ("p", "div", "center", "h4", "h5", "i", "em"):
        return []
    text = text_of(following)
    if not 2 <= len(text.split()) <= _LONGEST_NAME or not _is_set_apart(following, text):
        return []
    is_name = all(word[:1].isupper() for word in text.split()) and _NAME.fullmatch(text)
    return [following] if is_name else []


def _persons(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names that may be those of persons: no addresses, no accounts."""
    return tuple(name for name in names if not _is_address(name) and not re.search(r"[@_\d]", name))


def _is_address(text: str) -> bool:
    return "://" in text or text.startswith("www.") or "facebook.com" in text


def _marked(page: Page) -> list[Element]:
    """The elements whose names say that they tell the author."""
    found: list[Element] = []
    path = "//*[@rel='author' or @itemprop='author' or @class or @id]"
    for one in page.tree.xpath(path):
        if one.tag in ("meta", "link", "body", "html", "img", "input", "form", "script", "style"):
            continue
        is_told = one.get("rel") == "author" or one.get("itemprop") == "author"
        names = names_of(one)
        if not is_told and (not _CLASS.search(names) or _NO_CLASS.search(names)):
            continue
        text = text_of(one)
        if not text and is_told:  # microdata that is not shown
            text = _unshown(one)
        if (
            0 < len(text) <= _LONGEST
            and len(text.split()) <= _MOST_WORDS
            and not is_elsewhere(page, one)
        ):
            found.append(one)
    return found[:4]


def _marked_text(element: Element) -> str:
    text = text_of(element) or _unshown(element)
    return without_date(text, " | ").strip(" |") if re.search(r"\d", text) else text


def _unshown(element: Element) -> str:
    """The name that microdata tell of an author without showing it."""
    names = element.xpath(".//*[@itemprop='name']/@content")
    return clean(str(names[0])) if names else ""


def _signature(page: Page, blocks: list[Element]) -> list[Element]:
    """The last paragraphs of the text if they are names: right-aligned, in bold, or as labelled."""
    found: list[Element] = []
    ended = False
    for one in reversed(blocks[-_LAST:]):
        text = text_of(one)
        if not text or "://" in text or text.endswith(":") or _BELOW.search(text):
            continue
        if _is_right(one) and len(text) <= _LONGEST and _looks_like_names(text):
            found.append(one)
            continue
        if ended or len(text) > _LONGEST or len(text.split()) > _MOST_WORDS:
            ended = True
            continue
        if _CREDIT.match(text):
            continue
        if (_SIGNED.match(text) and authors_of(text) and not _SENTENCE.search(text)) or (
            _is_set_apart(one, text) and _looks_like_names(text)
        ):
            found.append(one)
        elif found or len(text.split()) > 6 or _SENTENCE.search(text):
            break
    return found[::-1]


def _is_right(element: Element) -> bool:
    """Whether a paragraph is set on the right."""
    style = (element.get("style") or "").replace(" ", "").lower()
    return (element.get("align") or "").lower() == "right" or "text-align:right" in style


def _is_set_apart(element: Element, text: str) -> bool:
    """Whether a paragraph stands on the right, or is all in bold."""
    for one in (element, *element.iterdescendants()):
        style = (one.get("style") or "").replace(" ", "").lower()
        if (one.get("align") or "").lower() == "right" or "text-align:right" in style:
            return True
        if _CLASS.search(names_of(one)) or "right" in names_of(one):
            return True
        if one.tag in ("b", "strong", "em", "i") and text_of(one) == text:
            return True
    return element.tag in ("b", "strong")


def _looks_like_names(text: str) -> bool:
    """Whether a text is of names: words that begin with capitals, no sentence."""
    if _SENTENCE.search(text) and not text.endswith((".H.", ".V.")):
        return False
    names = authors_of(text)
    if not names or len(" ".join(names).split()) > 12:
        return False
    words = [word for name in names for word in name.split()]
    capitals = sum(word[:1].isupper() for word in words)
    return capitals >= len(words) * 0.8 and all(_NAME.match(name) for name in names)
