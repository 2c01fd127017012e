"""Helpers for tests of WARC and ARC files: their records, in bytes."""

from __future__ import annotations

BODY = " ".join(
    ["Sáng nay xã Mường Khao thông xe cây cầu treo dài hai trăm mét qua suối Nậm."] * 12
)


def page(title: str) -> bytes:
    """An article as a page."""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:type" content="article"></head><body><article><h1>{title}</h1>'
        f"<p>{BODY}</p><p>{BODY}</p></article></body></html>"
    ).encode()


def answer(
    body: bytes, headers: str = "Content-Type: text/html\r\n", status: str = "200 OK"
) -> bytes:
    """An answer of a web server."""
    return f"HTTP/1.1 {status}\r\n{headers}\r\n".encode() + body


def record(
    data: bytes,
    url: str = "https://bao.example/tin.html",
    kind: str = "response",
    content_type: str = "application/http; msgtype=response",
    length: int | None = None,
) -> bytes:
    """A record of a WARC file."""
    return (
        (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
            f"WARC-Date: 2021-07-08T01:02:03Z\r\nWARC-Target-URI: {url}\r\n"
            f"Content-Type: {content_type}\r\n"
            f"Content-Length: {len(data) if length is None else length}\r\n\r\n"
        ).encode()
        + data
        + b"\r\n\r\n"
    )


def saved(title: str, url: str = "") -> bytes:
    """A record with an article."""
    return record(answer(page(title)), url or f"https://bao.example/{title}.html")


def arc_record(data: bytes, url: str, kind: str = "text/html") -> bytes:
    """A record of an ARC file."""
    return f"{url} 10.0.0.1 20050708010203 {kind} {len(data)}\n".encode() + data + b"\n"


ARC_HEAD = arc_record(
    b"1 0 Crawler\nURL IP-address Archive-date Content-type Archive-length\n",
    "filedesc://a.arc",
    "text/plain",
)
