"""The signature below a text, as papers print it: who wrote it, or where it was taken from."""

from __future__ import annotations

import re
from typing import Any

from index.inputs.bylines import authors_of
from index.inputs.texts.sections import is_name

_MOST = 4  # lines
_LONGEST = 110
_MOST_WORDS = 16
_SENTENCE = re.compile(r"[!?…;:,\"”]\s*$|[^\W\d_]{2,}\.\s*$")
_LABELLED = re.compile(
    r"[\W_]*(?:theo|nguồn(?: tin)?|(?:tin|bài)(?: viết)?(?:\s*(?:,|và|-|–|&|/)\s*(?:ảnh|video"
    r"|clip|bài))*"
    r"|ảnh(?:\s*(?:,|và|-|–)\s*video)?|video|clip|đồ họa|tác giả|phóng viên|pv|p\.v|ctv"
    r"|thực hiện|biên dịch"
    r"|lược dịch|biên soạn|tổng hợp|người viết|by)\b\s*(?P<colon>:)?\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_AFTER_LABEL = ("theo", "pv", "p.v", "ctv", "phóng viên", "by", "nguồn")
_ADDRESS = re.compile(r"(?:e-?mail\s*:\s*)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_ALONE = re.compile(
    r"\(?(?:pv|p\.v\.?|ctv|t\.h\.?|t/h|ttxvn|vov|nhóm (?:pv|phóng viên)|ban biên tập|tổng hợp"
    r"|[A-ZĐ](?:\.\s?[A-ZĐ]){1,3}\.?)\)?",
    re.IGNORECASE,
)
_DOING = re.compile(
    r"\s*\(?\b(?:thực hiện|tổng hợp|lược dịch|biên dịch|ghi|t/h|th|st|sưu tầm"
    r"|theo [\w\s.]{2,30})\)?$",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_][\w.'’]*")
_NO_NAME = re.compile(
    r"\b(?:báo|đài|công ty|ủy ban|uỷ ban|ubnd|trường|bệnh viện|sở|hội|ban|phòng|chợ|xã|huyện|tỉnh"
    r"|hết|còn nữa|kỳ|phần|bài cuối)\b",
    re.IGNORECASE,
)


def take_signature(lines: list[str], record: dict[str, Any]) -> None:
    """Take the signature from the end of `lines`, which follow the title, into the record.

    Who is named there counts where the date line names nobody; it is kept beside it otherwise.
    """
    signed: list[str] = []
    while len(lines) > 1 and len(signed) < _MOST and is_signature(lines[-1]):
        signed.insert(0, lines.pop().strip())
    if not signed:
        return
    if signed and not any(map(authors_of, signed)):
        lines += signed
    elif record.get("authors"):
        named = {name.casefold() for name in authors_of(record["authors"])}
        if {name.casefold() for one in signed for name in authors_of(one)} != named:
            record["signature"] = "\n".join(signed)
    else:
        record["authors"] = "\n".join(signed)


def is_signature(line: str) -> bool:
    """Whether the last line of a text names who wrote it, and is no sentence of it."""
    text = line.strip().strip("*_").strip()
    if not text or len(text) > _LONGEST or len(text.split()) > _MOST_WORDS:
        return False
    if _ADDRESS.fullmatch(text) or _ALONE.fullmatch(text):
        return True
    inner = re.sub(r"^[(\[]\s*(.*?)\s*[)\]]$", r"\1", _ADDRESS.sub("", text).strip(" -–—|,()"))
    labelled = _LABELLED.fullmatch(inner)
    if labelled and _is_named(labelled, inner):
        return True
    return not _SENTENCE.search(inner) and _are_names(inner)


def is_byline(line: str) -> bool:
    """Whether a line beside the date names the author after a word for it: `Tác giả: Lò Mây`."""
    labelled = _LABELLED.fullmatch(line.strip()) if len(line) <= _LONGEST else None
    return labelled is not None and _is_named(labelled, line.strip())


def _is_named(labelled: re.Match[str], text: str) -> bool:
    """Whether what stands behind a label is names: every word begins with a capital."""
    rest = labelled["rest"].strip(" .")
    if not rest or not (labelled["colon"] or text.lower().startswith(_AFTER_LABEL)):
        return False
    words = [word for word in _WORDS.findall(_DOING.sub("", rest)) if word.lower() not in _SMALL]
    return bool(words) and all(word[0].isupper() for word in words) and len(words) <= 12


_SMALL = frozenset(
    ("và", "ảnh", "bài", "báo", "tin", "vn", "điện", "tử", "com", "the", "of", "tổng", "hợp")
)


def _are_names(text: str) -> bool:
    """Whether a text is names alone: each is one by its words, or all is in capitals."""
    bare = _DOING.sub("", text)
    parts = [part.strip() for part in re.split(r"\s*[,;&/|+]\s*|\s+[-–—]+\s*|\s+và\s+", bare)]
    if not all(parts) or not 1 <= len(parts) <= 5 or _NO_NAME.search(bare):
        return False
    return all(is_name(part) or _is_in_capitals(part) for part in parts) and any(
        len(part.split()) > 1 for part in parts
    )


def _is_in_capitals(text: str) -> bool:
    words = text.replace(".", " ").split()
    return 1 <= len(words) <= 5 and text.isupper() and all(word.isalpha() for word in words)
