"""Bylines as papers print them: whose names stand in one.

A byline names who wrote, and often who took the pictures, which paper it was taken from, and what
was done: `Bài và ảnh: A - B`, `Theo Báo C`, `A thực hiện`, `(Tổng hợp)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import normalize

_LONGEST = 2_000  # characters; what is longer is a text and no byline
_MOST_REMEMBERED = 200

_WRITERS = (
    r"tác giả|tác giả bài viết|bài viết|bài|tin|nội dung|thực hiện|người thực hiện|người viết"
    r"|người đăng|đăng bởi|viết bởi|bút danh|biên soạn|biên dịch|lược dịch|dịch|tổng hợp|ghi"
    r"|phóng viên|nhóm phóng viên|nhóm pv|pv|p\.v|ctv|authors?|by|words|text|story|written by"
    r"|posted by"
)
_OTHERS = (
    r"ảnh|hình ảnh|hình|video|clip|video clip|quay phim|dựng phim|đồ họa|đồ hoạ|infographic"
    r"|minh họa|minh hoạ|trình bày|thiết kế|kỹ thuật|kĩ thuật|biên tập|audio|photos?"
    r"|photos? by|graphics?|editor"
)
_SOURCES = r"theo|nguồn|nguồn tin|source"
_ROLE = rf"(?:{_WRITERS}|{_OTHERS}|{_SOURCES})"
_LABEL = re.compile(
    rf"(?<!\w)(?P<roles>{_ROLE}"
    rf"(?: ?(?:[-,;–/&+]|(?<= )và(?= )|(?<= )and(?= )) ?{_ROLE}){{0,4}}) ?:",
    re.I,
)
_WITHOUT_COLON = re.compile(r"(?:bài|tin)(?: và | ?[,&/-] ?)ảnh\s+(?=[^\W\d_])", re.I)
_WRITES = re.compile(rf"(?<!\w)(?:{_WRITERS})(?!\w)", re.I)
_IS_SOURCE = re.compile(_SOURCES, re.I)
_BY = re.compile(r"(?:by|written by|posted by|đăng bởi|viết bởi)\s(?=\w)", re.I)
_TAKEN_FROM = re.compile(r"(?:theo|nguồn|source)\s(?=\w)", re.I)
_PAPER = re.compile(
    r"(?:báo|tạp chí|đài|thông tấn xã|hãng tin|trang)\s|(?:[\w-]+\.)+(?:vn|com|net|org|example)$",
    re.I,
)

_WHAT_WAS_DONE = (
    r"thực hiện|tổng hợp|lược dịch|biên dịch|lược ghi|lược thuật|sưu tầm|biên soạn|chuyển ngữ"
    r"|giới thiệu|tường thuật|phỏng vấn"
)
_DONE = re.compile(rf"(?:^|\s)(?:(?i:{_WHAT_WAS_DONE})|ghi|dịch|st)$")
_DONE_ALONE = re.compile(rf"(?:{_WHAT_WAS_DONE}|ghi|dịch|st|ảnh|bài và ảnh|nhiều tác giả)", re.I)
_ADDRESS = r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}"
_ADDRESSES = re.compile(rf"[(\[<]\s*(?:e-?mail\s*:\s*)?{_ADDRESS}\s*[)\]>]|(?<![\w.+-]){_ADDRESS}")
_URL = re.compile(r"(?:https?://|www\.)\S*", re.I)
_ASIDE = re.compile(
    rf"\s*[(\[]\s*(?:(?:{_WHAT_WAS_DONE}|ghi|dịch|st|phóng viên|pv|ctv|ảnh|bài và ảnh)"
    r"|t[./]?h\.?|(?:theo|nguồn|source|ảnh|từ)\b[^()\[\]]{1,100})\s*[)\]]|\s*\((?-i:[A-Z]{2,8})\)$",
    re.I,
)
_OUT_OF = re.compile(rf"(?<=\w)\s(?:(?:{_WHAT_WAS_DONE}|dịch)\s(?:từ|theo)|theo)\s.*$")
_TAKEN_IN_BRACKETS = re.compile(r"^[(\[]\s*([^()\[\]]+?)\s*[)\]]$")

# Between names: a comma, a line, a bar; a hyphen with a space beside it, so that Jean-Pierre is
# one name; a slash; a word, where there are names on both sides.
_BETWEEN = re.compile(r"\s*[,;|\n•·/+]\s*|\s+[-–—]+\s*|\s*[-–—]+\s+|\s*[–—]\s*")
_AND = re.compile(r"\s+(?:và|and|&)\s+", re.I)
_AGENCY = re.compile(r"\s*/\s*(?=(?:[A-Z]{2,8}|[\w-]+\.(?:vn|com|net))\s*(?:$|[,;|\n)-]))")


def authors_of(text: str) -> tuple[str, ...]:
    """The names in a byline, as they are printed, in their order and each one once.

    Photographers, editors and the paper that a text was taken from count where nobody else is
    named. What only says what was done, as *Tổng hợp*, names nobody.
    """
    if len(text) > _LONGEST:
        return ()
    return _cached(text) if len(text) <= _MOST_REMEMBERED else _cached.__wrapped__(text)


@lru_cache(maxsize=4096)
def _cached(text: str) -> tuple[str, ...]:
    composed = normalize("NFC", text)
    lines = (" ".join(line.split()) for line in _URL.sub(" ", composed).splitlines())
    names = _signed("\n".join(lines)) or _addresses(composed)
    if composed != text:  # the names as they were written
        decomposed = (normalize("NFD", name) for name in names)
        names = tuple(each if each in text else normalize("NFC", each) for each in decomposed)
    return names


def _addresses(text: str) -> tuple[str, ...]:
    """The e-mail addresses in a byline without names."""
    return tuple(dict.fromkeys(each.strip("()[]<> ") for each in _ADDRESSES.findall(text)))


def authors_in(texts: list[str]) -> tuple[str, ...]:
    """The names in the texts of a list, each of which is one name or a byline.

    A comma in one of several is part of a name, as in *Trần, Minh*.
    """
    if len(texts) == 1:
        return authors_of(texts[0])
    return tuple(name for text in texts for name in _of_one(text))


def without_papers(authors: tuple[str, ...], *papers: str) -> tuple[str, ...]:
    """The authors without those who are the paper itself, or its publisher."""
    called = {" ".join(paper.casefold().split()) for paper in papers if paper}
    if not called:
        return authors
    return tuple(one for one in authors if " ".join(one.casefold().split()) not in called)


def _of_one(text: str) -> tuple[str, ...]:
    stripped = " ".join(text.split())
    if re.fullmatch(r"[^\W\d_]+, [^\W\d_]+(?: [^\W\d_]+)?", stripped):
        return (stripped,)
    return authors_of(text)


def _signed(text: str) -> tuple[str, ...]:
    """The names of those who come first among writers, others and sources."""
    by_rank: dict[str, list[str]] = {"writer": [], "other": [], "source": []}
    for rank, part in _parts(_ADDRESSES.sub(" ", text)):
        for name, its_rank in _names(part, rank):
            by_rank[its_rank].append(name)
    first = next((names for names in by_rank.values() if names), [])
    return tuple({name.casefold(): name for name in reversed(first)}.values())[::-1]


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """(rank, text) of what stands before the first label, and after each."""
    labels = list(_LABEL.finditer(text))
    yield "writer", text[: labels[0].start() if labels else len(text)]
    ends = [label.start() for label in labels[1:]] + [len(text)]
    for label, end in zip(labels, ends, strict=False):
        roles = label["roles"]
        if _IS_SOURCE.fullmatch(roles):
            rank = "source"
        else:
            rank = "writer" if _WRITES.search(roles) else "other"
        yield rank, text[label.end() : end]


def _names(text: str, rank: str) -> Iterator[tuple[str, str]]:
    """(name, rank) of the names in a text without labels."""
    whole = _TAKEN_IN_BRACKETS.match(text.strip())
    text = _WITHOUT_COLON.sub("", whole[1] if whole else _ASIDE.sub("", text))
    parts = _AGENCY.split(text)
    text = "\n".join(parts[:1] + [f"nguồn {part}" for part in parts[1:]])
    for piece in _BETWEEN.split(text):
        taken = _TAKEN_FROM.match(piece)
        its_rank = "source" if taken or (rank == "writer" and _PAPER.match(piece)) else rank
        by = taken or _BY.match(piece)
        for name in _each(_OUT_OF.sub("", piece[by.end() :] if by else piece)):
            clean = _clean(name)
            if clean:
                yield clean, its_rank
        if taken:
            rank = "source"  # Theo A, B: both are where it was taken from


def _each(text: str) -> list[str]:
    """The names that a word joins; one text if there are no names on both sides."""
    names = _AND.split(text)
    return names if all(map(_is_name, names)) else [text]


def _is_name(text: str) -> bool:
    """Whether all words of a text begin with a capital, but for what was done."""
    words = _DONE.sub("", text.strip()).split()
    return bool(words) and all(word[0].isupper() or not word[0].isalpha() for word in words)


def _clean(name: str) -> str:
    """A name without what is not part of it; nothing if it is none."""
    name = name.strip(" \t\"'“”*_:()[]<>") if not re.search(r"\w \(.+\)$", name) else name.strip()
    while (shorter := _DONE.sub("", name).rstrip(" -–—,")) != name:
        name = shorter
    if _DONE_ALONE.fullmatch(name) or not re.search(r"[^\W\d_]", name):
        return ""
    return name
