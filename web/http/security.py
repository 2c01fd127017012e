"""What guards the front end: headers on every answer, known hosts, addresses of bounded length.

The headers are those of OWASP's secure headers project: nothing from elsewhere, nothing inline, no
frames, no use of the page by other sites.
"""

from __future__ import annotations

import logging
import re
from contextlib import suppress
from hmac import compare_digest
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest, RequestURITooLarge
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.sansio.utils import host_is_trusted

from web.configuration import Configuration

log = logging.getLogger("khobao")

# By what proxies and content delivery networks say for whom they ask, or that they do.
_FORWARDING = re.compile(
    ".*forward.*|.*[-_]ip|via|.*client-?ip.*|.*remote-addr|proxy-.*|cf-.*|cdn-.*|x-envoy-.*|"
    "x-original-host|x-amzn?-.*",
    re.IGNORECASE,
)
LARGEST_BODY = 4096  # nothing is done with a body: enough for a form, which is told 405
PROBES = ("/healthz", "/readyz")  # asked by address, whatever the names of the host
METRICS = "/metrics"
_LOCAL = ("localhost", "127.0.0.1", "[::1]")
_ANY = "*"

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "connect-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_FEATURES = (
    *("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen"),
    *("geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment"),
    *("picture-in-picture", "publickey-credentials-get", "screen-wake-lock", "sync-xhr", "usb"),
    "xr-spatial-tracking",
)
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _FEATURES),
    "Referrer-Policy": "same-origin",  # what people search for is not told to other sites
    "X-Content-Type-Options": "nosniff",
    "X-DNS-Prefetch-Control": "off",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
}
_SECURE_ONLY = {"Strict-Transport-Security": "max-age=31536000"}


class UntrustedHostError(BadRequest):
    """The request names a host that is not ours: 400."""


def register(app: Flask, configuration: Configuration) -> None:
    """Let `app` check hosts and addresses, believe its proxies, and put the headers on answers."""
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    trusts = _Hosts(configuration)
    proxies = configuration.proxies
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as Flask documents it
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )

    @app.before_request
    def check() -> None:
        settled = app.config.get("TRUSTED_HOSTS") is not None or request.path in PROBES
        if request.path == METRICS and sees_inside(configuration):
            settled = True  # a scraper may ask by address; nobody can make a browser show a token
        if not settled and not trusts(request.host):
            raise UntrustedHostError(
                f"this server is not asked by the name {request.host[:100]!r}; "
                "the setting trusted_hosts lists the names that it answers to"
            )
        if len(request.query_string) + len(request.path.encode()) > configuration.max_url:
            raise RequestURITooLarge
        if not proxies:
            trusts.warn_of_proxy()

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.is_secure:
            for name, value in _SECURE_ONLY.items():
                response.headers.setdefault(name, value)
        kept = "no-store" if response.status_code >= 400 else "private, no-cache"
        response.headers.setdefault("Cache-Control", kept)
        return response


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
        asked = _address(request.host)
    except ValueError:
        return False
    local = request.host.partition(":")[0].lower() == "localhost"
    return (
        _is_loopback(address)
        and (local or (asked is not None and _is_loopback(asked)))
        and not _was_forwarded()
    )


def sees_inside(configuration: Configuration) -> bool:
    """Whether the current request may be told what is nobody else's business.

    That is whoever shows the token; where the setting metrics is local, all on this machine.
    """
    return shows_token(configuration) or (configuration.metrics == "local" and is_local())


def _is_loopback(address: IPv4Address | IPv6Address) -> bool:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def _was_forwarded() -> bool:
    """Whether a proxy says that it asks for somebody else, in any of the ways in use."""
    return any(_FORWARDING.fullmatch(name) for name, _ in request.headers)


class _Hosts:
    """The hosts that a server may be asked by."""

    def __init__(self, configuration: Configuration) -> None:
        named: tuple[str, ...] = configuration.trusted_hosts
        self._any = _ANY in named
        # Nobody can make a browser take an IP address for the name of another site.
        self._takes_addresses = not named
        if not named:
            named = (*_LOCAL, configuration.host)
        self._addresses = frozenset(filter(None, map(_address, named)))
        self._names = tuple(one.lower() for one in named if not _address(one))
        self._warned = False

    def __call__(self, host: str) -> bool:
        """Whether `host`, which may have a port, is one of them."""
        if self._any or (self._names and host_is_trusted(host.lower(), self._names)):
            return True
        address = _address(host)
        return address is not None and (self._takes_addresses or address in self._addresses)

    def warn_of_proxy(self) -> None:
        """Say once that a proxy stands in front which nobody has told us of."""
        if not self._warned and _was_forwarded():
            self._warned = True
            log.warning(
                "requests come through a proxy, but the setting proxies is 0: all its clients "
                "share one rate limit"
            )


def _address(host: str) -> IPv4Address | IPv6Address | None:
    """The address that `host` is, with or without brackets and a port; None if it is a name."""
    with suppress(ValueError):
        return ip_address(host)
    with suppress(ValueError):
        return ip_address(urlsplit(f"//{host}").hostname or "")
    return None
