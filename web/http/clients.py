"""Who a client is: an IPv4 address, or the /64 network that one subscriber has of IPv6."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any


def network(address: str) -> str:
    """The client that has this address; what is no address is one by itself."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or ip_network((int(parsed) >> 64 << 64, 64)))
    return str(parsed)


def forwarded_for(environ: Mapping[str, Any], proxies: int) -> str:
    """The address that a WSGI request comes from, as so many proxies tell it."""
    told = str(environ.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    if proxies and len(told) >= proxies and (address := told[-proxies].strip()):
        return address
    return str(environ.get("REMOTE_ADDR", ""))
