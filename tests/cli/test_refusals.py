"""What the terminal says of values that are not allowed."""

import pytest

from resnet_studio.cli import app

Output = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("train --sample --epochs abc", "--epochs is 'abc', but must be a whole number from 1 to 10,000."),
        ("continue run --epochs 1.5", "--epochs is '1.5', but must be a whole number from 1 to 10,000."),
        ("train --sample --freeze-only layer3.7 --depth 20", "--freeze-only is 'layer3.7', but must be one of stem, "),
        ("train --sample --freeze layer9 --depth 20", "--freeze is 'layer9', but must be none, or one of stem, "),
        ("crossvalidate pictures --folds 1", "--folds is '1', but must be a whole number from 2 to 20."),
        ("train --sample --split-seed -1", "--split-seed is '-1', but must be a whole number, 0 or more."),
        ("train --sample --test-share x", "--test-share is 'x', but must be a number."),
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
    assert "strong|custom]" in shown
    assert "|light" not in shown
