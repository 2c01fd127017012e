"""Headers that keep every answer to itself: nothing from elsewhere, nothing inline, no frames."""

from __future__ import annotations

from flask import Flask, Response

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "connect-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}

HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "Referrer-Policy": "same-origin",  # what people search for is not told to other sites
    "X-Content-Type-Options": "nosniff",
}


def register(app: Flask) -> None:
    """Put the headers on every answer of `app`, errors and static files included."""

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response
