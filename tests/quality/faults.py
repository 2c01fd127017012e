"""Makes file calls of every command fail, or kills it there, and looks at what is left.

    python tests/quality/faults.py [--operations reindex update] [--most 2000] [--seed 1]
    python tests/quality/faults.py --only update:fsync:7:EIO

At every call of most kinds, and at every place in the code of reads and writes: errors, once and
from then on, short writes, Ctrl-C, SIGTERM and SIGKILL, before and after the call. Afterwards the
archive opens and answers as before or as after, what the command said is true, `verify` is clean,
the next write succeeds and nothing is left behind. Prints counts, and exits with 1 on a failure.

Trials take place in the folder for temporary files; TMPDIR=/dev/shm makes them faster.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from harm import shim
from harm.operations import OPERATIONS

_Raw = argparse.RawDescriptionHelpFormatter


def main() -> int:
    """Run the trials, and print; the status is 1 when one failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_Raw)
    parser.add_argument("--archive-size", type=int, default=12, metavar="ARTICLES")
    names = [operation.name for operation in OPERATIONS]
    parser.add_argument("--operations", nargs="+", default=[], choices=names, metavar="NAME")
    kinds = [*shim.KINDS, *shim.GROUPS]
    parser.add_argument("--kinds", nargs="+", default=[], choices=kinds, metavar="KIND")
    parser.add_argument("--actions", nargs="+", default=[], metavar="ACTION", help="EIO, SIGINT...")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, metavar="TRIALS", help="a seeded sample")
    parser.add_argument("--jobs", type=int, default=0, help="processes (default: one per core)")
    parser.add_argument("--shown", type=int, default=12, help="failures that are printed")
    parser.add_argument("--only", metavar="OPERATION:KIND:N:ACTION", help="one trial alone")
    arguments = parser.parse_args()
    only = (arguments.only or "").split(":")
    if arguments.only and not (len(only) == 4 and only[0] in names and only[2].isdecimal()):
        parser.error("--only takes what a run has printed: OPERATION:KIND:N:ACTION")
    reason = shim.missing()
    if reason:
        print(f"nothing was tried: {reason}")
        return 0
    shim.preload()

    from harm import campaign  # noqa: PLC0415 - after the library is there

    with tempfile.TemporaryDirectory(prefix="faults") as folder:
        return campaign.run(Path(folder), arguments)


if __name__ == "__main__":
    sys.exit(main())
