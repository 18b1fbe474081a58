"""`--pictures`: commands that need the pictures of a run say so where these are gone, and take their new folder."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from resnet_studio.cli.app import run as studio
from resnet_studio.core.basics import places
from resnet_studio.core.runs.run import read_dataset
from resnet_studio.gui.work.recents import Recents

Output = pytest.CaptureFixture[str]
HINT = "say where it is now with --pictures FOLDER."
SMALL = ("--depth", "20", "--batch-size", "8", "--epochs", "1", "--device", "cpu", "--json")


@pytest.fixture(scope="module")
def finished(colours: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run whose pictures have been moved; no test changes it."""
    folder = tmp_path_factory.mktemp("moved")
    shutil.copytree(colours, folder / "before")
    assert studio(["train", str(folder / "before"), *SMALL, "--runs", str(folder / "runs"), "--name", "one"]) == 0
    (folder / "before").rename(folder / "after")
    return folder / "runs" / "one"


@pytest.fixture
def run(finished: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(finished, tmp_path / "runs" / "one"))


@pytest.fixture
def pictures(finished: Path) -> Path:
    """Where the pictures are now."""
    return finished.parents[1] / "after"


WORDS = {
    "resume": ("resume", "one"),
    "continue": ("continue", "one", "--epochs", "1", "--json"),
    "repeat": ("train", "--config", "one", "--json"),
    "evaluate": ("evaluate", "one", "--json"),
    "suspects": ("suspects", "one", "--json"),
    "compare": ("compare", "one", "two", "--json"),
}


@pytest.mark.parametrize("name", WORDS)
def test_command_names_the_option_where_the_pictures_are_gone_and_works_with_it(
    name: str, run: Path, pictures: Path, capfd: Output
) -> None:
    if name == "compare":
        shutil.copytree(run, run.with_name("two"))
    if name in ("evaluate", "compare"):
        shutil.rmtree(run / "results")
    if name == "resume":  # as a run is that was paused at once: it has its settings, and no ending
        for file in run.iterdir():
            if file.name not in ("config.json", "dataset.json"):
                shutil.rmtree(file) if file.is_dir() else file.unlink()
    words = [*WORDS[name], "--runs", str(run.parent)]
    assert studio(words) == (1 if name == "resume" else 2)
    printed = capfd.readouterr()
    assert HINT in " ".join((printed.out + printed.err).split())
    assert studio([*words, "--pictures", str(pictures)]) == 0
    assert f"The pictures are in {pictures} now." in capfd.readouterr().err
    assert read_dataset(run).root == pictures


def test_report_is_written_with_the_reason_why_figures_are_missing(
    run: Path, pictures: Path, tmp_path: Path, capfd: Output
) -> None:
    shutil.rmtree(run / "results")
    words = ["report", str(run), "--output", str(tmp_path / "report.html"), "--overwrite", "--device", "cpu"]
    assert studio(words) == 0
    printed = capfd.readouterr()
    assert HINT in printed.err
    assert "It says why figures are missing." in printed.out
    assert studio([*words, "--pictures", str(pictures)]) == 0
    assert "missing" not in capfd.readouterr().out


def test_recent_dataset_of_the_window_follows(run: Path, pictures: Path) -> None:
    settings = QSettings(str(places.settings_file()), QSettings.Format.IniFormat)
    recents = Recents(settings)
    dataset = read_dataset(run)
    recents.add(dataset, 1.0)
    recents.note_choices(dataset, {"epochs": 77})
    assert studio(["evaluate", str(run), "--pictures", str(pictures), "--json"]) == 0
    (recent,) = recents.load()
    assert recent.path == pictures
    assert recent.available
    assert studio(["evaluate", str(run), "--pictures", str(pictures), "--json"]) == 0  # they are there already
    assert recents.choices_of((pictures, *dataset.key[1:])) == {"epochs": 77}


def test_other_dataset_is_refused_and_nothing_is_done(run: Path, tmp_path: Path, capfd: Output) -> None:
    other = tmp_path / "cats"
    other.mkdir()
    assert studio(["evaluate", str(run), "--pictures", str(other)]) == 2
    assert f"{other} is another dataset" in capfd.readouterr().err


def test_option_without_a_run_is_refused(pictures: Path, capfd: Output) -> None:
    assert studio(["train", str(pictures), "--pictures", str(pictures)]) == 2
    assert "--pictures belongs to --config" in " ".join(capfd.readouterr().err.replace("│", " ").split())
