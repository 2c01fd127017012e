"""No suggestion breaks a name, and the tones that many say alike are thought of first."""

from __future__ import annotations

import pytest
from helpers.archives import MakeArchive

import search

SENTENCES = (
    "Dịch sars có 2 người mắc ở bản. Loại sars co 2 chủng. Máy galaxy nóte 9 giá rẻ. "
    "Đội galaxy của bản đá bóng. Hàng mobifan bán ở chợ. Mạng mobifone phủ sóng bản. "
    "Bà con xem vtv mỗi tối. Đài tv cũ để ngoài hiên. Sửa nhà cửa mới. Sửa nhà của mới. "
    "Sửa nhà của mới. Ngoài hiên galaxy note bán chạy."
)


@pytest.fixture
def archive(make_archive: MakeArchive) -> search.Archive:
    return make_archive(*({"id": str(n), "body": SENTENCES} for n in range(20)))


@pytest.mark.parametrize(
    "typed",
    ["sars cov 2", "galaxy note 9", "MobiFone phủ sóng", "xem vtw mỗi tối"],
)
def test_a_name_is_left_as_it_was_typed(archive: search.Archive, typed: str) -> None:
    assert archive.correct(typed) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("galaxi của bản", "galaxy của bản"),
        ("mạng mobifonne phủ sóng", "mạng mobifone phủ sóng"),
        ("mỗi tói", "mỗi tối"),
        ("sars có 2 ngưởi mắc", "sars có 2 người mắc"),
        ("Sử aNhà", "Sửa nhà"),
    ],
)
def test_what_is_no_name_is_corrected_beside_one(
    archive: search.Archive, typed: str, meant: str
) -> None:
    assert archive.correct(typed) == meant


def test_hoi_for_nga_is_likelier_than_another_tone(archive: search.Archive) -> None:
    # The archive has "của" there twice as often as "cửa".
    assert archive.correct("sửa nhà cữa mới") == "sửa nhà cửa mới"
    assert archive.correct("sửa nhà cụa mới") == "sửa nhà của mới"
