"""Writing a report: completely, or not at all."""

from pathlib import Path

import pytest

from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.report.pictures import Show
from resnet_studio.core.report.write import default_name, write_report


def test_report_is_written_and_replaces_one_that_is_there(run: Path, show: Show, tmp_path: Path) -> None:
    file = tmp_path / "new folder" / "report ü.html"
    for _ in range(2):
        write_report(run, file, show)
        assert file.read_text("utf-8").rstrip().endswith("</html>")
    assert list(file.parent.iterdir()) == [file]


def test_report_that_cannot_be_written_leaves_what_was_there(
    run: Path, show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "report.html"
    file.write_text("before", "utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("resnet_studio.core.basics.files.os.fsync", full)
    with pytest.raises(RunError, match=r"report\.html cannot be written: No space left"):
        write_report(run, file, show)
    assert file.read_text("utf-8") == "before"
    assert list(tmp_path.iterdir()) == [file]


def test_name_is_that_of_the_run(tmp_path: Path) -> None:
    assert default_name(tmp_path / "2026-11-22 18-45 ants resnet18") == "2026-11-22 18-45 ants resnet18.html"
