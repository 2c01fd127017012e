"""What people can type, by example: the one table that pages, commands and docs show."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """Queries that show one thing, and what it means in Vietnamese and in English."""

    examples: tuple[str, ...]
    vi: str
    en: str


SYNTAX = (
    Row(
        ("dân vận khéo",),
        "những bài sát nội dung nhất; có thể thiếu một vài tiếng",
        "the articles that answer best; syllables may be missing",
    ),
    Row(
        ("dan van kheo",),
        "cũng như vậy, gõ không dấu",
        "the same, typed without marks",
    ),
    Row(
        ('"dân vận khéo"',),
        "đúng cụm từ, bất kể dấu câu ở giữa; đúng cả dấu, trừ khi gõ không dấu",
        "the phrase, whatever punctuation is inside; exact in its marks, unless typed without any",
    ),
    Row(
        ('"dân khéo"~3',),
        "các tiếng theo thứ tự này, mỗi tiếng cách tiếng trước không quá ba chỗ",
        "the syllables in this order, each within three of the one before",
    ),
    Row(
        ("hội nghị AND xã", "cầu HOẶC muối", "cầu AND NOT phà", "xã VÀ (cầu OR muối)"),
        "đúng như điều kiện: AND, OR, NOT, hoặc VÀ, HOẶC, KHÔNG viết hoa, với ( )",
        "exactly what it says: AND, OR, NOT, or VÀ, HOẶC, KHÔNG in capitals, with ( )",
    ),
    Row(
        ("cầu +phà -tiến", "cầu -(phà OR tiến)"),
        "phải có phà, không được có tiến",
        "phà must be there, tiến must not",
    ),
    Row(
        ("cầu && phà", "cầu || muối", "cầu !tiến", "«dân vận» !‘mặt trận’"),
        "như AND, OR và -; ngoặc kép kiểu nào cũng được: “ ” „ ‟ « » ‘ ’",
        "as AND, OR and -; quotation marks of any kind will do: “ ” „ ‟ « » ‘ ’",
    ),
    Row(
        ("dân NEAR/5 khéo", "cầu W/10 (phà OR sông)", '"dân vận" PRE/20 xã'),
        "đứng gần nhau, cách không quá năm tiếng, trước sau đều được (NEAR, W) hoặc đúng thứ tự "
        "(PRE); các từ liền nhau là một cụm",
        "near each other, five syllables apart at most, in any order (NEAR, W) or in this one "
        "(PRE); words in a row are a phrase",
    ),
    Row(
        ("nghi*", "k?nh", "*ường"),
        "mọi từ có dạng ấy: * là số chữ cái bất kỳ, ? là một chữ cái",
        "any word that looks like it: * is any letters, ? is one",
    ),
    Row(
        ("khuyễn~", "khuyén~2"),
        "từ ấy và những từ khác nó một (hay hai) chữ cái",
        "the word, and those that differ from it in one letter (or two)",
    ),
    Row(
        ("cầu^3 phà", '"dân vận"^2 xã', "(cầu phà)^0.5 lúa"),
        "nặng gấp bao nhiêu khi xếp thứ tự, từ 0.1 đến 10",
        "how much a part weighs in the ranking, from 0.1 to 10",
    ),
    Row(
        ("title:cầu", 'tiêu đề:"bến trúc"', "tieu de: cầu", "intitle:cầu"),
        "trong một trường: tiêu đề, chú thích (ảnh), chuyên mục, nguồn (báo), tác giả, "
        "thẻ (từ khóa), có dấu hay không",
        "in one field: title, caption, category, source, author, tag, or their Vietnamese names, "
        "with or without marks",
    ),
    Row(
        ("mục:văn hóa cầu", "tác giả:Trịnh Bá Quyên sông", "nguon:tin lam khe"),
        "đúng giá trị ấy của chuyên mục, nguồn hay tác giả: lấy hết những tiếng làm thành một giá "
        "trị có trong kho, không cần ngoặc kép; tiếng còn lại là từ cần tìm",
        "that value of category, source or author: all the syllables that make one which the "
        "archive has are taken, without quotation marks; the others are words of the query",
    ),
    Row(
        ('nhân vật:"Lò Văn Ính"', "person:lo van inh", "địa danh:sông Lam Khê -org:Đội Đồng Vạc"),
        "bài nhắc đến nhân vật (person), địa danh (place) hay tổ chức (org) ấy, viết cách nào cũng "
        "được",
        "articles that name that person (nhân vật), place (địa danh) or organisation (tổ chức), in "
        "any of its forms",
    ),
    Row(
        ("ngày:tháng 7/2021 cầu", "date:2021-07-07", "cầu -ngày:2021"),
        "đăng vào ngày, tháng, quý hay năm ấy",
        "published on that day, or in that month, quarter or year",
    ),
    Row(
        ("ngày:từ 1/7 đến 15/7/2021", "date:2019..2021", "ngày:trước 2020", "ngày:7 ngày qua"),
        "đăng trong khoảng thời gian ấy",
        "published in that time",
    ),
    Row(
        ("ngày:nửa cuối 2021", "ngày:mùa mưa 2020 cầu", "before:Tết 2019", "ngày:thập niên 2010"),
        "thời gian theo cách nói thường ngày, cả mùa, thập niên và lễ Tết theo âm lịch",
        "time as people say it: halves, seasons, decades, and festivals by the lunar calendar",
    ),
    Row(
        ("cầu before:2020", "cầu after:tháng 6/2021", "published:2021"),
        "đăng trước, hay sau khoảng thời gian ấy; trong khoảng thời gian ấy (cũng gõ được trước:, "
        "sau:, ngày đăng:)",
        "published before the period begins, or after it has ended; in that period",
    ),
    Row(
        ("added:từ 2020 cầu", "ngày nhập:2020..2099", "changed:*"),
        "nhập vào kho, hay đổi trong kho, vào lúc ấy",
        "added to the archive, or changed in it, in that time",
    ),
    Row(
        ("url:baohagiang.example/chinh-tri", "inurl:chinh-tri", "id:bhg-2021-0707-dan-van"),
        "bài có địa chỉ chứa đoạn ấy; bài có mã ấy",
        "the articles whose address has this in it; the article with this id",
    ),
    Row(
        ("site:baohagiang.example cầu", "site:example/xa-hoi", "-site:baohagiang.example"),
        "bài đăng ở trang ấy, kể cả các tên miền con; có thể thêm một đoạn địa chỉ",
        "published on that site, or on one below it; a piece of the address may follow",
    ),
    Row(
        ("*", "author:*", "-date:* cầu"),
        "mọi bài; mọi bài có tác giả; bài không ghi ngày",
        "every article; every one that has an author; those without a date",
    ),
)


def markdown() -> str:
    """The table in English, as docs/query-syntax.md has it."""
    lines = ["| query | finds |", "| --- | --- |"]
    for row in SYNTAX:
        examples = ", ".join(f"`{example}`" for example in row.examples).replace("|", r"\|")
        lines.append(f"| {examples} | {row.en} |")
    return "\n".join(lines)
