"""What the settings of the front end may be."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

import limits

from web.text.language import LANGUAGES

ON, OFF = "on", "off"
AUTO = "auto"
_MOST_PROCESSES = 64
_TOKEN = re.compile("[A-Za-z0-9._~+/=-]{16,256}")  # of RFC 6750, too long to be guessed
# Sources of CSP's frame-ancestors: nothing that would end the directive.
_SITE = re.compile(r"\*|(https?://)?(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:[0-9]{1,5})?")
_YES, _NO = (ON, "true", "yes", "1"), (OFF, "false", "no", "0")


@dataclass(frozen=True)
class SettingType:
    """What a setting may be: `read` takes text or a value of TOML, and raises ValueError."""

    read: Callable[[Any], Any]
    wanted: str
    placeholder: str


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value.strip()


def whole(least: int, most: int) -> SettingType:
    """A whole number from `least` to `most`, both included."""

    def read(value: Any) -> int:
        if isinstance(value, (bool, float)) or not least <= (number := int(value)) <= most:
            raise ValueError
        return number

    return SettingType(read, f"a whole number from {least:,} to {most:,}", "N")


def _processes(value: Any) -> int | str:
    return AUTO if value == AUTO else int(whole(1, _MOST_PROCESSES).read(value))


def _choice(*known: str) -> SettingType:
    def read(value: Any) -> str:
        if value not in known:
            raise ValueError
        return str(value)

    return SettingType(read, " or ".join(known), "|".join(known))


def _switch(value: Any) -> bool:
    text = str(value).strip().lower()
    if text not in _YES + _NO:
        raise ValueError
    return text in _YES


def _names(value: Any) -> tuple[str, ...]:
    given = value.replace(",", " ").split() if isinstance(value, str) else list(value)
    if not all(isinstance(one, str) and _is_name(one) for one in given):
        raise ValueError
    return tuple(given)


def _is_name(text: str) -> bool:
    """Whether it is the name or address of a host, a dot with a name, or the star for any."""
    if ":" in text:  # of IPv6, for names have no ports
        bracketed = text.startswith("[") and text.endswith("]")
        return ip_address(text[1:-1] if bracketed else text).version == 6
    return text == "*" or bool(text and not set(text) & set("/@ *[]"))


def _sites(value: Any) -> tuple[str, ...]:
    given = value.split() if isinstance(value, str) else list(value)
    if not all(isinstance(one, str) and _SITE.fullmatch(one) for one in given):
        raise ValueError
    return tuple(given)


def _rate(value: Any) -> str:
    text = OFF if value is False else _text(value)
    if text != OFF and any(one.amount < 1 for one in limits.parse_many(text)):
        raise ValueError
    return text


def _token(value: Any) -> str:
    text = _text(value)
    if not _TOKEN.fullmatch(text):
        raise ValueError
    return text


def _log(value: Any) -> str:
    return OFF if value is False else _text(value)


TEXT = SettingType(_text, "some text", "TEXT")
FOLDER = SettingType(lambda value: _text(os.fspath(value)), "a folder", "DIR")
SWITCH = SettingType(_switch, "on or off", "on|off")
NAMES = SettingType(_names, "names of hosts, without ports, or * alone", "HOST,...")
SITES = SettingType(_sites, "sites like https://paper.example, with spaces between, or *", "SITE")
RATE = SettingType(_rate, "like 600/minute or 20/second; 600/minute, or off", "RATE")
LOG = SettingType(_log, "off, - for standard error, or a file", "off|-|FILE")
SECRET = SettingType(_token, "16 to 256 letters, digits and -._~+/=", "TOKEN")
PROCESSES = SettingType(_processes, f"{AUTO}, or a whole number from 1 to {_MOST_PROCESSES}", "N")
LANGUAGE = _choice(*LANGUAGES)
FORM = _choice("combined", "common", "json")
CRAWLERS = _choice("articles", "none")
READERS = _choice("token", "local", "everyone", OFF)
