"""What the rules look for, where that takes more than a line: regular expressions in parts."""

from __future__ import annotations

import re

UNITS = "[kcdmh]?m[23²³]?|ha|kg|g|mg|l|ml|kw|kwh|mw|mwh|v|tr|k|đ|usd|vnđ|vnd|gb|mb|tb|ppm"
DASH = "[-‐‑–]"

# Names of letters and a number that are also printed with a space between the two; after other
# letters a number is one of its own (*bảng A 5 đội*). Counted on 22,642 articles: what stands
# here was joined at least ten times there, and hardly ever meant anything else.
SERIES = (  # aircraft, ships, weapons, flights, channels, offices
    *(
        "agm",
        "ah",
        "aim",
        "ak",
        "atr",
        "cvn",
        "ddg",
        "df",
        "ea",
        "fa",
        "gbu",
        "il",
        "jt",
        "mh",
        "mig",
    ),
    *("mq", "pc", "rq", "sm", "uh", "vj", "vtv", "yj"),
)
DESIGNATIONS = "|".join(
    (
        r"(?<!khối )(?<!bướu )u(?:\. ?| )(?:1[3-9]|2[0-3])",  # ages in sport
        r"g (?:7|8|20|77)",  # groups of states
        r"(?-i:F) (?:1[568]|22|35)",
        r"(?-i:B) 52",
        r"su (?:2[2457]|3[0345]|47|57)",
        r"vf [3-9]",  # cars
        r"(?<=vitamin )(?:b (?:1[02]?|[2-9])|d [23]|k [123])",
        rf"(?:{'|'.join(SERIES)}) \d{{1,4}}",
    )
)

# Telephone numbers: ten or eleven figures after the 0 or +84, in groups of two or more.
_GAP = rf"(?:(?:\) ?|[ .]|{DASH})(?=\d\d))?"
_AREA = r"2(?!0[0-2])|1(?=[2689])"  # 0200 to 0202 are no area codes; 01 was for mobile phones
_ABROAD = rf"(?<=\+)84(?:\) ?|[ .]|{DASH})?(?:\(0\) ?|0)?"
DIALLED = (
    rf"(?:(?<=\()0(?=\d{{1,3}}\))|0(?=\d\d|[48](?:[ .]|{DASH})3\d{{3}})|{_ABROAD})"
    rf"(?:[3-9](?:{_GAP}\d){{8}}|(?:{_AREA})(?:{_GAP}\d){{9}})"
)
HOTLINE = (  # no years: 1900-1954, 1800 1950
    rf"1[89]00(?:{DASH}(?!1[89]|20)\d{{4}}"
    r"|[ .](?:(?!19|20)\d{4}|\d{6}|\d{3}[ .]\d{3}|\d\d[ .]\d\d(?:[ .]\d\d)?))"
)

# The words before a day and a month with a dot between them.
BEFORE_DAY = "|".join(
    f"(?<={word}{gap})"
    for words, gaps in (
        ("ngày sáng trưa chiều tối đêm hôm khuya mùng mồng lễ dịp ngay trua chieu dem hom", (" ",)),
        ("nay qua mai", (" ", " (", ", ")),
    )
    for word in words.split()
    for gap in map(re.escape, gaps)
)
_NO_DAY = (  # behind these a number with a dot is a quantity
    "triệu|tr|tỷ|tỉ|nghìn|ngàn|trăm|đồng|usd|kg|tấn|tạ|lít|km|mét|m|cm|mm|ha|độ|điểm|giờ|phút|giây"
    "|lần|người|ca"
)
DAY = (
    r"(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])"
    rf"(?![\w%°]|[.,/]\d| ?(?:%|°|(?:{_NO_DAY})(?!\w)))"
)
AND_DAY = rf"(?:(?: ?(?:{DASH}|,) ?| (?:và|đến|tới|hoặc|hay) )(?:hết )?(?:ngày )?{DAY})"
