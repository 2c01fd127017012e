"""Which names a text mentions, and what tells their types: by rule, the same natively."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import native
from index.vietnamese.names import Mention, mentions
from index.vietnamese.names.lexicon import SECTIONS, lexicon
from index.vietnamese.names.mention import BARE
from index.vietnamese.names.reading import Reader
from index.vietnamese.spelling import clean
from index.vietnamese.syllables import respelled, scanner
from index.vietnamese.words import packed_words


def spelled(text: str) -> str:
    cleaned = clean(text)
    return respelled(cleaned.text, scanner().find(*cleaned))


def found(text: str) -> list[tuple[str, str]]:
    """The evidence for each name in a text but given names alone, and how it is spelled there."""
    return [one for one in every(text) if one[0] != BARE]


def every(text: str) -> list[tuple[str, str]]:
    text = spelled(text)
    return [(one.code, text[one.start : one.end]) for one in mentions(text, packed_words(text))]


def in_python(text: str) -> list[Mention]:
    words = array("I", packed_words(text))
    return Reader(text, frozenset(words[::2])).read()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hôm qua ông Trần Văn Bình đến chợ.", [("p", "Trần Văn Bình")]),
        ("Gặp Lê Thị Hạnh (32 tuổi) ở bến.", [("p", "Lê Thị Hạnh")]),
        ("Cụ già kể về Lê Thị Hạnh và con.", [("w", "Lê Thị Hạnh")]),
        ("Theo bác sĩ John Miller, dịch đã hết.", [("p", "John Miller")]),
        ("Tổng thống Nga Putin đã đến.", [("l", "Nga"), ("p", "Putin")]),
        ("Chủ tịch UBND huyện Lâm Khê Trần Văn Bình nói.",
         [("o", "UBND huyện Lâm Khê"), ("p", "Trần Văn Bình")]),
        ("Khách ở xã Tràng Khúc, huyện Lâm Khê, tỉnh Nghệ An.",
         [("l", "xã Tràng Khúc"), ("l", "huyện Lâm Khê"), ("l", "tỉnh Nghệ An")]),
        ("Cháy ở quận 1, TP. HCM.", [("l", "quận 1"), ("l", "TP. HCM")]),
        ("Xe qua đường Nguyễn Huệ.", [("l", "đường Nguyễn Huệ")]),
        ("Bộ Giáo dục và Đào tạo công bố điểm.", [("o", "Bộ Giáo dục và Đào tạo")]),
        ("Bệnh viện Đa khoa trung ương Lâm Khê đã nhận.",
         [("o", "Bệnh viện Đa khoa trung ương Lâm Khê")]),
        ("Xem trên kênh VTV3 tối nay.", [("o", "VTV3")]),
        ("Chính quyền ông Kim Jong-un đáp lại.", [("p", "Kim Jong-un")]),
        ("Nghe đại biểu Tống Hữu Lạc phát biểu.", [("p", "Tống Hữu Lạc")]),
        ("Bạn đọc yêu cầu Bộ Y tế trả lời.", [("o", "Bộ Y tế")]),
        ("Xe qua Quốc lộ 1A và xa lộ Lâm Khê.",
         [("l", "Quốc lộ 1A"), ("l", "xa lộ Lâm Khê")]),
        ("Nhà ở xã Tiền Phong, huyện Lâm Khê.",
         [("l", "xã Tiền Phong"), ("l", "huyện Lâm Khê")]),
        ("Tàu nằm gần bờ biển Syria.", [("l", "Syria")]),
        ("Hôm qua, thủ tướng Campuchia Hun Sen đã đến.", [("l", "Campuchia"), ("p", "Hun Sen")]),
        ("Ông là trưởng Công an huyện Lâm Khê.", [("o", "Công an huyện Lâm Khê")]),
        ("Theo giám đốc VTKX Lâm Khê, nước đã cạn.", [("n", "VTKX Lâm Khê")]),
        ("Ca bệnh ở thôn Hạ, xã Tràng Khúc, thành phố Lâm Khê.",
         [("l", "thôn Hạ"), ("l", "xã Tràng Khúc"), ("l", "thành phố Lâm Khê")]),
        ("Xe qua cao tốc Lâm Khê - Tràng Khúc.", [("l", "cao tốc Lâm Khê - Tràng Khúc")]),
        ("Chị ở chung cư Trúc Lam, khách sạn Sông Trăng và quán bar Lasido.",
         [("l", "chung cư Trúc Lam"), ("l", "khách sạn Sông Trăng"), ("l", "quán bar Lasido")]),
        ("Nhà của chủ tịch BVK Marek Jolan.", [("w", "Marek Jolan")]),
        ("Hôm qua facebooker Nhung Trần kể lại.", [("p", "Nhung Trần")]),
        ("Hàng từ Pháp, Anh về cảng.", [("l", "Pháp"), ("l", "Anh")]),
        ("Sở Y tế tỉnh Lâm Khê và CDC Lâm Khê lấy mẫu.",
         [("o", "Sở Y tế tỉnh Lâm Khê"), ("o", "CDC Lâm Khê")]),
        ("Theo Sở Y tế, UBND huyện đã họp.", [("o", "Sở Y tế"), ("g", "UBND huyện")]),
        ("Anh nằm tại Bệnh viện dã chiến Lâm Khê, rồi Bệnh viện 177.",
         [("o", "Bệnh viện dã chiến Lâm Khê"), ("o", "Bệnh viện 177")]),
        ("Trung tâm Kiểm soát bệnh tật tỉnh Lâm Khê báo cáo.",
         [("o", "Trung tâm Kiểm soát bệnh tật tỉnh Lâm Khê")]),
        ("Theo Cơ quan cứu hộ núi lửa Nhật Bản (CHNL), đá còn rơi. CHNL dặn dân ở nhà.",
         [("o", "Cơ quan cứu hộ núi lửa Nhật Bản"), ("o", "CHNL"), ("o", "CHNL")]),
        ("Xe qua cầu Bến Trúc 2, gần Quân khu 7.",
         [("l", "cầu Bến Trúc 2"), ("o", "Quân khu 7")]),
        ("Đội CSGT số 2 chặn xe.", [("o", "Đội CSGT số 2")]),
        ("Ông là Phó Chủ tịch đảng Lao động Triều Tiên.", [("o", "đảng Lao động Triều Tiên")]),
        ("Bà bán hàng cho công ty Nhật Bản.", [("l", "Nhật Bản")]),
        ("Theo Lasido Airways, máy bay đã hạ cánh.", [("o", "Lasido Airways")]),
        ("Theo tờ Vasjet, đập đã vỡ.", [("o", "Vasjet")]),
        ("Bộ trưởng Quốc phòng Jan Kovar đến thăm.", [("p", "Jan Kovar")]),
        ("Chủ tịch Quốc hội Trần Thị Bình phát biểu.",
         [("o", "Quốc hội"), ("p", "Trần Thị Bình")]),
    ],
)  # fmt: skip
def test_titles_heads_and_lists_tell_types(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Ông N.V.T. không nhận tội.",
        "Chị Nguyễn Thị V. đã về.",
        "Chị Nguyễn Thị Th. đã về.",
        "Bà Ng. đã về, chị Tr kể.",
        "Kỳ thi THPT 2019 đã xong.",
        "Trung tâm Quản lý và Điều tiết đã họp.",
        "Bí thư Đoàn Thanh niên xã nói.",
        "HỘI LÀNG TRÀNG KHÚC MỞ RỘN RÀNG",
        "Cơ quan Công an đã vào cuộc.",
        "Nghỉ Tết Nguyên đán chín ngày.",
        "Công ty TNHH đầu tư thêm.",
        "Trẻ học tiếng Anh từ lớp ba.",
        "Cô viết như thế trên Facebook.",
        "Chiếc Boeing 737 hạ cánh.",
        "Ông là Giám đốc phòng Hành chính.",
    ],
)
def test_what_is_no_name_is_none(text: str) -> None:
    assert [one for one in found(text) if one[0] in "plo"] == []


def test_who_signs_a_text_or_a_picture_is_not_named() -> None:
    assert found("Cầu đã thông xe.\nMộc Miên") == []
    assert found("Cầu Bến Trúc. Ảnh: Trần Văn Bình") == [("l", "Cầu Bến Trúc")]


def test_a_given_name_that_is_a_country_is_called_by_its_title() -> None:
    assert found("Anh Đức cho biết xe hỏng.") == [("s", "Đức")]
    assert found("Hàng từ Đức về cảng.") == [("l", "Đức")]


def test_given_names_alone_are_kept_apart() -> None:
    assert every("Bình kể rằng chị Hạnh đã gặp Lan.") == [
        ("b", "Bình"),
        ("s", "Hạnh"),
        ("b", "Lan"),
    ]


def test_what_only_says_what_it_is_begins_before_the_name() -> None:
    text = spelled("Mưa ở tỉnh Nghệ An.")
    (one,) = mentions(text, packed_words(text))
    assert (text[one.start : one.end], text[one.first : one.end]) == ("tỉnh Nghệ An", "Nghệ An")


def test_other_spellings_of_known_names_are_told() -> None:
    text = "Sở tại TPHCM."
    assert [one.canonical for one in mentions(text, packed_words(text))] == ["TP HCM"]


def test_every_section_of_the_lexicon_has_phrases() -> None:
    every = 0
    for kinds in lexicon().kinds:
        every |= kinds
    assert every == (1 << len(SECTIONS)) - 1


WORDS = """
ông bà Ông chủ tịch UBND huyện xã Bộ Y tế và Công ty TNHH Bệnh viện trường THPT Trần Lê Văn Thị
Bình Hạnh Đức Nga Mỹ Hà Nội Việt Nam TP . , HCM - ( ) : 1 23 tuổi SN Kim Jong un Donald W Trump
đường sông Hồ Ảnh nói ở của Lâm Khê “ ” – ’ ' & / đã Theo VTV3 İ Σ ǅ ½ _ ¶ 中
số cơ sở 2 CDC tờ phòng Quốc hội cao tốc Facebook trên và về Y tế đa khoa nước
Mỹ Boeing TX. Sở Cơ quan tàu người dân cứu hộ
"""
PIECES = st.sampled_from([*WORDS.split(), "\n"])


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(PIECES, st.sampled_from(["", " ", "  "])), max_size=30))
@pytest.mark.skipif(not native.is_used(), reason="there is one of them only")
def test_native_code_finds_what_the_reference_finds(pieces: list[tuple[str, str]]) -> None:
    text = spelled("".join(part for piece in pieces for part in piece))
    assert mentions(text, packed_words(text)) == in_python(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_has_its_mentions_in_order_and_inside(text: str) -> None:
    text = spelled(text)
    last = 0
    for one in mentions(text, packed_words(text)):
        assert last <= one.start < one.end <= len(text)
        last = one.end
