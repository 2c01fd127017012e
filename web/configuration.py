"""Every setting of the front end in one table, from a file, the environment and options.

The table is the class `Configuration`: the options of `khobao serve`, the names in the environment
and in the file, the arguments of `create_app`, what each may be, and the printed table all come
from its fields.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from flask import current_app

from index.errors import KhobaoError
from index.printing import printable
from web import setting_types as types
from web.setting_types import OFF, ON, SettingType
from web.text.language import LANGUAGES

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PREFIX = "KHOBAO_"
FILE = "config"  # the option --config and KHOBAO_CONFIG name the file
STREAM = "-"  # standard error


class ConfigurationError(KhobaoError):
    """A setting that there is not, or with a value that it cannot have."""


def _setting(default: Any, type: SettingType, help: str) -> Any:
    return field(default=default, metadata={"type": type, "help": help})


@dataclass(frozen=True)
class Configuration:
    """The settings, each valid."""

    archive: str = _setting("archive", types.FOLDER, "Folder of the archive.")
    title: str = _setting("Kho báo", types.TEXT, "Name of the archive, as the pages show it.")
    language: str = _setting(
        LANGUAGES[0], types.LANGUAGE, "Language of pages whose address names none."
    )
    host: str = _setting(
        "127.0.0.1", types.TEXT, "Address to listen on; 0.0.0.0 lets other machines in."
    )
    port: int = _setting(8000, types.whole(0, 65535), "Port to listen on; 0 takes a free one.")
    processes: int | str = _setting(
        types.AUTO,
        types.PROCESSES,
        "Processes that serve; auto: as many as there are processors, at most 4, and one where "
        "memory is short.",
    )
    threads: int = _setting(
        4,
        types.whole(1, 256),
        "Requests that are worked on at once in each process; those of one client leave a thread "
        "to others.",
    )
    connections: int = _setting(
        1000,
        types.whole(10, 100_000),
        "Connections that are open at once; one more replaces the one that idles longest. Each "
        "process has its share of them.",
    )
    connections_per_client: int = _setting(
        100, types.whole(1, 100_000), "The same of one client; not counted behind proxies."
    )
    streams: int = _setting(
        32,
        types.whole(1, 10_000),
        "Exports and other long answers that are on their way at once; 503 beyond.",
    )
    streams_per_client: int = _setting(
        4, types.whole(1, 10_000), "The same of one client; 429 beyond."
    )
    stream_seconds: int = _setting(
        3600, types.whole(1, 86_400), "Seconds after which a long answer is cut."
    )
    least_rate: int = _setting(
        4096,
        types.whole(1, 100_000_000),
        "Bytes a second that a client has to take of an answer that waits for it.",
    )
    timeout: int = _setting(
        30,
        types.whole(1, 3600),
        "Seconds that a client may take to ask, idle, or stay below the least rate.",
    )
    grace: int = _setting(
        10,
        types.whole(0, 3600),
        "Seconds that running requests have to finish when the server stops.",
    )
    max_url: int = _setting(
        100_000, types.whole(1_000, 1_000_000), "Bytes that an address may have; 414 beyond."
    )
    trusted_hosts: tuple[str, ...] = _setting(
        (),
        types.NAMES,
        "Names by which the server may be asked (400 for others); .paper.example takes all names "
        "below; * takes any.  [without: localhost, the host listened on, IP addresses]",
    )
    proxies: int = _setting(
        0,
        types.whole(0, 10),
        "Reverse proxies in front, whose X-Forwarded-For, -Proto and -Host are believed.",
    )
    rate_search: str = _setting(
        "600/minute", types.RATE, "Requests of one client, without exports; 429 beyond."
    )
    rate_export: str = _setting(
        "10/minute", types.RATE, "Exports and batches of one client; 429 beyond."
    )
    metrics: str = _setting(
        "token",
        types.READERS,
        "Who may read /metrics: who shows metrics_token; whoever seems to ask from this machine, "
        "too (not behind a proxy); or everyone.",
    )
    metrics_token: str = _setting(
        "",
        types.SECRET,
        "Token for /metrics, sent as Authorization: Bearer TOKEN; best set by the environment or "
        "the file, for others see options.",
    )
    crawlers: str = _setting(
        "articles",
        types.CRAWLERS,
        "What search engines of the web may read: the articles, by a site map, or nothing.",
    )
    embedders: tuple[str, ...] = _setting(
        (),
        types.SITES,
        "Sites that may show charts in frames (/embed/); * lets any; without this, none may.",
    )
    access_log: str = _setting(OFF, types.LOG, "Where to write one line for each request.")
    access_log_form: str = _setting("combined", types.FORM, "Form of these lines.")
    access_log_queries: bool = _setting(
        False, types.SWITCH, "Whether these lines tell what was searched for."
    )


_SETTINGS: Mapping[str, Field[Any]] = {one.name: one for one in fields(Configuration)}
_PATHS = ("archive", "access_log")


def settings() -> Iterator[tuple[str, SettingType, str, str]]:
    """The name, the type, the default as it is written, and the explanation of every setting."""
    for name, one in _SETTINGS.items():
        yield name, one.metadata["type"], _written(one.default), one.metadata["help"]


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
            value = values.get(name, OFF)
            if value not in (OFF, STREAM) and "://" not in value:
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
        type_ = _SETTINGS[name].metadata["type"]
        try:
            values[name] = type_.read(value)
        except (ValueError, TypeError):
            shown = printable(str(value))[:60]
            raise ConfigurationError(
                f"{called(name)} cannot be {shown!r}: it is to be {type_.wanted}"
            ) from None
    return values


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return ON if value else OFF
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def current_configuration() -> Configuration:
    """The settings of the application that answers the current request."""
    configuration = current_app.config["KHOBAO"]
    assert isinstance(configuration, Configuration)
    return configuration
