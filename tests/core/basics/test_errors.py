"""Errors carry a kind and a message, also through pickling."""

import errno
import pickle

import pytest

from resnet_studio.core.basics.errors import (
    ConfigError,
    DatasetError,
    DecodeError,
    Failure,
    RunInterruptedError,
    StudioError,
    WeightsError,
    describe_os_error,
)
from resnet_studio.core.basics.message import message


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (StudioError("?"), Failure.UNEXPECTED),
        (ConfigError("epochs", 0, message("a whole number")), Failure.SETTING),
        (DatasetError("a", message("It is empty.")), Failure.DATASET),
        (DecodeError("a.png", message("It is empty.")), Failure.PICTURE),
        (WeightsError("It is empty."), Failure.WEIGHTS),
        (RunInterruptedError("No memory."), Failure.RUN),
    ],
)
def test_kind_survives_pickling(error: StudioError, kind: Failure) -> None:
    assert pickle.loads(pickle.dumps(error)).kind is error.kind is kind


def test_kind_of_an_instance_survives_pickling() -> None:
    error = WeightsError("No answer.")
    error.kind = Failure.UNREACHABLE
    assert pickle.loads(pickle.dumps(error)).kind is Failure.UNREACHABLE
    assert WeightsError("?").kind is Failure.WEIGHTS


def test_config_error_names_the_allowed_values() -> None:
    error = ConfigError("epochs", 0, message("a whole number from {first} to {last}", first=1, last=10_000))
    assert str(error) == "epochs is 0, but must be a whole number from 1 to 10,000."


def test_unknown_kind_is_unexpected() -> None:
    assert Failure("certificate") is Failure.CERTIFICATE
    assert Failure("from the future") is Failure(None) is Failure.UNEXPECTED


def test_os_error_is_described_with_its_file() -> None:
    text = str(describe_os_error(OSError(errno.ENOSPC, "No space left on device", "a.pt")))
    assert text == "A file could not be used (a.pt): No space left on device."
    assert str(describe_os_error(OSError("gone"))) == "A file could not be used: gone."
