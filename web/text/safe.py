"""Whatever a template prints is made visible, by whichever way it comes there."""

from __future__ import annotations

from typing import Any

from flask import Flask
from markupsafe import Markup

from search.display.sanitizing import UNSHOWABLE, sanitized

_SPACES = "\n\t\r"


def register(app: Flask) -> None:
    """Let the templates of `app` print nothing that HTML cannot hold."""
    app.jinja_env.finalize = _printed


def _printed(value: Any) -> Any:
    """What a template prints for a value: texts without what cannot be shown, all else as it is."""
    if not isinstance(value, str) or value.isprintable():
        return value
    if _is_printable(value) or not UNSHOWABLE.search(value):
        return value
    shown = sanitized(value)
    return Markup(shown) if isinstance(value, Markup) else shown


def _is_printable(text: str) -> bool:
    """Whether a text is printable, as Python calls it, but for line ends and tabs.

    Such a text can be shown, and this is known a dozen times sooner than by the pattern.
    """
    for one in _SPACES:
        text = str.replace(text, one, "")  # that of Markup would look for markup
        if text.isprintable():
            return True
    return False
