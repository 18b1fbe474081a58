"""Finding the run that a person names."""

import os
from pathlib import Path

import pytest

from resnet_studio.cli.app import run as studio

Output = pytest.CaptureFixture[str]


def test_runs_with_the_name_in_theirs_are_offered_newest_first(tmp_path: Path, capfd: Output) -> None:
    for number, name in enumerate(("hymenoptera 1", "Hymenoptera 2", "hymenoptera 3", "my hymenoptera", "flowers")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.json").touch()
        os.utime(tmp_path / name / "config.json", (number, number))
    (tmp_path / "hymenoptera folder").mkdir()
    assert studio(["evaluate", "hymenoptera", "--runs", str(tmp_path)]) == 2
    assert capfd.readouterr().err.endswith(
        "There is no run at hymenoptera. With that in their name, the newest first: my hymenoptera, hymenoptera 3, "
        "Hymenoptera 2.\n"
    )
