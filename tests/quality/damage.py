"""Damages the files of an archive in many ways, and asks verify and searches what they make of it.

    python tests/quality/damage.py [--flips 2000] [--others 500] [--archive-size 48] [--seed 1]

Every damage to a file that answers are made of must be found by `verify`, and each of about forty
diverse questions, each to an archive that was just opened, must get the right answer or an
ArchiveError: never another answer, another exception or a crash. Prints counts by kind of damage,
and exits with 1 on a failure.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from harm import spoiling

_Raw = argparse.RawDescriptionHelpFormatter


def main() -> int:
    """Damage, look, and print; the status is 1 when anything was not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_Raw)
    parser.add_argument("--archive-size", type=int, default=48, metavar="ARTICLES")
    parser.add_argument("--flips", type=int, default=2000, metavar="BITS")
    parser.add_argument("--others", type=int, default=500, metavar="DAMAGES")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=0, help="processes (default: one per core)")
    parser.add_argument("--shown", type=int, default=12, help="failures that are printed")
    with tempfile.TemporaryDirectory(prefix="damage") as folder:
        return spoiling.run(Path(folder), parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
