"""Uses an installed khobao as a newcomer does: builds the sample archive, searches and verifies it.

    python tests/quality/installed.py [--code native|"pure Python"]

Takes the `khobao` of the interpreter that runs this, and a cache folder of its own. `--code` says
which code must run there. Prints what it did, and exits with 1 when anything is not as it must be.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

QUERY = "dan van mat tran"


def khobao(cache: str, *arguments: str) -> str:
    """What a command prints; one that fails ends this program."""
    # -P, where there is one: never the sources beside which this may be started.
    command = [sys.executable, *(["-P"] if sys.version_info >= (3, 11) else []), "-m", "khobao"]
    done = subprocess.run(
        [*command, *arguments],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
        cwd=cache,
        env=os.environ | {"XDG_CACHE_HOME": cache},
    )
    if done.returncode:
        raise SystemExit(f"khobao {' '.join(arguments)}: exit status {done.returncode}")
    return done.stdout


def main() -> int:
    """Use it, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--code", help="which code must run: native, or pure Python")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        archive = str(Path(cache) / "khobao" / "demo")
        print(khobao(cache, "demo", "--no-serve").partition("\n")[0])
        found: Any = json.loads(khobao(cache, "search", QUERY, "--archive", archive, "--json"))
        print(found["total"], "articles for", QUERY)
        statistics: Any = json.loads(khobao(cache, "stats", "--archive", archive, "--json"))
        print("code:", statistics["code"])
        print(khobao(cache, "verify", archive).strip())
    return int(not found["total"] or options.code not in {None, statistics["code"]})


if __name__ == "__main__":
    sys.exit(main())
