"""Texts as files and pages of other programs can hold them: the one place that says how.

An article's own text stays as it was printed, in the archive and in JSON, which writes every
character as an escape where it must. HTML, XML, CSV and TeX cannot: what they would obey, or not
carry at all, is shown as U+FFFD there, one for one, so that every offset stays right.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

# Controls but for tab and line ends, which XML 1.0 cannot hold and terminals obey; lone surrogates,
# which have no UTF-8; non-characters; and what turns the direction of all text that follows it,
# even out of the element in which it stands (marks that only have a direction themselves stay).
UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    + "".join(
        f"{chr(0x10000 * plane + 0xFFFE)}{chr(0x10000 * plane + 0xFFFF)}" for plane in range(17)
    )
    + "]"
)
_REPLACEMENT = "\ufffd"
_WEB_ADDRESS = re.compile(r"https?://[^\s\x00-\x20\x7f]+", re.IGNORECASE)
# Characters that turn the direction of what follows, or have one: harmless in an element of its
# own, not in the title of a window.
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def sanitized(text: str) -> str:
    """The text, as long as before, with U+FFFD for each character that nobody could show."""
    return UNSHOWABLE.sub(_REPLACEMENT, text)


def window_title(text: str) -> str:
    """A text that is safe as part of a window's title or a citation: one line, visible, in its own
    direction."""
    return sanitized(" ".join(_DIRECTIONS.sub("", text).split()))


def web_host(url: str) -> str:
    """The host of an http(s) address that can be linked to, or nothing."""
    if not _WEB_ADDRESS.fullmatch(url):
        return ""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # a malformed IPv6 address
        return ""


def web_address(url: str) -> str:
    """An http(s) address that can be linked to, all of it visible, or nothing."""
    if not web_host(url):
        return ""
    return UNSHOWABLE.sub(lambda found: quote(found[0], errors="replace"), url)
