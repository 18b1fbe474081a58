"""Runs the benchmarks beside this file, prints their ratios and writes bench.json: `make bench ARGS="window"`.

A benchmark is a module `bench_*.py` with `main() -> dict`, as `measure.result` makes it. Words on the command line
pick those whose name contains one of them.
"""

import argparse
import importlib
import json
import sys
from pathlib import Path
from typing import Any

from measure import machine
from rich.console import Console
from rich.table import Table

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def main() -> int:
    """Run what was asked for; the exit code is 1 when a ratio is beyond its limit."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("words", nargs="*", help="part of a benchmark's name")
    parser.add_argument("--output", type=Path, default=ROOT / "bench.json", help="where the figures are written")
    arguments = parser.parse_args()

    names = [name for name in available() if not arguments.words or any(word in name for word in arguments.words)]
    if not names:
        parser.error(f"no benchmark is called so; there are {', '.join(available())}")
    console = Console()
    figures: dict[str, Any] = {"machine": machine(), "benchmarks": {}}
    for name in names:
        outcome = importlib.import_module(name).main()
        figures["benchmarks"][name] = outcome
        console.print(table(outcome))
    arguments.output.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    console.print(", ".join(f"{key} {value}" for key, value in figures["machine"].items()), highlight=False)
    console.print(f"Written to {arguments.output}", highlight=False)
    return 1 if any(outcome["within_limit"] is False for outcome in figures["benchmarks"].values()) else 0


def available() -> list[str]:
    """Names of all benchmark modules."""
    return sorted(file.stem for file in HERE.glob("bench_*.py"))


def table(outcome: dict[str, Any]) -> Table:
    """One benchmark's ratios as a table."""
    limit = outcome["limit"]
    verdict = ""
    if limit is not None:
        verdict = f"limit {limit:g}: {'kept' if outcome['within_limit'] else 'exceeded'}"
    drawn = Table(title=outcome["title"], caption=verdict or None, title_justify="left")
    drawn.add_column("contender")
    for heading in ("median", "ratio", "spread"):
        drawn.add_column(heading, justify="right")
    for row in outcome["rows"]:
        spread = f"{row['ratio_min']:.2f} to {row['ratio_max']:.2f}"
        drawn.add_row(row["name"], f"{row['median_s']:.3f} s", f"{row['ratio']:.2f}", spread)
    return drawn


if __name__ == "__main__":
    sys.exit(main())
