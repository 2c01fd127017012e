"""A small archive of articles written for these tests, and a client that reads pages."""

from __future__ import annotations

import errno
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from helpers.archives import as_articles
from helpers.pages import Articles, Visit, visitor_of
from helpers.serving import Serve, running_server
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

import index
import search
import web

BRIDGE_PARAGRAPHS = [
    "Sáng 12-3, tỉnh Hà Yên khởi công cầu Bến Trúc bắc qua sông Lam Khê, nối thị xã với "
    "bốn xã phía tây. Cầu dài 684 mét, dự kiến thông xe sau hai năm rưỡi.",
    "Bà Lò Thị Mây, 70 tuổi, cả đời đi chợ bằng đò, nói: “Có cầu thì trẻ con đi học đỡ sợ "
    "mùa nước lớn”. Nhà bà ở ngay chân cầu phía bờ tây.",
    "Chủ đầu tư cho biết mặt bằng đã bàn giao đủ, công trường làm ba ca để kịp trước mùa mưa.",
]

MARKET = (
    "Chợ phiên Khau Vạc sáng chủ nhật đông gấp đôi mọi khi. Người từ sáu xã vùng cao mang xuống "
    "mật ong, gừng non, lợn giống và vải lanh dệt tay. Ban quản lý chợ xếp thêm một dãy lán cho "
    "hàng rau, lại mở bãi gửi xe phía suối để đường liên xã không bị tắc như phiên trước. "
)

ARTICLES: list[dict[str, Any]] = [
    {
        "id": "cau-ben-truc",
        "title": "Khởi công cầu Bến Trúc sau mười năm chờ đợi",
        "summary": "Cây cầu dài 684 mét sẽ chấm dứt cảnh lụy đò của hơn hai vạn người dân bờ tây.",
        "body": "\n".join(BRIDGE_PARAGRAPHS),
        "captions": ["Phối cảnh cầu Bến Trúc nhìn từ bờ đông", "Chuyến đò sáng 12-3"],
        "published": "2021-07-07T18:39:00+07:00",
        "category": "Kinh tế",
        "source": "Báo Hà Yên",
        "authors": ["Trịnh Quyên", "Lam Hạ"],
        "tags": ["cầu Bến Trúc", "giao thông"],
        "url": "https://baohayen.example/kinh-te/cau-ben-truc.html",
    },
    {
        "id": "dan-van-kheo",
        "title": "Dân vận khéo ở bản Nà Sương",
        "summary": "Bảy năm vận động, cả bản đã góp đất làm đường.",
        "body": "Tổ dân vận của xã đã họp bản ba mươi mốt lần. Công tác dân vận ở đây bắt đầu từ "
        "việc ngồi uống trà với từng nhà.\nĐến nay con đường dài mười một cây số đã xong.",
        "published": "2021-10-02",
        "category": "Chính trị",
        "source": "Báo Hà Yên",
        "authors": ["Mạc Tuyền"],
        "url": "https://baohayen.example/chinh-tri/dan-van.html",
    },
    {
        "id": "hoi-nghi-dan-van",
        "title": "Hội nghị đánh giá công tác dân vận quý II",
        "body": "Hội nghị trực tuyến sáng nay bàn công tác dân vận nửa cuối năm. Nhiều đại biểu "
        "đề nghị cán bộ dân vận xuống bản nhiều hơn.",
        "published": "2022-06-30T08:00:00+07:00",
        "category": "Chính trị",
        "source": "Nhật báo Lam Khê",
        "authors": ["Trịnh Quyên"],
    },
    {
        "id": "dan-van-go",
        "title": "Người thợ dàn vân cho gỗ",
        "body": "Ở làng mộc Tràng Khúc, thợ giỏi là người biết dàn vân cho tấm gỗ liền như nước.",
        "published": "2015-08-03T08:30:00+07:00",
        "category": "Văn hóa",
        "source": "Nhật báo Lam Khê",
    },
    {
        "id": "mua-vai-som",
        "title": "Vải sớm Mộc Khê được giá",
        "body": "Vải chín sớm bán tại vườn ba mươi nghìn đồng một cân, cao nhất năm năm nay.",
        "published": "2022-05-16T09:30:00+07:00",
        "category": "Kinh tế",
        "source": "Báo Hà Yên",
        "authors": ["Vũ Cẩm"],
    },
    {
        "id": "truong-ban",
        "title": "Điểm trường Khuổi Ngọa có điện",
        "body": "Đêm đầu tiên có điện, lũ trẻ ngồi kín lớp học xem cô giáo bật quạt.",
        "published": "2020-12-01T07:00:00+07:00",
        "category": "Giáo dục",
        "source": "Nhật báo Lam Khê",
    },
    {
        "id": "bong-da",
        "title": "Đội bóng huyện An Khúc vào chung kết",
        "body": "Trận bán kết chiều qua kết thúc bằng loạt luân lưu cân não.",
        "published": "2019-04-20T17:00:00+07:00",
        "category": "Thể thao",
        "source": "Báo Hà Yên",
    },
    {
        "id": "khong-dau-de",
        "body": "Tin ngắn không có đầu đề: trạm thủy văn Bến Trúc báo nước lên mức hai.",
    },
    {
        "id": "script",
        "title": "Bẫy <script>alert('tiêu đề')</script> & \"ngoặc\"",
        "summary": "<img src=x onerror=alert(1)> trong phần tóm tắt",
        "body": "Một bài thử mã độc: <script>alert(1)</script> và <b onclick='x()'>chữ đậm</b>.",
        "captions": ["<svg/onload=alert(2)>"],
        "category": "<i>Kỹ thuật</i>",
        "source": "Báo <u>Thử</u>",
        "authors": ["<script>tác giả</script>"],
        "tags": ['"><script>nhãn</script>'],
        "published": "2018-02-03",
        "url": "javascript:alert(document.domain)",
    },
    {
        "id": "dao-chieu",
        "title": "Chữ đảo chiều \u202egnort iab",
        "body": "Mã độc giấu chữ bằng ký tự đảo chiều \u202eoặc biệt.",
        "published": "2018-02-04",
        "url": "https://vi-du.example/\u202egpj.exe",
    },
    *(
        {"id": id, "title": f"Bài có mã lạ số {n}", "body": "Mã của bài này không giống ai."}
        for n, id in enumerate(
            [
                "a/b",
                "../x",
                "báo:1",
                "a%2Fb",
                "a b?c#d",
                ".",
                "..",
                "//x",
                "x/",
                "%2e",
                "a\\b",
                "a+b",
            ]
        )
    ),
    {
        "id": "ban-tin-1",
        "title": "Bản tin chợ phiên Khau Vạc",
        "body": MARKET,
        "published": "2016-05-08",
        "source": "Báo Hà Yên",
    },
    {
        "id": "ban-tin-2",
        "title": "Bản tin chợ phiên Khau Vạc, đăng lại",
        "body": MARKET,
        "published": "2016-05-09",
        "source": "Nhật báo Lam Khê",
    },
    {"id": "so-tay/cite.bib", "title": "Sổ tay trích dẫn", "body": "Cách ghi nguồn một bài."},
    *(
        {
            "id": f"muc-nuoc-{n:02}",
            "title": f"Thông báo mực nước hồ chứa số {n}",
            "body": f"Mực nước hồ chứa Khe Bạch sáng nay ở mức {n} mét, an toàn cho hạ du.",
            "published": f"2017-03-{n:02}T06:00:00+07:00",
            "category": "Thông báo",
            "source": f"Bản tin số {n}",
        }
        for n in range(1, 26)
    ),
]


@pytest.fixture(scope="session")
def articles() -> Articles:
    """Every article of the archive by its id, as it went in."""
    return {one["id"]: one for one in ARTICLES}


@pytest.fixture(params=[one["id"] for one in ARTICLES if "mã lạ" in one.get("title", "")])
def odd_id(request: pytest.FixtureRequest) -> str:
    """Each of the ids that addresses do not like."""
    return str(request.param)


@pytest.fixture(scope="session")
def archive_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web")
    report = index.reindex(as_articles(ARTICLES), folder / "archive", workers=0)
    assert report.indexed == len(ARTICLES)
    return folder / "archive"


@pytest.fixture(scope="session")
def library(archive_path: Path) -> Iterator[search.Archive]:
    with search.open(archive_path) as archive:
        yield archive


@pytest.fixture(scope="session")
def app(archive_path: Path) -> Flask:
    return web.create_app(archive_path, rate_search="off", rate_export="off")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def visit(client: FlaskClient) -> Visit:
    """Reads a page: visit("/", q="dân vận")."""
    return visitor_of(client)


@pytest.fixture
def visitor() -> Callable[[Flask], Visit]:
    """Reads the pages of another application: visitor(app)("/", q="dân vận")."""
    return lambda app: visitor_of(app.test_client())


@pytest.fixture
def ask(client: FlaskClient) -> Callable[..., TestResponse]:
    """Asks the API: ask("search", q="dân vận")."""

    def read(what: str, **parameters: Any) -> TestResponse:
        return client.get(f"/api/v1/{what}", query_string=parameters)

    return read


@pytest.fixture(scope="session")
def running() -> Serve:
    """Serves an app with some settings: with running(app, threads=1) as served."""
    return running_server


BIG = 20_000_000  # more than the buffers of the server and of the system hold


@pytest.fixture
def slow_app(archive_path: Path) -> Flask:
    """The application with answers that are long, take their time, or fail.

    /wait releases config["WAITING"] when it is begun, and answers once config["GO_ON"] is set.
    """
    app = web.create_app(archive_path, rate_search="off", rate_export="off", metrics="local")
    waiting, go_on = threading.Semaphore(0), threading.Event()
    app.config.update(STARTED=threading.Event(), WAITING=waiting, GO_ON=go_on, BIG=BIG)

    @app.get("/big")
    def big() -> Response:
        return Response(b"x" * 100_000 for _ in range(BIG // 100_000))

    @app.get("/whole")
    def whole() -> bytes:
        return b"x" * 250_000

    @app.get("/slow")
    def slow() -> str:
        app.config["STARTED"].set()
        time.sleep(1)
        return "xong"

    @app.get("/wait")
    def wait() -> str:
        waiting.release()
        assert go_on.wait(30)
        return "xong"

    @app.get("/broken")
    def broken() -> str:
        raise ConnectionResetError(errno.ECONNRESET, "of a file server, say")

    @app.get("/breaking")
    def breaking() -> Response:
        size = int(request.args["bytes"])

        def pieces() -> Iterator[bytes]:
            yield b"x" * size
            raise OSError(errno.EIO, "of a disk, say")

        return Response(pieces())

    return app


@pytest.fixture(scope="session")
def server(app: Flask) -> Iterator[str]:
    """The address of the app on our server, on a free port of this machine."""
    with running_server(app, threads=4, connections_per_client=1000) as served:
        yield f"http://127.0.0.1:{served.port}"


@pytest.fixture(scope="session")
def open_server(archive_path: Path) -> Iterator[str]:
    """The address of a server whose owner lets any site frame charts, and us see its state."""
    app = web.create_app(archive_path, embedders="*", metrics="local", rate_search="off")
    with running_server(app, threads=4, connections_per_client=1000) as served:
        yield f"http://127.0.0.1:{served.port}"


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Chromium without a window, driven by selenium; skips where one of them is missing."""
    webdriver = pytest.importorskip("selenium.webdriver")
    service = pytest.importorskip("selenium.webdriver.chrome.service")
    if not (CHROMIUM and DRIVER):
        pytest.skip("chromium or chromedriver is not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=service.Service(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture
def browser(chromium: Any) -> Iterator[Any]:
    """The same, with a wide window, scripts, the system's theme and no cookies."""
    yield chromium
    chromium.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    chromium.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    chromium.delete_all_cookies()
    chromium.get_log("browser")
