"""Where the answers of `predict` go, and the counts at its end."""

import csv
import json
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from resnet_studio.cli.answers import Answers, Where
from resnet_studio.cli.app import run as studio
from resnet_studio.core.protocol.events import Event, JobFailed, JobStopped
from resnet_studio.core.protocol.jobs.predict import Prediction
from resnet_studio.core.runs.predictions import Result, rows
from resnet_studio.core.runs.watched import Watched
from resnet_studio.engine.answers.model import Model, load_model
from tests.cli.conftest import Interrupt

Output = pytest.CaptureFixture[str]
Trained = tuple[Path, list[dict[str, Any]]]
Records = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def pictures(colours: Path, tmp_path: Path) -> Path:
    """A folder with three pictures of each colour, and one that is broken."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("red", "green", "blue"):
        for number in (1, 2, 3):
            shutil.copy(colours / name / f"{name} {number}.png", folder / f"{name} {number}.png")
    (folder / "broken.png").write_bytes(b"no picture")
    return folder


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def test_answers_are_written_as_a_table_and_counted(
    trained: Trained, pictures: Path, tmp_path: Path, capfd: Output
) -> None:
    assert studio(["predict", str(trained[0]), str(pictures), "--output", str(tmp_path / "a.csv")]) == 1
    written = table(tmp_path / "a.csv")
    assert list(written[0]) == [*rows([])[0][:4], "blue", "green", "red", "error"]
    assert Counter(row["class"] for row in written) == {"red": 3, "green": 3, "blue": 3, "": 1}
    assert {row["not sure"] for row in written} == {"no", ""}
    said = capfd.readouterr().err
    for name in ("blue", "green", "red"):
        assert f"3 {name} (estimated" in said
    assert "1 could not be read." in said
    assert "by its answers for 6 held-back pictures" in said


def test_lines_of_json_are_written_with_a_threshold_of_ones_own(
    trained: Trained, pictures: Path, tmp_path: Path, capfd: Output
) -> None:
    words = ["predict", str(trained[0]), str(pictures), "--threshold", "1", "--output", str(tmp_path / "a.jsonl")]
    assert studio(words) == 1
    written = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    answered = [one for one in written if "class" in one]
    assert [one["sure"] for one in answered] == [one["probability"] >= 1 for one in answered]
    assert {one["threshold"] for one in answered} == {1.0}
    assert f"{sum(not one['sure'] for one in answered)} not sure" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--output", "a.txt"], "ends with .csv or .jsonl"),
        (["--output", "there.csv"], "exists already"),
        (["--threshold", "80"], "--threshold"),
        (["--move"], "--move belongs to --sort-into"),
        (["--watch", "in"], "not both"),
        (["--sort-into", "in/sorted"], "Choose another folder"),
    ],
)
def test_options_that_would_do_harm_exit_with_2(
    words: list[str], says: str, trained: Trained, pictures: Path, capfd: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pictures.parent)
    Path("there.csv").write_text("mine")
    assert studio(["predict", str(trained[0]), "in", *words]) == 2
    assert says in capfd.readouterr().err
    assert Path("there.csv").read_text() == "mine"
    assert len(list(pictures.iterdir())) == 10


@pytest.mark.parametrize("move", [False, True])
def test_pictures_are_sorted_into_folders_of_their_classes(
    trained: Trained, pictures: Path, tmp_path: Path, move: bool
) -> None:
    words = ["predict", str(trained[0]), str(pictures), "--sort-into", str(tmp_path / "out")]
    studio([*words, "--move"] if move else words)
    assert {path.name: len(list(path.iterdir())) for path in (tmp_path / "out").iterdir()} == {
        "red": 3, "green": 3, "blue": 3,
    }  # fmt: skip
    assert len(list(pictures.iterdir())) == (1 if move else 10)


def test_watched_folder_is_answered_into_file_and_folders_once_over_restarts(
    trained: Trained, pictures: Path, tmp_path: Path, interrupt: Interrupt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resnet_studio.core.runs.watched.PATIENCE", 0.0)
    words = ["predict", str(trained[0]), "--watch", str(pictures), "--json"]
    words += ["--output", str(tmp_path / "a.csv"), "--sort-into", str(tmp_path / "out")]
    (pictures / "broken.png").unlink()
    with interrupt.after(9):
        assert studio(words) == 130
    shutil.copy(pictures / "red 1.png", pictures / "new.png")
    with interrupt.after(1):
        assert studio(words) == 130
    assert Counter(Path(row["path"]).name for row in table(tmp_path / "a.csv")) == Counter(
        path.name for path in pictures.iterdir()
    )
    assert len(list((tmp_path / "out").rglob("*.png"))) == 10


def test_picture_that_was_changed_is_not_sorted_by_the_answer_before(tmp_path: Path) -> None:
    old, new = (Prediction(str(tmp_path / f"{name}.png"), ("red",), (1.0,)) for name in ("old", "new"))
    for result in (old, new):
        Path(result.path).write_bytes(b"pixels")
    with Answers(("red",), Where(sort_into=tmp_path / "out", move=True)) as answers:
        answers.catch_up(lambda: [old, new], lambda: [new])
        assert answers.total == 2
    assert [path.name for path in (tmp_path / "out" / "red").iterdir()] == ["new.png"]
    assert Path(old.path).exists()


@pytest.mark.parametrize("before", [None, "answers of last week"])
def test_job_that_fails_leaves_the_file_of_answers_as_it_was(
    before: str | None, trained: Trained, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.csv"
    if before is not None:
        file.write_text(before)
    answer = Prediction(str(pictures / "red 1.png"), ("blue", "green", "red"), (0.1, 0.1, 0.8))
    events = [answer, JobFailed("The memory is full.")]
    monkeypatch.setattr("resnet_studio.engine.run_job.run_job", lambda *_: iter(events))
    assert studio(["predict", str(trained[0]), str(pictures), "--output", str(file), "--overwrite"]) != 0
    assert (file.read_text() if file.exists() else None) == before
    assert not list(tmp_path.glob("*a.csv?*"))


@pytest.mark.parametrize("before", [None, "answers of last week"])
def test_interrupted_command_writes_its_answers_beside_a_file_that_was_there(
    before: str | None, trained: Trained, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Output
) -> None:
    file = tmp_path / "a.csv"
    (tmp_path / "a 2.csv").write_text("another file")
    if before is not None:
        file.write_text(before)
    answer = Prediction(str(pictures / "red 1.png"), ("blue", "green", "red"), (0.1, 0.1, 0.8))

    def paused(*_: object) -> Iterator[Event]:
        yield answer
        signal.raise_signal(signal.SIGINT)
        yield JobStopped()

    monkeypatch.setattr("resnet_studio.engine.run_job.run_job", paused)
    assert studio(["predict", str(trained[0]), str(pictures), "--output", str(file), "--overwrite"]) == 130
    written = file if before is None else tmp_path / "a 3.csv"
    assert [row["path"] for row in table(written)] == [answer.path]
    said = capfd.readouterr().err
    assert f"Interrupted: {written} has 1 answer." in said
    if before is not None:
        assert file.read_text() == before
        assert f"{file} is as it was." in said


def test_interrupt_after_the_last_answer_does_not_say_that_answers_are_missing(
    trained: Trained, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Output
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("answers of last week")
    (pictures / "broken.png").unlink()
    asked = sorted(map(str, pictures.iterdir()))
    take = Answers.take

    def taken(answers: Answers, result: Result) -> None:
        take(answers, result)
        if result.path == asked[-1]:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Answers, "take", taken)
    assert studio(["predict", str(trained[0]), *asked, "--output", str(file), "--overwrite"]) == 130
    assert [row["path"] for row in table(file)] == asked
    assert "Interrupted" not in capfd.readouterr().err
    assert [path.name for path in tmp_path.glob("*.csv")] == ["a.csv"]


@pytest.mark.parametrize("before", [None, "answers of last week"])
def test_interrupt_while_the_model_is_loaded_leaves_no_file_without_answers(
    before: str | None, trained: Trained, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Output
) -> None:
    file = tmp_path / "a.csv"
    if before is not None:
        file.write_text(before)

    def interrupted(*words: Any, **more: Any) -> Model:
        signal.raise_signal(signal.SIGINT)
        return load_model(*words, **more)

    monkeypatch.setattr("resnet_studio.engine.jobs.predict.load_model", interrupted)
    assert studio(["predict", str(trained[0]), str(pictures), "--output", str(file), "--overwrite"]) == 130
    assert (file.read_text() if file.exists() else None) == before
    assert len(list(tmp_path.glob("*a*.csv*"))) == (before is not None)
    said = "Interrupted before the first answer."
    assert capfd.readouterr().err.endswith(f"{said}\n" if before is None else f"{said} {file} is as it was.\n")


def test_what_a_killed_process_had_not_written_is_in_the_file_after_the_next_start(
    trained: Trained, pictures: Path, tmp_path: Path, interrupt: Interrupt
) -> None:
    words = ["predict", str(trained[0]), "--watch", str(pictures), "--output", str(tmp_path / "a.csv")]
    (pictures / "broken.png").unlink()
    with interrupt.after(9):
        studio(words)
    whole = (tmp_path / "a.csv").read_bytes()
    (tmp_path / "a.csv").write_bytes(whole[: len(whole) // 2])
    with interrupt.after(0):
        studio(words)
    assert Counter(Path(row["path"]).name for row in table(tmp_path / "a.csv")) == Counter(
        path.name for path in pictures.iterdir()
    )


def test_folder_that_another_process_watches_is_refused(trained: Trained, pictures: Path, capfd: Output) -> None:
    watched = Watched(trained[0], pictures)
    assert studio(["predict", str(trained[0]), "--watch", str(pictures)]) == 2
    assert "is being watched already" in capfd.readouterr().err
    watched.close()
