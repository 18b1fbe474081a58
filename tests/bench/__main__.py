"""Runs the benchmarks beside this file, prints their figures and writes bench.json: `make bench ARGS="window"`.

A benchmark is a module `bench_*.py` with `main(options) -> Outcome`. Words on the command line pick those whose name
contains one of them.
"""

import argparse
import importlib
import json
import os
import signal
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from measure import HERE, ROOT, Figure, Options, Outcome, machine
from rich.console import Console
from rich.table import Table

from resnet_studio.core.basics.scratch import scratch


def main() -> int:
    """Run what was asked for; the exit code is 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("words", nargs="*", help="part of a benchmark's name")
    parser.add_argument("--rounds", type=int, default=3, help="how often everything is measured")
    parser.add_argument("--pictures", type=int, default=4000, help="pictures in the generated folder")
    parser.add_argument("--weights", type=Path, help="ImageNet weights of ResNet-18, a state dict")
    parser.add_argument("--full", action="store_true", help="also what takes long")
    parser.add_argument("--output", type=Path, default=ROOT / "bench.json", help="where the figures are written")
    arguments = parser.parse_args()
    if arguments.weights and not arguments.weights.is_file():
        parser.error(f"there is no file {arguments.weights}")

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # which deletes the folder, and ends what was started
    with scratch("resnet-studio-bench-") as folder:
        for variable in ("TMPDIR", "TEMP", "TMP"):  # all that benchmarks and their processes write is in it
            os.environ[variable] = str(folder)
        tempfile.tempdir = str(folder)
        return measure(parser, arguments)


def measure(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> int:
    """Run the benchmarks that the command line names."""
    names = [name for name in available() if not arguments.words or any(word in name for word in arguments.words)]
    if not names:
        parser.error(f"no benchmark is called so; there are {', '.join(available())}")
    weights = arguments.weights.resolve() if arguments.weights else None
    options = Options(max(1, arguments.rounds), arguments.pictures, weights, arguments.full)
    console = Console()
    found: dict[str, Any] = {"machine": machine(), "options": asdict(options) | {"weights": str(weights)}}
    outcomes: dict[str, Outcome] = {}
    for name in names:
        began = time.perf_counter()
        outcomes[name] = importlib.import_module(name).main(options)
        console.print(table(outcomes[name], time.perf_counter() - began))
        found["benchmarks"] = {known: record(outcome) for known, outcome in outcomes.items()}
        arguments.output.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    console.print(", ".join(f"{key} {value}" for key, value in found["machine"].items()), highlight=False)
    console.print(f"Written to {arguments.output}", highlight=False)
    return 1 if any(figure.kept is False for outcome in outcomes.values() for figure in outcome.figures) else 0


def available() -> list[str]:
    """Names of all benchmark modules."""
    return sorted(file.stem for file in HERE.glob("bench_*.py"))


def record(outcome: Outcome) -> dict[str, Any]:
    """One benchmark in bench.json."""
    facts = {"title": outcome.title, "conditions": outcome.conditions, "missing": outcome.missing}
    return facts | {"figures": [figure.record() for figure in outcome.figures]}


def table(outcome: Outcome, seconds: float) -> Table:
    """One benchmark's figures as a table."""
    conditions = outcome.missing or outcome.conditions
    drawn = Table(title=outcome.title, caption=f"{conditions} ({seconds:.0f} s)", title_justify="left")
    drawn.add_column("figure")
    for heading in ("median", "spread", "target", ""):
        drawn.add_column(heading, justify="right")
    for figure in outcome.figures:
        spread = f"{number(min(figure.values))} to {number(max(figure.values))}"
        verdict = {True: "kept", False: "missed", None: ""}[figure.kept]
        drawn.add_row(figure.name, f"{number(figure.median)} {figure.unit}", spread, target(figure), verdict)
    return drawn


def target(figure: Figure) -> str:
    """What a figure should be, in words."""
    if figure.at_least is not None:
        return f"at least {number(figure.at_least)}"
    return f"at most {number(figure.at_most)}" if figure.at_most is not None else ""


def number(value: float) -> str:
    """Three digits, no exponent."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    sys.exit(main())
