"""Help of the command line in the pseudo-locale: every text of it is translatable."""

import re
import sys
from collections.abc import Callable, Collection

import pytest

from resnet_studio.cli.app import run
from resnet_studio.core.basics import language
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.basics.message import message
from resnet_studio.core.exports.formats import FORMATS

_WORDS = (
    "resnet studio ResNet ImageNet AdamW SGD Apache pth safetensors csv json CUDA GPU config adamw sgd one auto none"
)
NAMES = frozenset((*_WORDS.split(), *FORMATS))


@pytest.mark.parametrize(
    "command",
    [
        "",
        "train",
        "resume",
        "continue",
        "predict",
        "evaluate",
        "check",
        "compare",
        "export",
        "explain",
        "suspects",
        "runs",
        "open",
    ],
)
def test_help_is_translated(
    command: str,
    untranslated: Callable[[str, Collection[str]], list[str]],
    pseudo: None,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for name, value in {language.VARIABLE: language.PSEUDO, "COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["resnet-studio"])
    assert run([command, "--help"] if command else ["--help"]) == 0
    shown = capfd.readouterr().out
    assert language.LEFT in shown
    assert not untranslated(_without_typed_words(shown), NAMES), shown


# What a person types: commands and arguments at the start of a line, the usage, placeholders, choices, options.
TYPED = (
    r"(?m)^ *\*? *(resume|continue|open|train|crossvalidate|predict|evaluate|check|write-out|compare|explain|suspects|"
    r"report|export-tensorboard|export|runs|desktop|gpu-pack|\[?folder\]?)\b",
    r"(python -m [\w.-]+|resnet-studio) [\w-]*",
    r"<[^>]+>|\{[^}]*\}|\[[a-z0-9|.:,\-\s]+\]|\w+(\|[\w:]+)+",
    r"--?[a-z][a-z-]*|\b[A-Z]{2,}\b",
)
# Words of the library that makes the help; it has no catalogue that we could bring.
CLICK = ("Usage:", "Options", "Arguments", "Commands", "Show this message and exit.", "[OPTIONS]", "COMMAND [ARGS]...")


def _without_typed_words(text: str) -> str:
    """Help without frames, option names, placeholders and choices, which are typed as they are."""
    text = re.sub(r"[│╭╮╰╯─]", " ", text)
    for words in CLICK:
        text = text.replace(words, " ")
    for pattern in TYPED:
        text = re.sub(pattern, " ", text)
    return text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Copy", ["Copy"]),
        ("⟦Coopy red 3⟧", []),
        ("⟦Coopy⟧ more", ["more"]),
        ("⟦Coopy more⟧", ["more"]),
        ("⟦Coopy ⟦mooree⟧⟧, 3 red", []),
        ("⟦Coopy more thi…", ["more"]),
    ],
)
def test_untranslated_words_are_found(
    text: str, words: list[str], untranslated: Callable[[str, Collection[str]], list[str]]
) -> None:
    assert untranslated(text, {"red"}) == words


def test_error_raised_in_english_is_shown_translated(pseudo: None) -> None:
    error = RunError(message("{run:name} is missing.", run="ants"))
    assert error.message.text() == "⟦ants iis miissiing.⟧"
    assert str(error) == "ants is missing."
