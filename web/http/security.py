"""What guards the front end: headers on every answer, known hosts, addresses of bounded length.

The headers are those of OWASP's secure headers project: nothing from elsewhere, nothing inline, no
frames, no use of the page by other sites.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest, RequestURITooLarge
from werkzeug.middleware.proxy_fix import ProxyFix

from web.configuration import Configuration
from web.http.hosts import TrustedHosts
from web.http.insiders import sees_inside
from web.text.problems import refusal

LARGEST_BODY = 4096  # nothing is done with a body: enough for a form, which is told 405
BATCH, BATCH_PAGE, DOSSIER = "/api/v1/batch", "/batch", "/dossier"  # what reads a body
LARGEST_LIST = 1_048_576
"""Bytes that a list of queries may have, which is sent as a body."""
PROBES = ("/healthz", "/readyz")  # asked by address, whatever the names of the host
METRICS, STATUS = "/metrics", "/status"
EMBEDDED = "/embed/"
"""What other sites may show in a frame, if the setting `embedders` names them."""

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


def _written(policy: Mapping[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in policy.items())


HEADERS = {
    "Content-Security-Policy": _written(POLICY),
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


def _framed(configuration: Configuration) -> Mapping[str, str]:
    """The headers of what may stand in a frame: on the sites that the owner names, if any."""
    if not configuration.embedders:
        return HEADERS
    policy = {**POLICY, "frame-ancestors": " ".join(configuration.embedders)}
    kept = {name: value for name, value in HEADERS.items() if name != "X-Frame-Options"}
    return {
        **kept,
        "Content-Security-Policy": _written(policy),
        "Cross-Origin-Resource-Policy": "cross-origin",
    }


class UntrustedHostError(BadRequest):
    """The request names a host that is not ours: 400."""


def largest_body(path: str) -> int:
    """How many bytes of a body are taken at an address."""
    return LARGEST_LIST if path in (BATCH, BATCH_PAGE, DOSSIER) else LARGEST_BODY


def register(app: Flask, configuration: Configuration) -> None:
    """Let `app` check hosts and addresses, believe its proxies, and put the headers on answers."""
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_LIST  # nothing is read at other addresses
    trusts = TrustedHosts(configuration)
    proxies = configuration.proxies
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as Flask documents it
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )

    @app.before_request
    def check() -> None:
        settled = app.config.get("TRUSTED_HOSTS") is not None or request.path in PROBES
        if request.path in (METRICS, STATUS) and sees_inside(configuration):
            settled = True  # a scraper may ask by address; nobody can make a browser show a token
        if not settled and not trusts(request.host):
            raise refusal(UntrustedHostError, "unknown-host", host=request.host[:100])
        if len(request.query_string) + len(request.path.encode()) > configuration.max_url:
            raise RequestURITooLarge
        if not proxies:
            trusts.warn_of_proxy()

    framed = _framed(configuration)

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in (framed if request.path.startswith(EMBEDDED) else HEADERS).items():
            response.headers.setdefault(name, value)
        if request.is_secure:
            for name, value in _SECURE_ONLY.items():
                response.headers.setdefault(name, value)
        kept = "no-store" if response.status_code >= 400 else "private, no-cache"
        response.headers.setdefault("Cache-Control", kept)
        return response
