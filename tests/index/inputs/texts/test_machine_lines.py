"""Short texts that nobody wrote as prose are no articles, and short prose is one."""

from __future__ import annotations

import pytest

from index.articles.article import Article, Rejected
from index.inputs.content import Content
from index.inputs.conversion import Options
from index.inputs.reading import Outcome, convert, pieces


def outcomes(text: str) -> list[Outcome]:
    found = pieces(Content("bai", iter([text.encode()])), Options())
    return [convert(one.leaf, Options()) for one in found]


OTHERS = {
    "a log": [
        "2021-07-07 18:39:01 INFO server started\n2021-07-07 18:39:04 ERROR refused\n",
        '192.168.1.5 - - [07/Jul/2021:18:39:01 +0700] "GET /tin HTTP/1.1" 200 512\n',
        "[2021-07-07 18:39:01] Đăng nhập thất bại: admin từ 10.0.0.1\n"
        "[2021-07-07 18:39:09] Xuất bản bài 1532\n",
        "Jul  7 18:39:01 web1 sshd[1023]: Connection closed\n",
    ],
    "settings": [
        "[mysqld]\nport=3306\n",
        "DB_HOST=localhost\nDB_USER=root\n",
        "server:\n  port: 8080\n",
        "RewriteEngine On\nRewriteRule ^(.*)$ http://x/$1 [R=301,L]\n",
        "User-agent: *\nDisallow: /admin\n",
        "0 2 * * * /usr/bin/backup.sh\n",
    ],
    "a program": [
        "x = 1\nfor i in range(3):\n    print(i)\n",
        'print("Xin chào các bạn")\n',
        "$(document).ready(function(){ $('.menu').hide(); });\n",
        'document.getElementById("a").innerHTML = "Xin chào";\n',
        "#include <stdio.h>\nint main() { return 0; }\n",
        '<?php\necho "Xin chào";\n?>\n',
        'Traceback (most recent call last):\n  File "a.py", line 1\nValueError: x\n',
        "cd /var/www\nrm -rf cache/*\nsudo service nginx restart\n",
        "--- a/x.py\n+++ b/x.py\n@@ -1,2 +1,2 @@\n-a = 1\n+a = 2\n",
        "server {\n    listen 80;\n}\n",
        "all: build\n\tgcc -o a a.c\n",
    ],
    "a style sheet": ["/* kiểu của trang chủ */\n#main{width:980px;margin:0 auto}\n"],
    "SQL": ["SELECT id FROM tin WHERE duyet = 1;\n", "UPDATE tin SET tit = 'Cầu' WHERE id = 3;\n"],
    "LaTeX": ["\\documentclass{article}\n\\begin{document}\nCây cầu mới.\n\\end{document}\n"],
    "encoded data": [
        "r0O7BvS+09Od7+r25OCnrtsEjE1gwcUShEL+2bo6tMm7wcC7nRzUOg==\n",
        "00000000: bcca 2b97 3e48 5cb9 9689 6a9d 5564 1e29  ..+.>H\\...j.Ud.)\n",
        "d41d8cd98f00b204e9800998ecf8427e  a.jpg\n",
        "550e8400-e29b-41d4-a716-446655440000\n",
    ],
    "a table of contents": [
        "MỤC LỤC\nChương 1. Mở đầu ............ 3\nChương 2. Nghề làm muối ........ 42\n",
        "Mục lục\n1. Mở đầu\t3\n1.1. Lý do chọn đề tài\t4\n",
    ],
    "a list of links": [
        "Cầu mới https://bao.example/cau\nHội vật https://bao.example/vat\n"
        "Chè được mùa https://bao.example/che\n"
    ],
    "a list of addresses": ["https://bao.example/cau\n", "a@bao.example\nb@bao.example\n"],
    "a list of files": ["bai1.html\nanh/cau.jpg\n"],
    "a menu": ["Trang chủ\nThời sự\nKinh tế\nLiên hệ\n"],
    "subtitles": ["1\n00:00:01,000 --> 00:00:04,000\nXin chào các bạn\n"],
    "the answer of a web server": ["HTTP/1.1 404 Not Found\nContent-Length: 0\n"],
    "a certificate or a key": ["-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"],
    "a calendar or a card of addresses": ["BEGIN:VCARD\nFN:Hà Thục Uyên\nEND:VCARD\n"],
}


@pytest.mark.parametrize(("what", "text"), [(what, one) for what in OTHERS for one in OTHERS[what]])
def test_what_nobody_wrote_as_prose_is_refused_by_name(what: str, text: str) -> None:
    [one] = outcomes(text)
    assert isinstance(one, Rejected)
    assert f"looks like {what}" in one.reason


@pytest.mark.parametrize(
    "text",
    [
        "Trời sắp mưa\n",
        "Mua roi tren mai ngoi\nEm di qua cau\n",
        "Ket qua bong da\nHa Noi - Nam Dinh: 2-1\nHai Phong - Thanh Hoa: 0-0\n",
        "Lịch cắt điện ngày mai\n7h00 - 11h00: xã Mường Khao\n13h00 - 17h00: xã Bản Lấu\n",
        "Giá vàng hôm nay\nSJC: 57,2 triệu đồng/lượng\nPNJ: 56,9 triệu đồng/lượng\n",
        "The bridge opened today. People are happy; they came early.\n",
        "18:39 ngày 07/07/2021: cầu sập\n19:00: cứu hộ đến nơi.\n",
        "Xem chi tiết tại https://bao.example/cau\n",
        "Từ điển: chữ A. Ăn = cho vào miệng nhai và nuốt.\n",
        'Hàm print("Xin chào") là bài học đầu tiên của trẻ em trường làng Bưởi.\n',
        "1. Đi chợ.\n2. Thổi cơm.\n3. Rửa bát.\n",
        "Danh sách trúng thưởng\n1. Hà Thục Uyên, xã Bưởi\n2. Lò Mây, xã Lụa\n",
        "Thời sự\nCầu mới\n",
    ],
)
def test_short_prose_is_an_article(text: str) -> None:
    [one] = outcomes(text)
    assert isinstance(one, Article)
