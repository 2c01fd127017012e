"""How much of the packages the tests run: a table, and what is missing where archives are written.

    python tests/covered.py [arguments of pytest]

Lines and branches are counted, in the processes that tests start, too, unless they are killed.
The status is that of the tests, or 1 where they do not run a line that writes an archive.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from check import PYTEST, ROOT, run

# What writes archives: none of its lines may be without a test.
WRITE_PATHS = (
    "index/archive/",
    "index/build/",
    "index/storage/segment_file.py",
    "index/storage/segment_writer.py",
    "index/storage/files.py",
)


def main() -> int:
    """Run the tests and print what they run of the packages."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["COVERAGE_FILE"] = str(Path(folder) / "data")
        report = Path(folder) / "report.json"
        # In one process: of several, one lost what it had measured.
        status = run(["coverage", "run", "-m", *PYTEST, "-n0", *sys.argv[1:]])
        run(["coverage", "combine", "--quiet"])
        run(["coverage", "report", "--sort=cover"])
        run(["coverage", "json", "--quiet", "-o", str(report)])
        missing = list(missing_lines(json.loads(report.read_text(encoding="utf-8"))))
    print("\nLines that write archives and that no test runs:", *missing or ["none"], sep="\n  ")
    return status or bool(missing)


def missing_lines(report: dict[str, Any]) -> Iterator[str]:
    """The lines of write paths that were not run, as FILE:LINE and their text."""
    for name, file in report["files"].items():
        if name.startswith(WRITE_PATHS):
            lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
            for number in file["missing_lines"]:
                yield f"{name}:{number}: {lines[number - 1].strip()}"


if __name__ == "__main__":
    sys.exit(main())
