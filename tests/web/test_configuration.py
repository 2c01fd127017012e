"""Settings come from options, the environment and a file, in this order, or are refused."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest
from click.testing import CliRunner

import web
from khobao.main import main
from khobao.settings import markdown
from web.configuration import Configuration, ConfigurationError, load

NAMES = [one.name for one in fields(Configuration)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "etc" / "khobao.toml"
    path.parent.mkdir()
    path.write_text(
        'archive = "kho"\nport = 8001\nthreads = 2\ntitle = "Kho báo Lam Khê"\n'
        'trusted_hosts = ["kho.example", ".lamkhe.example"]\naccess_log_queries = true\n'
        "rate_export = false\n",
        encoding="utf-8",
    )
    return path


def test_option_wins_over_environment_over_file_over_default(file: Path) -> None:
    environment = {"KHOBAO_CONFIG": str(file), "KHOBAO_PORT": "8002", "KHOBAO_THREADS": "3"}
    found = load({"port": "8003", "host": None}, environment)
    assert (found.port, found.threads, found.title) == (8003, 3, "Kho báo Lam Khê")
    assert (found.host, found.timeout) == (Configuration.host, Configuration.timeout)
    assert load({"config": file}, {"KHOBAO_CONFIG": "/khong/co"}).port == 8001


def test_file_holds_the_types_of_toml_and_paths_beside_it(file: Path) -> None:
    assert load({"config": str(file)}, {}) == replace(
        Configuration(),
        archive=str(file.parent / "kho"),
        port=8001,
        threads=2,
        title="Kho báo Lam Khê",
        trusted_hosts=("kho.example", ".lamkhe.example"),
        access_log_queries=True,
        rate_export="off",
    )


def test_text_of_the_environment_is_read_by_the_same_rules() -> None:
    given = {
        "KHOBAO_TRUSTED_HOSTS": "kho.example, 192.0.2.7",
        "KHOBAO_ACCESS_LOG_QUERIES": "ON",
        "KHOBAO_RATE_SEARCH": "20/second; 600/minute",
        "KHOBAO_PORT": "",
        "KHOBAO_LEFT": "ignored",
    }
    found = load(None, given)
    assert found.trusted_hosts == ("kho.example", "192.0.2.7")
    assert found.access_log_queries
    assert found.port == Configuration.port


WRONG = [
    ("port", "tám nghìn"),
    ("port", 65536),
    ("port", -1),
    ("port", 80.5),
    ("port", True),
    ("threads", 0),
    ("trusted_hosts", "http://kho.example"),
    ("trusted_hosts", [1]),
    ("trusted_hosts", 5),
    ("trusted_hosts", "*.kho.example"),
    ("trusted_hosts", "kho.example:8000"),
    ("trusted_hosts", "[::1]:8000"),
    ("rate_search", "nhiều"),
    ("rate_search", "0/minute"),
    ("rate_export", 10),
    ("metrics", "all"),
    ("metrics_token", "ngắn"),
    ("metrics_token", "abc"),
    ("metrics_token", "có dấu cách và dấu thanh"),
    ("access_log_form", "xml"),
    ("access_log_queries", "có"),
    ("language", "fr"),
    ("title", "  "),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_wrong_value_is_refused_with_its_name_and_what_is_wanted(name: str, value: object) -> None:
    with pytest.raises(ConfigurationError, match=f"{name} cannot be .* it is to be "):
        web.create_app("archive", **{name: value})


def test_wrong_file_is_refused(tmp_path: Path, file: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"cannot read .*No such file"):
        load({"config": tmp_path / "không-có"}, {})
    file.write_text("port = ", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="is not TOML"):
        load({"config": file}, {})
    file.write_text('prot = "8000"', encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"no setting prot in .*did you mean port"):
        load({"config": file}, {})


def test_help_and_table_name_every_setting() -> None:
    help = CliRunner().invoke(main, ["serve", "--help"]).output
    table = markdown()
    assert len(table.splitlines()) == len(NAMES) + 2
    for name in NAMES:
        assert f"--{name.replace('_', '-')} " in help
        assert f"| `{name}` | `KHOBAO_{name.upper()}` |" in table


def test_title_and_language_are_those_of_the_configuration(archive_path: Path) -> None:
    app = web.create_app(archive_path, title="Kho <Lam Khê>", language="en")
    client = app.test_client()
    page = client.get("/").get_data(as_text=True)
    assert '<html lang="en">' in page
    assert "Kho &lt;Lam Khê&gt;</h1>" in page
    assert '<html lang="vi">' in client.get("/?lang=vi").get_data(as_text=True)
    assert 'name="lang" value="vi"' in client.get("/?lang=vi&q=x").get_data(as_text=True)
    assert 'name="lang"' not in client.get("/?q=x").get_data(as_text=True)  # it is as usual
    assert 'lang="en"' in client.get("/khong-co").get_data(as_text=True)
