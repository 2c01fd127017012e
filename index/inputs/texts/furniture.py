"""Lines of a web page that are no part of its article, when a page was copied as a text.

Controls stand anywhere; mastheads, mottos, menus and ways (`Trang chủ > Thời sự`) before the title;
keywords, lists of other articles, comments and imprints after the text. Only whole lines count, and
what is doubtful is the article's.
"""

from __future__ import annotations

import re

from index.inputs.texts.date_patterns import COUNTS
from index.inputs.texts.sections import are_capitalised, is_section, looks_like_section

_LONGEST = 160
_MOST_SECTION_WORDS = 4
_MOST_STEPS = 2  # of a way, where bars and not arrows part them

_CONTROL = re.compile(
    r"(?:chia sẻ(?: (?:bài viết|lên|qua|trên))?(?: (?:facebook|zalo|twitter|email))?"
    r"|in(?: bài(?: viết)?| trang)?"
    r"|bản in|lưu(?: bài(?: viết)?| tin)?|gửi(?: email| bài(?: viết)?| cho bạn bè| mail)"
    r"|sao chép(?: liên kết)?"
    r"|copy link|facebook|twitter|zalo|youtube|tiktok|messenger|linkedin|pinterest|telegram"
    r"|email|e-mail"
    r"|print|share|like|tweet|follow|thích|google news|cỡ chữ|font size|phóng to|thu nhỏ|aa|a-"
    r"|a\+"
    r"|(?:cỡ chữ|font(?: chữ)?)?\s*:?\s*(?:a\s?[-+−]?[\s|/]*){2,4}"
    r"|nghe (?:đọc )?(?:bài|tin)(?: viết| báo)?|đọc bài viết|tắt tiếng|dừng|phát|play|audio"
    r"|giọng (?:nam|nữ)|\d:\d\d\s?/\s?\d{1,2}:\d\d"
    r"|quay lại|trở (?:về|lại)(?: trang chủ| đầu trang)?|về (?:đầu trang|trang chủ)"
    r"|lên đầu trang|back to top"
    r"|theo dõi (?:báo )?.{0,40}(?:trên|qua) (?:google news|zalo|facebook|youtube).{0,20}"
    r"|(?:ý kiến|bình luận|comments?|phản hồi)\s*\(?\d*\)?|bỏ qua|đóng|xem ảnh(?: lớn)?"
    r"|quảng cáo|advertisement"
    r"|tăng cỡ chữ|giảm cỡ chữ|chế độ (?:tối|đọc)|in tin này|gửi tin này|góp ý|báo lỗi"
    r"|mời quý (?:vị|độc giả) theo dõi.{0,80})",
    re.IGNORECASE,
)
_ICONS = re.compile("[\u2022\u25b6\u25ba\u2190-\u21ff\u2600-\u27bf\ufe0f\U0001f300-\U0001faff]+")

_MASTHEAD = re.compile(
    r"(?:báo(?: điện tử)?|tạp chí(?: điện tử)?|đài (?:phát thanh|truyền hình|pt)|thông tấn xã"
    r"|bản tin"
    r"|cổng thông tin(?: điện tử)?|trang (?:tin|thông tin)(?: điện tử)?(?: tổng hợp)?"
    r"|chuyên trang"
    r"|nhật báo|tuần báo|thời báo)\b\s*(?P<name>.*)",
    re.IGNORECASE,
)
_MOTTO = re.compile(
    r"(?:cơ quan (?:ngôn luận |chủ quản|của|thông tin)|tiếng nói (?:của )?|diễn đàn (?:của )?"
    r"|trang chủ$"
    r"|giấy phép|số giấy phép|issn|hotline|đường dây nóng|tòa soạn|toà soạn|liên hệ quảng cáo"
    r"|tổng biên tập"
    r"|năm thứ \S+|số \d+|ra (?:hằng|hàng) (?:ngày|tuần)|thứ \S+,? số|www\.|https?://"
    r"|[\w-]+(?:\.[\w-]+)*\.(?:vn|com|net|org|example)$)"
    r".*",
    re.IGNORECASE,
)
_SHORT_PARTS = re.compile(
    r"(?:[^\W\d_]+(?: [^\W\d_]+){0,2}\s*[-–—•·]\s*){2,}[^\W\d_]+(?: [^\W\d_]+){0,2}"
)
_STEP = re.compile(r"\s*(?:>>?|»|›|→|\u203a)\s*|\s+/\s+|\s+\|\s+|\t+|\s{3,}|\s*[•·]\s*")
_WAY = re.compile(r"[>»›→]|\s/\s|\s\|\s|\t|\s{3,}|[•·]")
_MENU = re.compile(
    r"(?:trang (?:chủ|nhất)|home|liên hệ(?: quảng cáo)?|giới thiệu|rss|sitemap|sơ đồ (?:site"
    r"|trang)"
    r"|quảng cáo|đặt báo|tòa soạn|toà soạn|đăng (?:nhập|ký|xuất)|tìm kiếm|video|media|multimedia"
    r"|ảnh|infographics?|podcast|e-?magazine|longform|mega story|báo in|bản in|e-?paper|english"
    r"|tiếng việt|mới nhất|tin (?:mới|nóng|nhanh)|đọc nhiều|xem nhiều|chuyên đề|tất cả|menu"
    r"|thêm)",
    re.IGNORECASE,
)

RELATED = re.compile(
    r"(?:(?:các )?(?:tin|bài|bài viết|tin bài|tin tức)(?:,? bài)?(?: viết)? (?:liên quan"
    r"|cùng chuyên mục|cùng chủ đề|cùng loại"
    r"|khác|đã đưa|đã đăng|mới(?: nhất| hơn| đăng)?|cũ hơn|nổi bật|nóng|đọc nhiều|xem nhiều)"
    r"|cùng chuyên mục"
    r"|cùng chủ đề|xem thêm(?: tin| bài)?|đọc thêm|mời (?:bạn |độc giả )?(?:đọc|xem) thêm"
    r"|có thể bạn quan tâm|đừng bỏ lỡ|bạn có thể quan tâm"
    r"|(?:tin )?(?:đọc|xem) nhiều(?: nhất)?|mới nhất|nổi bật|dòng sự kiện|liên quan"
    r"|chủ đề liên quan|bài đọc nhiều"
    r"|tin tài trợ|đề xuất cho bạn|dành cho bạn|related (?:news|articles|posts)|read more"
    r"|most (?:read|viewed))"
    r"\s*(?:\(\d+\))?\s*:?",
    re.IGNORECASE,
)
COMMENTS = re.compile(
    r"(?:(?:ý kiến|bình luận|phản hồi|thảo luận|comments?)(?: (?:bạn đọc|độc giả|của bạn"
    r"|của bạn đọc|của độc giả|facebook))?"
    r"\s*:?\s*(?:\(?\s*(?P<count>\d+)\s*\)?)?|(?P<number>\d+)\s(?:bình luận|ý kiến|phản hồi"
    r"|comments?)"
    r"|(?P<form>(?:gửi|viết|để lại|thêm) (?:bình luận|ý kiến|phản hồi)(?: của bạn)?"
    r"|ý kiến của bạn về bài viết.*"
    r"|bạn (?:cần|phải|vui lòng) đăng nhập để .*))\s*:?",
    re.IGNORECASE,
)
OF_COMMENTS = re.compile(
    r"(?:trả lời|reply|thích|like|gửi(?: bình luận)?|hủy|họ (?:và )?tên.*|email.*|mã xác nhận.*"
    r"|nhập .*|nội dung.*|xem thêm bình luận"
    r"|.{0,40}\b\d+ (?:phút|giờ|ngày|tuần|tháng) trước"
    r"|.{0,30}\b\d{1,2}[/-]\d{1,2}[/-]\d{4}.{0,12}|.{0,60}\btrả lời)",
    re.IGNORECASE,
)
IMPRINT = re.compile(
    r"(?:©|\(c\)|copyright\b|®|bản quyền (?:thuộc|của|©|bởi)|(?:số )?giấy phép\b|gp(?:bt"
    r"|xb)?\b.{0,20}số"
    r"|(?:phó )?tổng biên tập\s*:|(?:địa chỉ )?(?:tòa|toà) soạn\s*:|(?:vui lòng )?(?:ghi|nêu"
    r"|dẫn) rõ nguồn"
    r"|cấm sao chép|không (?:được )?sao chép|mọi (?:hành vi )?sao chép|designed by|powered by"
    r"|phát triển bởi|thiết kế (?:web|bởi|website)|cơ quan chủ quản\s*:|chịu trách nhiệm nội dung"
    r"|all rights reserved|chỉ được phát hành lại)",
    re.IGNORECASE,
)
CONTACT = re.compile(
    r"(?:(?:điện thoại|đt|tel|hotline|fax|đường dây nóng)\s*:?.{0,3}\(?[\d+]"
    r"|e-?mail\s*:\s*\S+@\S+$"
    r"|trụ sở(?: chính)?\s*:|địa chỉ\s*:|website\s*:|trang chủ$|lên đầu trang|về đầu trang)",
    re.IGNORECASE,
)
TAGS = re.compile(
    r"(?:từ kh[óo][áa]|tags?|thẻ|chủ đề|key ?words?|hashtags?)\s*:\s*(?P<tags>.*)", re.IGNORECASE
)
HASHTAGS = re.compile(r"(?:#[\w-]+[\s,;]*){1,12}")
CREDITED = re.compile(
    r".{4,250}?[\s.(–—|/-](?:Ảnh|ẢNH|Photo|Nguồn ảnh"
    r"|Ảnh minh [hH][oọ][ạa])\s*:\s*(?P<who>[^.!?:]{2,60}?)\)?\.?"
)
PICTURED = re.compile(
    r"(?:ảnh|hình)(?: minh h[oọ][ạa])?\s*(?:\d+\s*)?:\s*(?P<shows>.{2,250})"
    r"|ảnh minh h[oọ][ạa](?:\..{0,60}|\s*\(.*\))?",
    re.IGNORECASE,
)


def is_caption(line: str) -> bool:
    """Whether a line tells what a picture shows, with who took it behind, or `Ảnh:` before.

    A name alone after `Ảnh:` is that of a photographer.
    """
    text = line.strip()
    if len(text) > 2 * _LONGEST:
        return False
    credited = CREDITED.fullmatch(text)
    if credited:
        return are_capitalised(
            re.sub(r"\b(?:và|báo|cung cấp|internet)\b|[-–,&+]", " ", credited["who"])
        )
    pictured = PICTURED.fullmatch(text)
    return pictured is not None and not (pictured["shows"] and are_capitalised(pictured["shows"]))


def is_control(line: str) -> bool:
    """Whether a line is what readers press, or tells how many they were."""
    text = " ".join(_ICONS.sub(" ", line).split())
    if not text:
        return True
    if len(text) > _LONGEST:
        return False
    if _CONTROL.fullmatch(text):
        return True
    rest = COUNTS.sub(" ", text)
    if rest != text and not rest.strip(" \t|,;:.()-–—"):
        return True
    parts = [part for part in re.split(r"\s*[|•·,/]\s*|\s{2,}|\t", line) if part.strip()]
    return len(parts) > 1 and all(_CONTROL.fullmatch(part.strip()) for part in parts)


def is_menu(line: str) -> bool:
    """Whether a line is an entry of a menu, or several."""
    text = line.strip()
    if len(text) > 4 * _LONGEST:
        return False
    if is_section(text) or _MENU.fullmatch(text):
        return True
    parts = [part for part in _STEP.split(text) if part]
    return (
        len(parts) > 2
        and way(text) is None
        and all(is_section(part) or _MENU.fullmatch(part) for part in parts)
    )


def way(line: str) -> list[str] | None:
    """The steps of a line that tells where on the site a page is; None if it is none."""
    text = line.strip()
    if len(text) > 2 * _LONGEST or not _WAY.search(text):
        return None
    steps = [step.strip() for step in _STEP.split(text) if step.strip()]
    if not 1 <= len(steps) <= 6 or any(step[-1] in ".!?:" for step in steps):
        return None
    if len(steps) > _MOST_STEPS and not re.search(r"[>»›→]|\s/\s", text):
        return None
    home = _MENU.fullmatch(steps[0]) is not None
    known = home or is_section(steps[0])
    if not known or (len(steps) == 1 and not home):
        return None
    inner = steps[1:] if home else steps
    if len(inner) > 1 and not (home or all(map(is_section, inner))):
        inner_known = all(is_section(step) or looks_like_section(step) for step in inner[:2])
        return steps if inner_known and re.search("[>»›→]", text) else None
    return steps


def section_of(steps: list[str]) -> str:
    """The section on a way: the last step that is called so, or may be; "" if none is."""
    for step in reversed(steps):
        short = looks_like_section(step) and len(step.split()) <= _MOST_SECTION_WORDS
        if not _MENU.fullmatch(step) and (is_section(step) or short):
            return step
    return ""


def masthead(line: str) -> bool:
    """Whether a line is the name of a paper, as it stands above everything."""
    text = line.strip()
    found = _MASTHEAD.fullmatch(text) if len(text) <= 80 else None
    if not found or text[-1] in ".!?:,":
        return False
    name = re.sub(r"điện tử|online|tỉnh|thành phố|tp\.?|và|[-–—|,]", " ", found["name"], flags=re.I)
    return len(name.split()) <= 6 and are_capitalised(" ".join(name.split()))


def is_motto(line: str) -> bool:
    """Whether a line stands under the name of a paper: whose it is, its motto, its number."""
    text = line.strip()
    if len(text) > _LONGEST or text[-1] in "!?:":
        return False
    return bool(_MOTTO.fullmatch(text) or _SHORT_PARTS.fullmatch(text))
