"""Many trials, in several processes, and their table."""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from argparse import Namespace
from collections import Counter
from pathlib import Path

from harm.operations import OPERATIONS, Operation
from harm.plans import faults, sample
from harm.shim import Fault, Shim
from harm.trials import CLASSES, Outcome, Trials
from index.processes import cores

_TOLD = 500  # after so many trials a process tells how far it is
_BY_NAME = {operation.name: operation for operation in OPERATIONS}


def run(folder: Path, arguments: Namespace) -> int:
    """What the command line of faults.py asks for; returns the status."""
    started = time.monotonic()
    trials = Trials(folder, arguments.archive_size, Shim())
    if arguments.only:
        name, kind, nth, action = arguments.only.split(":")
        _, wrong = _rehearse(trials, [_BY_NAME[name]])
        plan = [(name, Fault(kind, int(nth), action))]
    else:
        chosen = [one for one in OPERATIONS if one.name in (arguments.operations or _BY_NAME)]
        possible, wrong = _rehearse(trials, chosen)
        kinds, actions = arguments.kinds, tuple(arguments.actions)
        planned = [
            one
            for one in possible
            if (not kinds or one[1].kind in kinds)
            and (not actions or one[1].action.startswith(actions))
        ]
        plan = sample(planned, arguments.most, arguments.seed)
    outcomes = _carried_out(trials, plan, folder, arguments.jobs or cores())
    _print_table(outcomes)
    failures = [one for one in outcomes if one.problems]
    _print_failures(failures, arguments.shown, bool(arguments.only))
    valid = sum(bool(one.hit) for one in outcomes)
    print(
        f"{valid:,} valid trials of {len(outcomes):,} in {time.monotonic() - started:.0f} s, "
        f"{len(failures):,} failed"
    )
    if arguments.only and not valid:
        print("the fault was not reached")
    return int(bool(failures or wrong or len(outcomes) < len(plan) or not valid))


def _rehearse(
    trials: Trials, operations: list[Operation]
) -> tuple[list[tuple[str, Fault, int]], bool]:
    """Every trial of some operations that are possible, and whether one went wrong by itself."""
    possible, wrong = [], False
    for operation in operations:
        missing = trials.missing(operation)
        if missing:
            print(f"{operation.name}: left out, {missing}")
            continue
        calls, problems = trials.rehearse(operation)
        if problems:
            wrong = True
            print(f"{operation.name}: fails without a fault: {'; '.join(problems)}")
            continue
        possible += [(operation.name, fault, operation.rare) for fault in faults(calls)]
    return possible, wrong


def _carried_out(
    trials: Trials, plan: list[tuple[str, Fault]], folder: Path, jobs: int
) -> list[Outcome]:
    """What came of the trials, each of which one of several processes makes."""
    sys.stdout.flush()
    children = []
    for job in range(jobs):
        child = os.fork()
        if child == 0:
            _work(trials, plan[job::jobs], folder / f"results{job}")
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    results = [folder / f"results{job}" for job in range(jobs)]
    lines = [line for path in results for line in path.read_text(encoding="utf-8").splitlines()]
    return [Outcome(*json.loads(line)) for line in lines]


def _work(trials: Trials, plan: list[tuple[str, Fault]], results: Path) -> None:
    status = 1
    try:
        trials.shim = Shim()  # with a report of its own
        trials.in_folder(f"work-{results.name}")
        with results.open("w", encoding="utf-8") as file:
            for number, (name, fault) in enumerate(plan, 1):
                file.write(json.dumps(trials.run(_BY_NAME[name], fault)) + "\n")
                if number % _TOLD == 0:
                    print(f"{number:,} of {len(plan):,}", file=sys.stderr, flush=True)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def _print_table(outcomes: list[Outcome]) -> None:
    """Operations by kinds of calls: how many trials, what was found, what was wrong."""
    columns = ("trials", "before", "after", *CLASSES)
    table: dict[tuple[str, str], Counter[str]] = {}
    for one in outcomes:
        if not one.hit:
            continue
        operation, kind = _BY_NAME[one.operation], one.fault.split(":")[0]
        for key in ((one.operation, kind), (one.operation, "all"), ("all", "all")):
            row = table.setdefault(key, Counter())
            row["trials"] += 1
            row["before"] += one.state == operation.before
            row["after"] += one.state == operation.after != operation.before
            row.update({kind for kind, _ in one.problems})
    print(f"{'operation':<16} {'call':<10}" + "".join(f"{name:>10}" for name in columns))
    # First the sums, then each kind of call.
    for (name, called), row in sorted(table.items(), key=lambda item: item[0][1] != "all"):
        print(f"{name:<16} {called:<10}" + "".join(f"{row[column]:>10,}" for column in columns))


def _print_failures(failures: list[Outcome], shown: int, whole: bool) -> None:
    """The first failures of each sort, and how to repeat them."""
    seen: Counter[str] = Counter()
    for one in failures:
        kind = one.problems[0][0]
        seen[kind] += 1
        if seen[kind] > max(1, shown // len(CLASSES)) and not whole:
            continue
        print(f"\n--only {one.operation}:{one.fault}  (status {one.status}, {one.state})")
        print(f"  at {one.hit.rpartition('/place/')[2] or 'no call'}")
        for sort, text in one.problems[:3]:
            print(f"  {sort}: {text[:400]}")
        print(f"  said: {' '.join(one.said.split())[:400]}")
