"""The entry point: `resnet-studio [FOLDER]` opens the window, a subcommand runs in the terminal."""

import sys
from pathlib import Path

from resnet_studio.core.basics import ahead, language, spawning  # noqa: F401
from resnet_studio.core.basics.message import tr

COMMANDS = (
    "open",
    "train",
    "crossvalidate",
    "resume",
    "continue",
    "predict",
    "evaluate",
    "check",
    "write-out",
    "compare",
    "explain",
    "suspects",
    "report",
    "export",
    "export-tensorboard",
    "runs",
    "desktop",
    "gpu-pack",
)
SMOKE = "--smoke"


def main() -> int:
    """Start the window or the command line and return the exit code.

    The window starts without the command line's libraries, which would take a fifth of a second to import.
    """
    words = sys.argv[1:]
    spawning.run_child(words)
    language.use()
    if words and words[0] == SMOKE:
        return _smoke(words[1:])
    if words and (words[0] in COMMANDS or words[0].startswith("-")):
        from resnet_studio.cli.app import run

        return run(words)
    if words and (problem := _mistyped(words[0]) or _too_many(words)):
        print(problem, file=sys.stderr)
        return 2
    from resnet_studio.gui.start import run_window

    return run_window(Path(words[0]) if words else None)


def _smoke(words: list[str]) -> int:
    """Let the program test itself: `--smoke FILE` writes a screenshot there."""
    if len(words) != 1:
        print(tr("--smoke takes one file, in which the screenshot is written."), file=sys.stderr)
        return 2
    from resnet_studio.gui.start import run_window

    return run_window(None, smoke=Path(words[0]))


def _mistyped(word: str) -> str:
    """What to say of a word that is neither a command nor a path; empty for what the window should open."""
    from resnet_studio.core.basics import files

    if "/" in word or "\\" in word or files.is_dir(Path(word)) or files.is_file(Path(word)):
        return ""
    from difflib import get_close_matches  # takes a hundredth of a second, and is needed here only

    if near := get_close_matches(word.lower(), COMMANDS, n=1):
        return tr(
            "There is no command and no folder {word:value}. Did you mean {near}? Try --help.", word=word, near=near[0]
        )
    return tr(
        "There is no command and no folder {word:value}. The commands are {commands:commas}. Try --help.",
        word=word,
        commands=COMMANDS,
    )


def _too_many(words: list[str]) -> str:
    """What to say of a folder with more behind it; empty without."""
    if len(words) == 1:
        return ""
    if words[1].startswith("-"):
        return tr(
            "The option {option:value} needs a command before the folder, such as train. Try --help.", option=words[1]
        )
    return tr("resnet-studio takes one folder, but {count} arguments were given. Try --help.", count=len(words))


if __name__ == "__main__":
    sys.exit(main())
