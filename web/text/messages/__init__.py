"""What the pages and the API's document say: by language, and by key."""

from __future__ import annotations

from types import ModuleType

from web.text.messages import (
    api,
    article,
    batch,
    comparison,
    dossier,
    errors,
    help,
    layout,
    leafing,
    results,
    status,
)
from web.text.messages.catalogue import Catalogue, Message

__all__ = ["MESSAGES", "Message"]

_ALL: tuple[ModuleType, ...] = (
    layout,
    results,
    help,
    article,
    batch,
    comparison,
    dossier,
    leafing,
    status,
    errors,
    api,
)
MESSAGES: dict[str, Catalogue] = {
    "vi": {key: text for one in _ALL for key, text in one.VIETNAMESE.items()},
    "en": {key: text for one in _ALL for key, text in one.ENGLISH.items()},
}
