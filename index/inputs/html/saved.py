"""Whence and when a page was saved, as the program that saved it wrote into it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import NamedTuple

_LOOKED_AT = 10_000  # characters at either end of a page
_ADDRESS = r"(?P<url>https?://[^\s\"'<>]{1,2000})"
_MARKS = (
    # SingleFile, in its own words.
    re.compile(
        rf"Page saved with SingleFile\s+url:\s{{1,9}}{_ADDRESS}"
        r"\s+saved date:\s{1,9}(?P<js>[^\n]{10,90})"
    ),
    # HTTrack and its kin; the address has no scheme.
    re.compile(
        r"<!-- Mirrored from (?P<bare>[\w.-]{3,200}/\S{0,2000}) by HTTrack Website Copier/"
        r"[^\n>]{1,60}?, (?P<mail>\w{3}, \d\d? \w{3} \d{4} [\d:]{8} GMT) -->"
    ),
    # The Wayback Machine.
    re.compile(r"FILE ARCHIVED ON (?P<wayback>[\d:]{8} \w{3} \d\d?, \d{4}) AND RETRIEVED FROM"),
    # Save Page WE.
    re.compile(rf"<meta name=\"?savepage-url\"? content=\"?{_ADDRESS}"),
    re.compile(r"<meta name=\"?savepage-date\"? content=\"(?P<js>[^\"]{10,90})\""),
    # Browsers: Internet Explorer, Chrome. They tell no time.
    re.compile(rf"<!-- saved from url=\(\d{{4}}\){_ADDRESS} -->"),
)
_JAVASCRIPT = re.compile(
    r"\w{3} (?P<day>\w{3} \d\d \d{4} \d\d:\d\d:\d\d) GMT(?P<zone>[+-]\d{4})(?: \(|\s*$)"
)


class Saved(NamedTuple):
    """The address from which a page was saved, and when; nothing where nothing is told."""

    url: str
    when: datetime | None


def saved(text: str) -> Saved:
    """What a page says of when it was saved; the moment that its file was written tells nothing,
    since copying changes it."""
    url, when = "", None
    for part in _ends(text):
        for mark in _MARKS:
            found = mark.search(part)
            if found is None:
                continue
            named = found.groupdict()
            url = url or named.get("url") or ""
            if not url and named.get("bare"):
                url = f"http://{named['bare']}"
            when = when or _moment(named)
    return Saved(url, when)


def _ends(text: str) -> Iterator[str]:
    yield text[:_LOOKED_AT]
    if len(text) > _LOOKED_AT:
        yield text[-_LOOKED_AT:]


def _moment(named: dict[str, str | None]) -> datetime | None:
    try:
        if told := named.get("js"):
            found = _JAVASCRIPT.match(told.strip())
            if found is None:
                return None
            return datetime.strptime(f"{found['day']} {found['zone']}", "%b %d %Y %H:%M:%S %z")
        if told := named.get("mail"):
            return parsedate_to_datetime(told)
        if told := named.get("wayback"):
            moment = datetime.strptime(told, "%H:%M:%S %b %d, %Y")
            return moment.replace(tzinfo=timezone.utc)
    except ValueError:
        return None
    return None
