"""What workers put aside is written as if one process had done all, and leaves nothing behind."""

from __future__ import annotations

import gc
import json
import pickle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import index
import search
from index import processes
from index.build import drafts, tiers, writer
from index.build.drafts import Adopted, Files, aside, put_aside

NAMES = ["added", "changed", "signature", "text", "article", "versions"]
values = st.dictionaries(st.sampled_from(NAMES), st.binary(max_size=9) | st.integers(0, 9))
steps = st.lists(
    st.tuples(st.sampled_from(["set", "pop", "get", "default", "renamed"]), st.sampled_from(NAMES))
)


@given(values, steps)
def test_a_draft_is_like_the_dictionary_that_was_put_aside(
    given_values: dict[str, Any], done: list[tuple[str, str]]
) -> None:
    expected = dict(given_values)
    with TemporaryDirectory() as folder:
        draft = pickle.loads(pickle.dumps(put_aside(expected, Path(folder))))
        for number, (what, name) in enumerate(done):
            if what == "set":
                draft[name] = expected[name] = number
            elif what == "pop" and name in ("added", "changed", "signature", "versions"):
                assert draft.pop(name, None) == expected.pop(name, None)
            elif what == "default":
                assert draft.setdefault(name, number) == expected.setdefault(name, number)
            elif what == "renamed":
                draft, expected = draft.changed(article=name), {**expected, "article": name}
            assert draft.get(name) == expected.get(name)
        assert dict(draft) == expected
        assert len(draft) == len(expected)
        with Files() as files:
            assert pickle.loads(pickle.dumps(draft)).loaded(files) == expected


def test_a_file_goes_with_the_last_of_its_drafts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "_FILE_SIZE", 60)
    adopted = Adopted()
    kept = []
    for number in range(9):
        _, draft = aside(lambda n: (str(n), {"text": b"n" * 25, "added": n}), tmp_path, number)
        adopted.adopt([draft, None])
        kept.append(draft)
    assert len({draft.place.path for draft in kept if draft.place}) > 2
    for path in tmp_path.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
    last = kept[-1]
    del draft
    kept.clear()
    gc.collect()
    assert last.place is not None
    assert [str(path) for path in tmp_path.iterdir()] == [last.place.path]
    assert last["text"] == b"n" * 25


def test_several_drafts_are_written_and_read_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "_FILE_SIZE", 900)
    monkeypatch.setattr(drafts, "_AT_ONCE", 200)
    expected = [{"text": bytes([number]) * (number % 9 * 40)} for number in range(50)]
    put = [put_aside(one, tmp_path, settled=False) for one in expected]
    drafts.settle(tmp_path)
    with Files(in_order=True) as files:
        assert [one.loaded(files) for one in put] == expected
        assert [one.loaded(files) for one in reversed(put)] == expected[::-1]
    assert [dict(one) for one in put] == expected


def article(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"bt{number}",
        "title": f"Nước sông Lam lên mức {number}",
        "body": f"Trạm đo {number % 7} cho biết nước lên {number % 5} gang, ghe về bến sớm.",
        "published": f"2020-0{number % 9 + 1}-11",
        **more,
    }


def write(folder: Path, *versions: str) -> Path:
    """Inputs in which articles come again: under their id, or at their address, newer or older."""
    folder.mkdir()
    for number in range(48):
        records = [article(number), article(number + 1000)]
        records[1]["url"] = f"https://song.example/tin/{number % 40}"
        if number % 3 == 0:
            records.append(article(number // 2, body="Tin viết lại: nước đã rút, chợ họp lại."))
        if number % 4 == 0:
            del records[1]["id"]
            again = {**records[1], "body": records[1]["body"] + " Đê vẫn an toàn."}
            records.append({**again, "crawled": f"20{10 + number}-01-01"})
            records.append({**again, "title": "Chợ Phiên", "body": "Hàng quán mở từ tinh mơ."})
        for version in versions:
            records[0]["body"] += f" {version}"
        lines = [json.dumps(one, ensure_ascii=False) for one in records]
        lines.insert(1, "{")
        (folder / f"{number:02}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def told(archive: Path, report: index.Report) -> Any:
    """All that an archive and a report of a run tell, but times and files."""
    with search.open(archive) as opened:
        kept = [(one, [*opened.history(one.id)]) for one in opened.export("", sort="oldest")]
        found = [opened.search(query, limit=100) for query in ("nước sông", "cho phien", "ghe")]
        grouped = opened.search("nước", group=True, limit=100)
    values = report.to_dict()
    for name in ("seconds", "stages", "slowest"):
        values.pop(name)
    return {
        "report": values,
        "journals": [[*report.rejections], [*report.notes]],
        "kept": kept,
        "groups": [hit.article.id for hit in grouped],
        "hits": [(one.total, one.facets, [hit.article.id for hit in one]) for one in found],
    }


def test_any_number_of_workers_writes_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: 1_700_000_000.0)
    monkeypatch.setattr(processes, "_MOST_ITEMS", 2)  # files of a batch
    first, second = write(tmp_path / "a"), write(tmp_path / "b", "Tin thêm.")
    found = []
    for count, size in ((0, 1000), (0, 10), (1, 10), (3, 25)):
        monkeypatch.setattr(writer, "_MOST_ARTICLES", size)
        monkeypatch.setattr(tiers, "FIRST", 3)
        archive = tmp_path / f"kho-{count}-{size}"
        built = index.reindex([first], archive, workers=count)
        after_build = told(archive, built)
        updated = index.update([second, first / "00.jsonl"], archive, workers=count)
        found.append((after_build, told(archive, updated)))
        assert index.verify(archive) == []
        assert not [*archive.rglob("*.draft")]
    for one in found[1:]:
        assert one == found[0]


def test_an_upgrade_with_workers_keeps_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "kho"
    report = index.reindex([write(tmp_path / "a")], archive, workers=0)
    before = told(archive, report)["kept"]
    monkeypatch.setattr(processes, "_MOST_ITEMS", 20)
    monkeypatch.setattr("index.build.upgrading._is_up_to_date", lambda _: False)
    index.upgrade(archive, workers=2)
    assert told(archive, report)["kept"] == before
    assert index.verify(archive) == []
