"""Every setting of the front end in one table, from a file, the environment and options.

The table is the class `Configuration`: the options of `khobao serve`, the names in the environment
and in the file, the arguments of `create_app`, what each may be, and the printed table all come
from its fields.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import limits

from index.errors import KhobaoError
from index.printing import printable
from web.http.parameters import LANGUAGES

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PREFIX = "KHOBAO_"
FILE = "config"  # the option --config and KHOBAO_CONFIG name the file
OFF = "off"
STREAM = "-"  # standard error
_TOKEN = re.compile("[A-Za-z0-9._~+/=-]{16,256}")  # of RFC 6750, too long to be guessed
_YES, _NO = ("on", "true", "yes", "1"), (OFF, "false", "no", "0")


class ConfigurationError(KhobaoError):
    """A setting that there is not, or with a value that it cannot have."""


@dataclass(frozen=True)
class Kind:
    """What a setting may be: `read` takes text or a value of TOML, and raises ValueError."""

    read: Callable[[Any], Any]
    wanted: str
    placeholder: str


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value.strip()


def _whole(least: int, most: int) -> Kind:
    def read(value: Any) -> int:
        if isinstance(value, (bool, float)) or not least <= (number := int(value)) <= most:
            raise ValueError
        return number

    return Kind(read, f"a whole number from {least:,} to {most:,}", "N")


def _choice(*known: str) -> Kind:
    def read(value: Any) -> str:
        if value not in known:
            raise ValueError
        return str(value)

    return Kind(read, " or ".join(known), "|".join(known))


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


_TEXT = Kind(_text, "some text", "TEXT")
_FOLDER = Kind(lambda value: _text(os.fspath(value)), "a folder", "DIR")
_SWITCH = Kind(_switch, "on or off", "on|off")
_NAMES = Kind(_names, "names of hosts, without ports, or * alone", "HOST,...")
_RATE = Kind(_rate, "like 600/minute or 20/second; 600/minute, or off", "RATE")
_LOG = Kind(_log, "off, - for standard error, or a file", "off|-|FILE")
_SECRET = Kind(_token, "16 to 256 letters, digits and -._~+/=", "TOKEN")
_LANGUAGE = _choice(*LANGUAGES)
_FORM = _choice("combined", "common", "json")
_READERS = _choice("token", "local", "everyone", OFF)


def _setting(default: Any, kind: Kind, help: str) -> Any:
    return field(default=default, metadata={"kind": kind, "help": help})


@dataclass(frozen=True)
class Configuration:
    """The settings, each valid."""

    archive: str = _setting("archive", _FOLDER, "Folder of the archive.")
    title: str = _setting("Kho báo", _TEXT, "Name of the archive, as the pages show it.")
    language: str = _setting("vi", _LANGUAGE, "Language of pages whose address names none.")
    host: str = _setting(
        "127.0.0.1", _TEXT, "Address to listen on; 0.0.0.0 lets other machines in."
    )
    port: int = _setting(8000, _whole(0, 65535), "Port to listen on; 0 takes a free one.")
    threads: int = _setting(
        4,
        _whole(1, 256),
        "Requests that are worked on at once; those of one client leave a thread to others.",
    )
    connections: int = _setting(
        1000,
        _whole(10, 100_000),
        "Connections that are open at once; one more replaces the one that idles longest.",
    )
    connections_per_client: int = _setting(
        100, _whole(1, 100_000), "The same of one client; not counted behind proxies."
    )
    streams: int = _setting(
        32,
        _whole(1, 10_000),
        "Exports and other long answers that are on their way at once; 503 beyond.",
    )
    streams_per_client: int = _setting(4, _whole(1, 10_000), "The same of one client; 429 beyond.")
    stream_seconds: int = _setting(
        3600, _whole(1, 86_400), "Seconds after which a long answer is cut."
    )
    least_rate: int = _setting(
        4096,
        _whole(1, 100_000_000),
        "Bytes a second that a client has to take of an answer that waits for it.",
    )
    timeout: int = _setting(
        30,
        _whole(1, 3600),
        "Seconds that a client may take to ask, idle, or stay below the least rate.",
    )
    grace: int = _setting(
        10, _whole(0, 3600), "Seconds that running requests have to finish when the server stops."
    )
    max_url: int = _setting(
        100_000, _whole(1_000, 1_000_000), "Bytes that an address may have; 414 beyond."
    )
    trusted_hosts: tuple[str, ...] = _setting(
        (),
        _NAMES,
        "Names by which the server may be asked (400 for others); .paper.example takes all names "
        "below; * takes any.  [without: localhost, the host listened on, IP addresses]",
    )
    proxies: int = _setting(
        0,
        _whole(0, 10),
        "Reverse proxies in front, whose X-Forwarded-For, -Proto and -Host are believed.",
    )
    rate_search: str = _setting(
        "600/minute", _RATE, "Requests of one client, without exports; 429 beyond."
    )
    rate_export: str = _setting("10/minute", _RATE, "Exports of one client; 429 beyond.")
    metrics: str = _setting(
        "token",
        _READERS,
        "Who may read /metrics: who shows metrics_token; whoever seems to ask from this machine, "
        "too (not behind a proxy); or everyone.",
    )
    metrics_token: str = _setting(
        "",
        _SECRET,
        "Token for /metrics, sent as Authorization: Bearer TOKEN; best set by the environment or "
        "the file, for others see options.",
    )
    access_log: str = _setting(OFF, _LOG, "Where to write one line for each request.")
    access_log_form: str = _setting("combined", _FORM, "Form of these lines.")
    access_log_queries: bool = _setting(
        False, _SWITCH, "Whether these lines tell what was searched for."
    )


_SETTINGS: Mapping[str, Field[Any]] = {one.name: one for one in fields(Configuration)}
_PATHS = ("archive", "access_log")


def settings() -> Iterator[tuple[str, Kind, str, str]]:
    """The name, the kind, the default as it is written, and the explanation of every setting."""
    for name, one in _SETTINGS.items():
        yield name, one.metadata["kind"], _written(one.default), one.metadata["help"]


def option(name: str) -> str:
    """The option of `khobao serve` for a setting."""
    return "--" + name.replace("_", "-")


def load(
    options: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
    named: Callable[[str], str] = option,
) -> Configuration:
    """The configuration: options before the environment before the file before the defaults.

    `options` holds what was given by name, `config` being the TOML file; what is None was not
    given. `environment` is that of the process unless given; an empty variable counts as not set.
    A path in the file is relative to the file's folder. `named` says how an option is called in
    errors. Raises ConfigurationError: what is wrong, where, and what is wanted.
    """
    environment = os.environ if environment is None else environment
    given = {name: value for name, value in (options or {}).items() if value is not None}
    surroundings = {
        name: text for name in (*_SETTINGS, FILE) if (text := environment.get(variable(name)))
    }
    in_environment = surroundings.pop(FILE, None)
    file = given.pop(FILE, in_environment)
    values: dict[str, Any] = {}
    if file:
        values |= _read(_from_file(Path(file)), lambda name: f"{name} in {file}")
        for name in _PATHS:
            if values.get(name, OFF) not in (OFF, STREAM):
                values[name] = str(Path(file).parent / values[name])
    values |= _read(surroundings, variable)
    values |= _read(given, named)
    return Configuration(**values)


def variable(name: str) -> str:
    """The variable of the environment for a setting."""
    return PREFIX + name.upper()


def _from_file(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            read: dict[str, Any] = tomllib.load(file)
            return read
    except OSError as error:
        raise ConfigurationError(f"cannot read {path}: {error.strerror}") from None
    except ValueError as error:  # TOML that is none, or no UTF-8
        raise ConfigurationError(f"{path} is not TOML: {error}") from None


def _read(given: Mapping[str, Any], called: Callable[[str], str]) -> dict[str, Any]:
    """The values that were given, each as its setting wants it."""
    values = {}
    for name, value in given.items():
        if name not in _SETTINGS:
            near = get_close_matches(name, _SETTINGS, 1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(_SETTINGS)}"
            raise ConfigurationError(f"there is no setting {called(name)}; {hint}")
        kind = _SETTINGS[name].metadata["kind"]
        try:
            values[name] = kind.read(value)
        except (ValueError, TypeError):
            shown = printable(str(value))[:60]
            raise ConfigurationError(
                f"{called(name)} cannot be {shown!r}: it is to be {kind.wanted}"
            ) from None
    return values


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return _YES[0] if value else OFF
    return ", ".join(value) if isinstance(value, tuple) else str(value)
