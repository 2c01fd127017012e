"""Who a client is, by its address or by what proxies tell, and how many there may be."""

from __future__ import annotations

import resource

import pytest

from web.http.clients import forwarded_for, network
from web.serving.descriptors import connections_allowed


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("unknown", "unknown"),
    ],
)
def test_client_is_an_address_or_the_network_of_one_subscriber(address: str, client: str) -> None:
    assert network(address) == client


@pytest.mark.parametrize(
    ("told", "proxies", "address"),
    [
        ("192.0.2.1", 0, "127.0.0.1"),
        ("192.0.2.1", 1, "192.0.2.1"),
        ("203.0.113.9, 192.0.2.1", 1, "192.0.2.1"),
        ("203.0.113.9, 192.0.2.1, 192.0.2.2", 2, "192.0.2.1"),
        ("192.0.2.1", 2, "127.0.0.1"),
        ("", 1, "127.0.0.1"),
    ],
)
def test_only_what_the_nearest_proxies_tell_is_believed(
    told: str, proxies: int, address: str
) -> None:
    environ = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": told}
    assert forwarded_for(environ, proxies) == address


@pytest.mark.parametrize(
    ("files", "connections"), [(256, 128), (1024, 896), (resource.RLIM_INFINITY, 1_000_000)]
)
def test_connections_leave_descriptors_for_all_else(
    files: int, connections: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (files, files))
    assert connections_allowed() == connections
