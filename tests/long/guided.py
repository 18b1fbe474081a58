"""One process of the guided fuzzing: atheris (libFuzzer) changes inputs so that they reach other lines of our readers.

    python -m tests.long.guided KIND SEEDS PLACE [OPTION OF LIBFUZZER …]

The last line on standard error says how many inputs were read; libFuzzer writes an input that crashes, hangs, takes too
much memory or raises something foreign to a file, and ends the process.
"""

import sys
import warnings
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["resnet_studio"]):
    from tests.long.readers import reader


def main(kind: str, seeds: str, place: str, *options: str) -> None:
    warnings.simplefilter("ignore")
    suffixes = {path.suffix for path in Path(seeds).iterdir()} if kind in ("pictures", "weights") else {""}
    paths = [Path(place) / f"input{suffix}" for suffix in sorted(suffixes)]
    with atheris.instrument_imports(include=["resnet_studio"]):
        read = reader(kind, Path(seeds), Path(place))
        read(next(iter(sorted(Path(seeds).iterdir()))))  # imports what it needs

    def one(data: bytes) -> None:
        # The suffix decides how a file of weights is read, and is chosen by the content, so that an input stays one.
        path = paths[len(data) % len(paths)]
        path.write_bytes(data)
        outcome = read(path)
        if not isinstance(outcome, tuple) and path.name not in str(outcome):
            raise AssertionError(f"unnamed: {outcome}")

    atheris.Setup([sys.argv[0], *options], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
