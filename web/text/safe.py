"""Whatever a template prints is made visible, by whichever way it comes there."""

from __future__ import annotations

from typing import Any

from flask import Flask
from markupsafe import Markup

from search.display.sanitizing import UNSHOWABLE, sanitized


def register(app: Flask) -> None:
    """Let the templates of `app` print nothing that HTML cannot hold."""
    app.jinja_env.finalize = _printed


def _printed(value: Any) -> Any:
    """What a template prints for a value: texts without what cannot be shown, all else as it is."""
    if isinstance(value, str) and UNSHOWABLE.search(value):
        shown = sanitized(value)
        return Markup(shown) if isinstance(value, Markup) else shown
    return value
