"""The addresses of archives in clusters."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import search
from index.cluster.address import is_cluster, parse_address
from index.errors import ArchiveError


def test_an_address_names_nodes_and_an_archive() -> None:
    found = parse_address("opensearch://one,two:9300,[::1]:9201/news-2021")
    assert found.hosts == (("one", 9200), ("two", 9300), ("[::1]", 9201))
    assert (found.name, found.secure, found.user) == ("news-2021", False, "")


def test_a_password_is_read_and_never_shown() -> None:
    found = parse_address("opensearch+https://m%E1%BA%AFt:b%C3%AD%2F1@search1/news")
    assert (found.user, found.password, found.secure) == ("mắt", "bí/1", True)
    assert str(found) == "opensearch+https://mắt@search1:9200/news"


@pytest.mark.parametrize(
    "wrong",
    [
        "opensearch://",
        "opensearch://host",
        "opensearch://host/",
        "opensearch://host/News",
        "opensearch://host/a/b",
        "opensearch://host:123456/news",
        "opensearch://ho st/news",
        "opensearch://u:secret@/news",
    ],
)
def test_what_is_no_address_is_an_error_without_a_password_in_it(wrong: str) -> None:
    with pytest.raises(ArchiveError) as caught:
        parse_address(wrong)
    assert "secret" not in str(caught.value)


def test_a_folder_is_no_address() -> None:
    assert not is_cluster("archive")
    assert not is_cluster("https://host/news")
    assert is_cluster("opensearch+https://host/news")


def test_who_searches_a_folder_loads_no_client_of_clusters(sample_folder: Path) -> None:
    program = (
        "import sys, search\n"
        f"search.open({str(sample_folder)!r}).search('cầu')\n"
        "assert not [one for one in sys.modules if 'opensearch' in one.partition('.')[2]"
        " or one.startswith('opensearchpy')], sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_another_scheme_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(ArchiveError, match="opensearch://host:port/name"):
        search.open("elastic://host/news")
