"""Keeping libraries quiet."""

import logging
import sys
import warnings

import pytest

from resnet_studio.engine.exports.quiet import quiet


def test_nothing_is_said_within_and_all_is_as_before_after_it(capsys: pytest.CaptureFixture[str]) -> None:
    before = logging.root.manager.disable
    logging.disable(logging.INFO)
    try:
        with quiet():
            print("out")
            print("error", file=sys.stderr)
            warnings.warn("careful", stacklevel=1)
            logging.getLogger("library").warning("log")
        assert logging.root.manager.disable == logging.INFO
    finally:
        logging.disable(before)
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "")
