"""What a report of a run keeps, and when that goes."""

from __future__ import annotations

import gc
import warnings
from pathlib import Path

import index


def test_the_journals_of_a_dry_run_are_gone_with_its_report_without_a_warning(
    tmp_path: Path,
) -> None:
    source = tmp_path / "tin.txt"
    source.write_bytes(b"\x00\x01\x02")
    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always")
        report = index.reindex([source], tmp_path / "archive", workers=0, dry_run=True)
        told = report.journals
        assert told.is_dir()
        assert len(list(report.skipped)) + len(list(report.rejections)) == 1
        del report
        gc.collect()
    assert not told.exists()
    assert [str(one.message) for one in given] == []
