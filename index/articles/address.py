"""The canonical form of an address: two addresses of one page have the same.

The rules are those of RFC 3986, section 6.2 (normalisation by syntax and by scheme), and what is
common on news sites: `http` and `https`, `www.` or not, and a slash at the end make no difference,
what follows `#` names a place in a page, and parameters that tell where a reader came from name no
other page. What the path says, small and capital letters in it, and all other parameters stay.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

_LONGEST = 10_000
_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|igsh|mc_cid|mc_eid"
    r"|zarsrc|zalo_src|_ga|_gl|ref_src|ref_url|cmpid|ito|spm|share_?source|ocid|ncid|vgo_ee|fbid_src",
    re.I,
)
_SAFE = "/:@!$&'()*+,;=-._~"
_DEFAULTS = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.I)


def canonical_address(url: str) -> str:
    """The canonical form of an address of the web; empty for what is none.

    It has no scheme: `lamkhe.example/tin-1.html?trang=2`.
    """
    try:
        parts = urlsplit(url.strip()[:_LONGEST])
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in _PORTS or not host:
        return ""
    host = _ascii(host).removeprefix("www.")
    if port is not None and port not in _PORTS.values():
        host = f"{host}:{port}"
    path = quote(unquote(parts.path), safe=_SAFE) if "%" in parts.path else parts.path
    path = _DEFAULTS.sub("/", quote(path, safe=_SAFE + "%")).rstrip("/")
    given = parse_qsl(parts.query, keep_blank_values=True)
    kept = sorted(pair for pair in given if not _TRACKING.fullmatch(pair[0]))
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{host}{path}{query}"


def address_key(url: str) -> str:
    """What the archive finds an address by: 16 hexadecimal digits; empty where there is none."""
    address = canonical_address(url)
    return blake2b(address.encode("utf-8", "replace"), digest_size=8).hexdigest() if address else ""


def address_term(url: str, own: bool) -> str:
    """The term under which the archive keeps the address of an article: of one without an id of its
    own, which is the one at its address, it is another than of one that has an `own` id."""
    key = address_key(url)
    return key if own or not key else _DERIVED + key


def terms_of_key(key: str) -> tuple[tuple[str, bool], ...]:
    """The two terms of an address, each with whether articles under it have ids of their own."""
    return (_DERIVED + key, False), (key, True)


def host_of(url: str) -> str:
    """The host of an address, or of what somebody types of one, without `www.` and port.

    Empty for what has none.
    """
    address = canonical_address(url) or canonical_address(f"http://{url}")
    host = re.split(r"[/?:]", address, maxsplit=1)[0]
    return host if _HOST.fullmatch(host) else ""


def hosts_of(url: str) -> tuple[str, ...]:
    """What an article is found by for its host: the host, those above it, and each of its names.

    *kinhte.lamkhe.example* is also *lamkhe.example*, *example*, *kinhte* and *lamkhe*.
    """
    names = host_of(url).split(".") if url else []
    above = (".".join(names[at:]) for at in range(len(names)))
    return tuple(dict.fromkeys(one for one in (*above, *names) if one))


_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_DERIVED = "="


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode().lower()
    except UnicodeError:
        return host.lower()
