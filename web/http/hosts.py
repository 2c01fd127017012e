"""The names by which the server may be asked, and who stands between it and its clients."""

from __future__ import annotations

import logging
import re
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from flask import request
from werkzeug.sansio.utils import host_is_trusted

from web.configuration import Configuration

log = logging.getLogger("khobao")

# By what proxies and content delivery networks say for whom they ask, or that they do.
_FORWARDING = re.compile(
    ".*forward.*|.*[-_]ip|via|.*client-?ip.*|.*remote-addr|proxy-.*|cf-.*|cdn-.*|x-envoy-.*|"
    "x-original-host|x-amzn?-.*",
    re.IGNORECASE,
)
_LOCAL = ("localhost", "127.0.0.1", "[::1]")
_ANY = "*"


class TrustedHosts:
    """The hosts that a server may be asked by."""

    def __init__(self, configuration: Configuration) -> None:
        """Those that the setting trusted_hosts lists, or the usual ones of a server."""
        named: tuple[str, ...] = configuration.trusted_hosts
        self._any = _ANY in named
        # Nobody can make a browser take an IP address for the name of another site.
        self._takes_addresses = not named
        if not named:
            named = (*_LOCAL, configuration.host)
        self._addresses = frozenset(filter(None, map(address_of, named)))
        self._names = tuple(one.lower() for one in named if not address_of(one))
        self._warned = False

    def __call__(self, host: str) -> bool:
        """Whether `host`, which may have a port, is one of them."""
        if self._any or (self._names and host_is_trusted(host.lower(), self._names)):
            return True
        address = address_of(host)
        return address is not None and (self._takes_addresses or address in self._addresses)

    def warn_of_proxy(self) -> None:
        """Say once that a proxy stands in front which nobody has told us of."""
        if not self._warned and was_forwarded():
            self._warned = True
            log.warning(
                "requests come through a proxy, but the setting proxies is 0: all its clients "
                "share one rate limit"
            )


def was_forwarded() -> bool:
    """Whether a proxy says that it asks for somebody else, in any of the ways in use."""
    return any(_FORWARDING.fullmatch(name) for name, _ in request.headers)


def address_of(host: str) -> IPv4Address | IPv6Address | None:
    """The address that `host` is, with or without brackets and a port; None if it is a name."""
    with suppress(ValueError):
        return ip_address(host)
    with suppress(ValueError):
        return ip_address(urlsplit(f"//{host}").hostname or "")
    return None
