"""Texts of articles as pages may print them: visible, on one line where needed, safe to link to.

Whatever a template prints is made visible, by whichever way it comes there.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Flask
from markupsafe import Markup

from search.display.sanitizing import UNSHOWABLE, sanitized

_WEB_ADDRESS = re.compile(r"https?://[^\s\x00-\x20\x7f]+", re.IGNORECASE)
# Characters that turn the direction of what follows, or have one: harmless in an element of its
# own, not in the title of a window.
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def register(app: Flask) -> None:
    """Let the templates of `app` print nothing that HTML cannot hold."""
    app.jinja_env.finalize = _printed


def _printed(value: Any) -> Any:
    """What a template prints for a value: texts without what cannot be shown, all else as it is."""
    if isinstance(value, str) and UNSHOWABLE.search(value):
        shown = sanitized(value)
        return Markup(shown) if isinstance(value, Markup) else shown
    return value


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
