"""What the terminal says of values that are not allowed."""

from typing import Any, Literal

import pytest

from resnet_studio.cli import app
from resnet_studio.cli.option_values import with_parser

Output = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("train --sample --epochs abc", "--epochs is 'abc', but must be a whole number from 1 to 10,000."),
        ("continue run --epochs 1.5", "--epochs is '1.5', but must be a whole number from 1 to 10,000."),
        ("train --sample --freeze-only layer3.7 --depth 20", "--freeze-only is 'layer3.7', but must be one of stem, "),
        ("train --sample --freeze layer9 --depth 20", "--freeze is 'layer9', but must be none, or one of stem, "),
        ("crossvalidate pictures --folds 1", "--folds is 1, but must be a whole number from 2 to 20."),
        (
            "train --sample --split-seed -1",
            "--split-seed is -1, but must be a whole number from 0 to 4,294,967,295.",
        ),
        (
            "train --sample --split-seed 4294967296",
            "--split-seed is 4294967296, but must be a whole number from 0 to 4,294,967,295.",
        ),
        ("train --sample --test-share x", "--test-share is 'x', but must be a number."),
        ("train --sample --test-share=x", "--test-share is 'x', but must be a number."),
        ("train --sample --depth 19", "--depth is 19, but must be one of 18, "),
        ("crossvalidate pictures --early-stopping 3", "--early-stopping is 3, but must be 0 with crossvalidate."),
        ("predict run pictures --threshold 2", "--threshold is 2.0, but must be a number from 0 to 1."),
        ("gpu-pack buy", "action is 'buy', but must be one of install, remove, status."),
        ("train --sample --folders-are x", "--folders-are is 'x', but must be one of parts, classes."),
        ("train", "Which pictures? Give a folder, or --sample for the handwritten digits."),
    ],
)
def test_refusal_names_the_option_the_value_and_what_is_allowed(words: str, expected: str, capfd: Output) -> None:
    assert app.run(words.split()) == app.BAD_INPUT
    said = capfd.readouterr().err
    assert said.startswith(expected)
    assert said.count("\n") == 1


def test_older_augmentation_is_neither_offered_nor_in_the_help(capfd: Output) -> None:
    assert app.run(["train", "--sample", "--augment", "x"]) == app.BAD_INPUT
    assert "strong, custom." in capfd.readouterr().err
    assert app.run(["train", "--help"]) == app.DONE
    shown = "".join(capfd.readouterr().out.split())
    assert "strong|customRandom" in shown
    assert "|light" not in shown


def test_older_augmentation_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}
    monkeypatch.setattr("resnet_studio.cli.train.train", lambda _folder, chosen, *_, **__: seen.update(chosen) or 0)
    assert app.run(["train", "--sample", "--augment", "light", "--no-shortcuts", "--seed", "7"]) == app.DONE
    assert (seen["augment"], seen["shortcuts"], seen["seed"], seen["epochs"]) == ("light", False, 7, None)


def test_parser_has_a_name_which_older_versions_of_typer_show() -> None:
    for type_ in (int | None, float, Literal["a", "b"], Literal["a", "b"] | None):
        assert with_parser("--x", type_, {})["parser"].__name__
    for type_ in (str, bool | None, list[int], list[str] | None):
        assert "parser" not in with_parser("--x", type_, {})
