"""Short codes of content systems (`[caption …]`, `[vc_row]`) and of forums (`[b]`) in a text."""

from __future__ import annotations

import re
from typing import NamedTuple

_CAPTION = re.compile(r"\[caption\b[^\]]*\](.*?)\[/caption\]", re.DOTALL | re.IGNORECASE)
_IMAGE = re.compile(r"(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_CODE = re.compile(
    r"\[/?(?:gallery|embed|audio|video|playlist|caption|youtube|contact-form(?:-7)?|ads?|adsense"
    r"|(?:vc|et_pb|su|fusion|elementor|wpvideo|av|ux)_[\w-]+|row|col(?:umn)?|section|ux_\w+)"
    r"(?:\s+[^\[\]]*)?/?\]",
    re.IGNORECASE,
)
_SEEN = r"b|i|u|s|quote|center|left|right|justify|list|li|table|tr|td|h[1-6]|p|strong|em|indent"
_FORUM = re.compile(
    rf"\[(?P<name>{_SEEN}|url|email|color|size|font|highlight)(?:=[^\[\]]{{1,200}})?\]"
    r"(?P<inside>[^\[\]]*)\[/(?P=name)\]",
    re.IGNORECASE,
)
_FORUM_IMAGE = re.compile(r"\[img(?:[=\s][^\[\]]*)?\][^\[\]]*\[/img\]", re.IGNORECASE)
_MOST_LEVELS = 8


class Without(NamedTuple):
    """A text without its short codes, the captions in them, and how many they were."""

    text: str
    captions: tuple[str, ...]
    codes: int


def without_short_codes(text: str) -> Without:
    """The text without codes that are evidently such; what stands between them stays."""
    captions: list[str] = []

    def take(found: re.Match[str]) -> str:
        said = " ".join(_TAG.sub(" ", _IMAGE.sub(" ", found[1])).split())
        captions.extend([said] if said else [])
        return ""

    text, codes = _CAPTION.subn(take, text)
    text, others = _CODE.subn("", text)
    text, images = _FORUM_IMAGE.subn("", text)
    codes += others + images
    for _ in range(_MOST_LEVELS):
        text, more = _FORUM.subn(lambda found: found["inside"], text)
        codes += more
        if not more:
            break
    return Without(text.lstrip("\n") if codes else text, tuple(captions), codes)
