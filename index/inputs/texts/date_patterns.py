"""What stands on date lines: dates, clocks, zones, counts of readers, labels, separators."""

from __future__ import annotations

import re

_MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_VIETNAMESE_MONTH = (
    r"(?:tháng|thg|th)\.?\s?"
    r"(?:\d{1,2}|giêng|một|hai|ba|tư|năm|sáu|bảy|tám|chín|mười(?: một| hai)?|chạp)"
)
DATE = re.compile(
    r"(?<![\d/.])(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?![\d/])(?:T(?=\d\d:))?"
    r"|\d{1,2}\s?(?P<s>[-/.])\s?\d{1,2}\s?(?P=s)\s?\d{4}(?![\d/])"
    r"|\d{1,2}(?P<t>[/.])\d{1,2}(?P=t)\d{2}(?![\d/.:])"
    rf"|\d{{1,2}}[\s,-]{{1,2}}{_VIETNAMESE_MONTH}[\s,/-]{{1,3}}(?:năm\s)?\d{{4}}(?!\d)"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[\s-]{_MONTH_NAME}[\s,-]{{1,2}}\d{{4}}(?!\d))"
    rf"|\b(?:{_MONTH_NAME}\s\d{{1,2}}(?:st|nd|rd|th)?|{_VIETNAMESE_MONTH}\s\d{{1,2}})"
    r"[\s,]{1,2}\d{4}(?!\d)",
    re.IGNORECASE,
)
CLOCK = re.compile(
    r"(?<![\d:/.,])\d{1,2}(?::\d\d(?::\d\d(?:[.,]\d+)?)?|\s?(?:h|g|giờ)(?![^\W\d])"
    r"(?:\s?\d{1,2}(?:\s?(?:phút|'|p)(?!\w))?)?)(?![\d:/])"
    r"(?:\s?(?:[ap]\.?m\b\.?|sa\b|ch\b|sáng\b|chiều\b|tối\b))?",
    re.IGNORECASE,
)
ZONE = re.compile(
    r"\(?\b(?:GMT|UTC)\s?(?:[+-]\s?\d{1,2}(?::?\d\d)?)?\s?\)?|(?<=:\d\d)(?:Z\b|\s?[+-]\d\d:?\d\d)"
    r"|\(?\bgiờ (?:Việt Nam|Hà Nội)\b\)?|\bICT\b",
    re.IGNORECASE,
)
COUNTS = re.compile(
    r"\(?(?:(?:số\s)?(?:lượt (?:xem|đọc|truy cập)|đã xem|lượt|xem|đọc|bình luận|phản hồi|chia sẻ"
    r"|thích|views?|comments?|likes?|shares?)\s?:?\s?[\d.,]+\s?k?\b"
    r"|\b[\d.,]+\s?k?\s(?:(?:lượt|người)?\s?(?:xem|đọc|truy cập|bình luận|phản hồi|chia sẻ|thích)"
    r"|lượt|views?|comments?|likes?|shares?|min(?:ute)?s? read|phút đọc)\b)\)?",
    re.IGNORECASE,
)
_WEEKDAY = (
    r"thứ\s(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ\s?nhật|t[2-7]|cn"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
)
_UPDATED = (
    r"cập nhật(?:\s(?:lần cuối|mới nhất|lúc|ngày|vào))*|last updated(?: on| at)?"
    r"|updated(?: on| at)?"
)
LABELS = re.compile(
    rf"(?<!\w)(?:{_WEEKDAY}|(?:ngày|giờ)\s(?:đăng|xuất bản|phát hành|cập nhật|viết)"
    rf"|đăng(?: tải)?(?: lúc| ngày| vào)*|xuất bản(?: lúc| ngày)?|đã đăng|thời gian(?: đăng)?"
    rf"|ngày|lúc|vào lúc|vào|{_UPDATED}|date|time"
    r"|published(?: on| at)?|posted(?: on| at)?|on|at|t)(?!\w)\s*:?",
    re.IGNORECASE,
)
IS_UPDATED = re.compile(rf"(?:{_UPDATED})\W*$", re.IGNORECASE)
BETWEEN = re.compile(r"\s*[|•·●]\s*|\s*[–—]\s*|\s+-+\s*|\s*-+\s+|\s*[>»›]\s*|\s*//\s*")
AUTHOR = re.compile(r"(?:tác giả|người viết|bài|phóng viên|pv|by|theo|nguồn)\b\s?:?", re.IGNORECASE)
NO_SECTION = re.compile(
    r"(?:từ|đến|trước|sau|hạn|trong|tại|hôm|sáng|trưa|chiều|tối|đêm|vào|khi|năm|tính|theo|hết|kể)\b",
    re.IGNORECASE,
)
NO_SECTION_NAME = re.compile(r"(?:trang chủ|home|báo|tạp chí|đài|bản in)\b", re.IGNORECASE)
MARK = re.compile("[\ue000-\ue002]")
