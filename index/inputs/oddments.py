"""What is never an article: pictures, sound, films, fonts, programs, what systems leave in folders.

They are told by their first bytes; what has none that tell, by its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.found import Skipped

if TYPE_CHECKING:
    from index.inputs.detection import Head

_MAGIC = {
    "it is a picture": re.compile(
        rb"\xff\xd8\xff|\x89PNG\r\n|GIF8[79]a|RIFF....WEBP|BM....\x00\x00\x00\x00|II\*\x00|MM\x00\*"
        rb"|\x00\x00\x01\x00[\x01-\x40]\x00|8BPS\x00\x01|\x00\x00\x00.ftyp(?:avif|heic|heix|mif1)|\xff\x0a"
        rb"|\x00\x00\x00\x0cJXL ",
        re.S,
    ),
    "it is sound": re.compile(
        rb"ID3[\x02-\x04]|RIFF....WAVE|fLaC\x00|\xff[\xf2\xf3\xfa\xfb][\x10-\xef]|MThd\x00|#!AMR"
        rb"|\x00\x00\x00.ftypM4A|FORM....AIF",
        re.S,
    ),
    "it is a film": re.compile(
        rb"\x00\x00\x00.ftyp|RIFF....AVI |\x1aE\xdf\xa3|OggS\x00|FLV\x01|\x00\x00\x01[\xb3\xba]"
        rb"|\x30\x26\xb2\x75\x8e\x66|[FC]WS[\x01-\x2d]..\x00|#EXTM3U",
        re.S,
    ),
    "it is a font": re.compile(rb"wOF[F2]|OTTO\x00|\x00\x01\x00\x00\x00[\x01-\x40]|ttcf\x00"),
    "it is a program": re.compile(
        rb"\x7fELF|MZ.\x00|\xca\xfe\xba\xbe|\x00asm\x01|\xcf\xfa\xed\xfe", re.S
    ),
}
_NAMES = {
    "it is a file that the operating system left": re.compile(
        r"(?:.*/)?(?:__MACOSX/.*|\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini|\.directory)", re.I
    ),
    "it is a style sheet": re.compile(r".*\.(?:css|scss|less|xsl|xslt)", re.I),
    "it is a script": re.compile(r".*\.(?:js|mjs|map|php|py|sh|bat)", re.I),
    "it is a picture": re.compile(r".*\.svgz?", re.I),
}


def is_oddment(head: Head) -> bool:
    """Whether a content is something that is never an article, by its first bytes."""
    return _reason(head.data) is not None


def skip(content: Content, options: Options) -> Iterator[Skipped]:
    """The content as what it is."""
    yield Skipped(content.name, _reason(content.peek()) or "it is no text")


def odd_name(name: str) -> str | None:
    """Why a member with this name is no article; None if its name does not tell."""
    return next((reason for reason, names in _NAMES.items() if names.fullmatch(name)), None)


def _reason(data: bytes) -> str | None:
    return next((reason for reason, magic in _MAGIC.items() if magic.match(data)), None)
