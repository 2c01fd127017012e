"""Where an archive in a cluster is: opensearch://[user[:password]@]host[:port][,host…]/name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from index.errors import ArchiveError

SCHEMES = ("opensearch", "opensearch+https")
PORT = 9200
_ADDRESS = re.compile(
    r"(?P<scheme>opensearch(?:\+https)?)://(?:(?P<login>[^@/]*)@)?(?P<hosts>[^@/]+)/(?P<name>[^/]*)/?"
)
# What OpenSearch takes as the name of an index, and we put a number behind.
_NAME = re.compile(r"[a-z0-9][a-z0-9._]{0,99}(?:-[a-z0-9._]+)*")
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?")


@dataclass(frozen=True)
class Address:
    """The nodes that are asked, as whom, and the name of the archive there."""

    hosts: tuple[tuple[str, int], ...]
    name: str
    secure: bool = False
    user: str = ""
    password: str = ""

    def __str__(self) -> str:
        """The address for people to read, without the password."""
        scheme = SCHEMES[self.secure]
        login = f"{self.user}@" if self.user else ""
        hosts = ",".join(f"{host}:{port}" for host, port in self.hosts)
        return f"{scheme}://{login}{hosts}/{self.name}"


def is_cluster(place: object) -> bool:
    """Whether an archive's place is one in a cluster."""
    return isinstance(place, str) and place.startswith(tuple(f"{one}://" for one in SCHEMES))


def parse_address(place: str) -> Address:
    """The parts of an address. Raises ArchiveError that says what is wrong with it."""
    found = _ADDRESS.fullmatch(place)
    if found is None:
        raise ArchiveError(
            f"{_without_password(place)}: an archive in a cluster is opensearch://host:port/name"
        )
    if not _NAME.fullmatch(found["name"]):
        raise ArchiveError(
            f"{found['name'] or 'no name'}: an archive's name in a cluster is of small letters, "
            "digits, points and hyphens, such as news"
        )
    user, _, password = (found["login"] or "").partition(":")
    return Address(
        tuple(_host(one) for one in found["hosts"].split(",")),
        found["name"],
        found["scheme"] == SCHEMES[1],
        unquote(user),
        unquote(password),
    )


def _host(text: str) -> tuple[str, int]:
    found = _HOST.fullmatch(text)
    if found is None or int(found[2] or PORT) > 65535:
        raise ArchiveError(f"{text}: this is no host with a port, such as search1:9200")
    return found[1], int(found[2] or PORT)


def _without_password(place: str) -> str:
    return re.sub(r"//[^@/]*@", "//…@", place)
