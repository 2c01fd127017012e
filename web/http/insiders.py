"""Who may be told what is nobody else's business: folders, numbers, reasons."""

from __future__ import annotations

from hmac import compare_digest
from ipaddress import IPv4Address, IPv6Address, ip_address

from flask import request

from web.configuration import Configuration
from web.http.hosts import address_of, was_forwarded


def shows_token(configuration: Configuration) -> bool:
    """Whether the current request carries the token of the setting `metrics_token`."""
    token, given = configuration.metrics_token, request.authorization
    if not token or given is None or given.type != "bearer" or not given.token:
        return False
    return compare_digest(given.token.encode("utf-8", "replace"), token.encode())


def is_local() -> bool:
    """Whether the current request seems to have been made on this machine, for nobody elsewhere.

    It comes from this machine to one of its own names, and through no proxy that says so. A proxy
    on this machine that adds no header and asks by such a name looks the same: there is no telling.
    """
    try:
        address = ip_address(request.remote_addr or "")
        asked = address_of(request.host)
    except ValueError:
        return False
    local = request.host.partition(":")[0].lower() == "localhost"
    return (
        _is_loopback(address)
        and (local or (asked is not None and _is_loopback(asked)))
        and not was_forwarded()
    )


def sees_inside(configuration: Configuration) -> bool:
    """Whether the current request may be told what is nobody else's business.

    That is whoever shows the token; where the setting metrics is local, all on this machine.
    """
    return shows_token(configuration) or (configuration.metrics == "local" and is_local())


def _is_loopback(address: IPv4Address | IPv6Address) -> bool:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback
