"""A shell to run commands in, and articles to run them on."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.archives import write_articles
from helpers.shell import Article, Shell

import index

BRIDGE = {
    "id": "lk-1",
    "title": "Thông xe cầu treo Bản Lấu",
    "summary": "Người dân Bản Lấu không còn phải đi mảng qua suối Nậm Ho.",
    "body": "Sáng 12-5, xã Mường Khao thông xe cầu treo Bản Lấu dài 86 m.\n"
    "Ông Lường Văn Phặn, Trưởng bản, nói bà con đã góp 1.240 ngày công.",
    "captions": ["Học sinh Bản Lấu qua cầu trong ngày đầu thông xe"],
    "published": "2022-05-12T09:30:00+07:00",
    "category": "Xã hội",
    "source": "Báo Lam Khê",
    "authors": ["Hà Thục Uyên"],
    "url": "https://lamkhe.example/thong-xe-cau-treo",
    "tags": ["cầu treo"],
}
TEA = {
    "id": "lk-2",
    "title": "Chè Mường Khao được mùa",
    "body": "Hợp tác xã (HTX) chè Mường Khao thu 64 tấn búp tươi, giá tăng một phần ba.",
    "published": "2021-04-02",
    "category": "Kinh tế",
    "source": "Báo Lam Khê",
}
FERRY = {
    "id": "vt-7",
    "title": "Bến đò Cổ Trầm nghỉ vì lũ",
    "body": "Nước sông Ngà lên báo động hai, bến đò Cổ Trầm ngừng chở khách.",
    "published": "2020-10-18T06:00:00+07:00",
    "category": "Xã hội",
    "source": "Tin Vân Trạch",
}
ESCAPES = {
    "id": "x-1",
    "title": "Chữ [bold]đậm[/bold] và :smile: trong tít",
    "body": "Một thân bài \u001b[31mcó mã màu\u001b[0m, chuông \u0007 và chữ \u202eđảo chiều.",
}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell without an archive."""
    return Shell(tmp_path / "archive")


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A shell with an archive of the articles below that no test changes."""
    folder = tmp_path_factory.mktemp("filled")
    path = write_articles(folder / "input.jsonl", (BRIDGE, TEA, FERRY, ESCAPES))
    index.reindex([path], folder / "archive", workers=0)
    return Shell(folder / "archive")


@pytest.fixture
def bridge() -> Article:
    """An article with every field."""
    return dict(BRIDGE)


@pytest.fixture
def tea() -> Article:
    """An article of the same paper."""
    return dict(TEA)


@pytest.fixture
def ferry() -> Article:
    """An article of another paper."""
    return dict(FERRY)


@pytest.fixture
def escapes() -> Article:
    """An article with terminal codes and markup in its texts."""
    return dict(ESCAPES)
