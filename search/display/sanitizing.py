"""Texts as files and pages of other programs can hold them: the one place that says how.

An article's own text stays as it was printed, in the archive and in JSON, which writes every
character as an escape where it must. HTML, XML, CSV and TeX cannot: what they would obey, or not
carry at all, is shown as U+FFFD there, one for one, so that every offset stays right.
"""

from __future__ import annotations

import re

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


def sanitized(text: str) -> str:
    """The text, as long as before, with U+FFFD for each character that nobody could show."""
    return UNSHOWABLE.sub(_REPLACEMENT, text)
