"""Inputs become an archive: reindex, update, delete, and what they report."""

from __future__ import annotations

import gzip
import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import zstandard
from helpers.archives import MakeInput, ids_in

import index
import search


def article(id: str, **fields: Any) -> dict[str, Any]:
    return {"id": id, "title": f"Bản tin {id}", "body": "Bà con vùng cao vào vụ gặt.", **fields}


def test_a_reindex_reports_what_it_did(make_input: MakeInput, tmp_path: Path) -> None:
    path = make_input(article("a"), article("b"))
    path.write_text(path.read_text() + '{"id": "c", "title": \n\n[]\n')
    report = index.reindex([path], tmp_path / "archive", workers=0)
    assert (report.indexed, report.rejected, report.duplicates, report.articles) == (2, 2, 0, 2)
    assert [rejected.where for rejected in report.rejections] == [f"{path}:3", f"{path}:5"]
    assert report.seconds > 0
    assert index.verify(tmp_path / "archive") == []


def test_the_last_of_two_articles_with_one_id_wins_and_is_reported(
    make_input: MakeInput, tmp_path: Path
) -> None:
    path = make_input(article("a", body="bản một"), article("b"), article("a", body="bản hai"))
    report = index.reindex([path], tmp_path / "archive", workers=0)
    assert (report.indexed, report.duplicates, report.articles) == (2, 1, 2)
    assert list(report.notes) == [("a", "replaces an earlier article with this id")]
    with search.open(tmp_path / "archive") as archive:
        assert archive.article("a").body == "bản hai"
        assert archive.search('"bản một"').total == 0
        assert archive.search('"bản hai"').total == 1


def test_an_impossible_date_is_kept_as_text_and_reported(
    make_input: MakeInput, tmp_path: Path
) -> None:
    path = make_input(article("a", published="31/02/2021"))
    report = index.reindex([path], tmp_path / "archive", workers=0)
    [(id, note)] = report.notes
    assert id == "a"
    assert "31/02/2021" in note
    with search.open(tmp_path / "archive") as archive:
        found = archive.article("a")
    assert found.published is None
    assert found.extra["published"] == "31/02/2021"


def test_a_reindex_that_finds_nothing_leaves_the_old_archive(
    make_input: MakeInput, tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    index.reindex([make_input(article("a"))], archive, workers=0)
    with pytest.raises(index.InputError, match="no article"):
        index.reindex([make_input(name="empty.jsonl")], archive, workers=0)
    assert ids_in(archive) == ["a"]
    index.reindex([make_input(name="empty.jsonl")], archive, workers=0, allow_empty=True)
    assert ids_in(archive) == []


def test_a_folder_without_a_readable_file_is_no_input(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "anh.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    with pytest.raises(index.InputError, match=r"no article.* 1 skipped; .*it is a picture"):
        index.reindex([folder], tmp_path / "archive")
    assert "anh.jpg" in (tmp_path / "archive" / "skipped.jsonl").read_text()


def test_an_archive_inside_an_input_folder_is_no_input(
    make_input: MakeInput, tmp_path: Path
) -> None:
    make_input(article("a"))
    for _ in range(3):
        report = index.reindex([tmp_path], tmp_path / "archive", workers=0)
        assert (report.indexed, report.rejected) == (1, 0)


def test_an_input_that_does_not_exist_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(index.InputError, match="no such file"):
        index.reindex([tmp_path / "nowhere.jsonl"], tmp_path / "archive")
    assert not (tmp_path / "archive").exists()


def test_updates_add_replace_and_keep_the_order(make_input: MakeInput, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    index.reindex([make_input(*(article(f"{i}") for i in range(5)))], archive, workers=0)
    for i in range(5, 12):
        came = [article(f"{i}"), article("2", body=f"bản tin thứ {i}"), article("3")]
        report = index.update([make_input(*came)], archive, workers=0)
        assert (report.added, report.changed, report.unchanged) == (1, 1, 1)
        assert (report.indexed, report.duplicates, report.articles) == (2, 0, i + 1)
    assert ids_in(archive) == ["0", "1", "3", "4", *(str(i) for i in range(5, 12)), "2"]
    assert index.verify(archive) == []


def test_an_update_with_one_id_twice_keeps_the_last(make_input: MakeInput, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    index.reindex([make_input(article("a"), article("b"))], archive, workers=0)
    report = index.update(
        [make_input(article("a", body="hai"), article("a", body="ba"))], archive, workers=0
    )
    assert (report.indexed, report.changed, report.duplicates) == (1, 1, 1)
    assert report.articles == 2
    with search.open(archive) as opened:
        assert opened.article("a").body == "ba"


def test_deleted_articles_are_gone_and_unknown_ids_are_told(
    make_input: MakeInput, tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    index.reindex([make_input(article("a"), article("b"))], archive, workers=0)
    report = index.delete(["a", "x", "a"], archive)
    assert (report.deleted, report.missing) == (1, ["x"])
    assert ids_in(archive) == ["b"]
    with search.open(archive) as opened:
        assert opened.article("a") is None
        assert opened.search("bản tin").total == 1
    assert index.delete(["b"], archive).deleted == 1
    assert ids_in(archive) == []


def test_any_number_of_workers_gives_the_same_ranking(
    make_input: MakeInput, tmp_path: Path
) -> None:
    bodies = ["Lúa chín vàng đồng.", "Cá về đầy khoang.", "Chợ phiên đông vui."]
    path = make_input(*(article(f"{i:03}", body=bodies[i % 3]) for i in range(150)))
    answers = []
    for workers in (0, 1, 3):
        archive = tmp_path / f"archive{workers}"
        assert index.reindex([path], archive, workers=workers).indexed == 150
        with search.open(archive) as opened:
            hits = opened.search("cá về chợ", limit=150)
            answers.append([(hit.article.id, hit.score) for hit in hits])
    assert answers[0] == answers[1] == answers[2]


def test_workers_need_no_main_guard(make_input: MakeInput, tmp_path: Path) -> None:
    path = make_input(*(article(f"{i}") for i in range(80)))
    script = tmp_path / "embed.py"
    script.write_text(
        "import index\n"
        f"print(index.reindex([{str(path)!r}], {str(tmp_path / 'archive')!r}, workers=2).indexed)\n"
    )
    run = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert (run.stdout, run.stderr) == ("80\n", "")


def test_compressed_inputs_and_folders_are_read_in_a_stable_order(tmp_path: Path) -> None:
    folder = tmp_path / "inputs"
    (folder / "b").mkdir(parents=True)
    line = {name: json.dumps(article(name)).encode() + b"\n" for name in "abc"}
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(line["a"]))
    (folder / "b" / "b.jsonl.zst").write_bytes(zstandard.compress(line["b"]))
    (folder / "c.jsonl").write_bytes(line["c"])
    index.reindex([folder], tmp_path / "archive", workers=0)
    assert ids_in(tmp_path / "archive") == ["a", "b", "c"]


def test_progress_counts_up_to_the_end(make_input: MakeInput, tmp_path: Path) -> None:
    path = make_input(*(article(f"{i}") for i in range(40)))
    seen: list[tuple[str, int, int]] = []
    index.reindex(
        [path],
        tmp_path / "archive",
        workers=0,
        progress=lambda p: seen.append((p.stage, p.articles, p.bytes_read)),
    )
    assert [count for _, count, _ in seen[:-1]] == list(range(1, 41))
    assert seen[-1] == ("writing", 40, path.stat().st_size)


def test_the_library_logs_and_prints_nothing(
    make_input: MakeInput,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO, "khobao"):
        index.reindex([make_input(article("a"))], tmp_path / "archive", workers=0)
    assert capfd.readouterr() == ("", "")
    assert "1 articles indexed" in caplog.text


@pytest.mark.parametrize("id", ["a/b", "../x", "báo:1", "a b", "%2F", "x" * 500, "“”", "0"])
def test_any_id_finds_its_article(id: str, make_input: MakeInput, tmp_path: Path) -> None:
    index.reindex([make_input(article(id), article("other"))], tmp_path / "archive", workers=0)
    with search.open(tmp_path / "archive") as archive:
        assert archive.article(id).id == id
    assert index.delete([id], tmp_path / "archive").deleted == 1


def test_a_namespace_keeps_two_systems_apart(make_input: MakeInput, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    index.reindex([make_input(article("1"))], archive, namespace="bao-a", workers=0)
    index.update([make_input(article("1"))], archive, namespace="bao-b", workers=0)
    assert ids_in(archive) == ["bao-a:1", "bao-b:1"]


def test_an_article_comes_back_as_it_was(make_input: MakeInput, tmp_path: Path) -> None:
    given = article(
        "a",
        title="Hòa nhạc\u00a0đêm \u200bthu",
        summary="Đậm & nhạt, 1 < 2 > 0",
        body="Đoạn một.\n\n  Đoạn hai…\t",
        captions=["Ảnh: Lê Thị Na |"],
        published="2021-07-07T18:39:00+07:00",
        category="Văn hóa",
        source="Báo Hạ Giang",
        authors=["Lê Thị Na", "Trần Văn Bơ"],
        url="https://baohagiang.example/1",
        tags=["hòa nhạc"],
        views=12,
    )
    index.reindex([make_input(given)], tmp_path / "archive", workers=0)
    with search.open(tmp_path / "archive") as archive:
        found = archive.article("a")
    assert (found.title, found.summary, found.body) == (
        given["title"],
        given["summary"],
        given["body"],
    )
    assert found.captions == ("Ảnh: Lê Thị Na |",)
    assert found.published.isoformat() == given["published"]
    assert found.authors == ("Lê Thị Na", "Trần Văn Bơ")
    assert found.extra == {"views": 12, "date_from": "published"}


def test_the_end_of_the_longest_article_is_found(tmp_path: Path) -> None:
    path = tmp_path / "huge.jsonl"
    body = "x" * 1_999_000 + " mỏ vàng"
    path.write_text(json.dumps(article("a", body=body)) + "\n" + json.dumps(article("b")) + "\n")
    report = index.reindex([path], tmp_path / "archive", workers=0)
    assert (report.indexed, report.rejected) == (2, 0)
    with search.open(tmp_path / "archive") as archive:
        assert [hit.article.id for hit in archive.search("mỏ vàng", limit=1)] == ["a"]
