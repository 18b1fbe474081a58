"""A run from another person whose files are links: none is followed, and the message names the file."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import RunError
from resnet_studio.core.protocol.events import RunFinished
from resnet_studio.core.runs.checkpoints import BEST, require_own
from resnet_studio.core.runs.evaluation import Evaluation
from resnet_studio.core.runs.results import result_file
from resnet_studio.core.runs.run import CONFIG, DATASET, EVENTS, MODEL, ModelInfo, read_config, read_dataset
from resnet_studio.core.runs.run_log import EventLog, held, is_being_written, read_history
from resnet_studio.core.runs.summary import list_runs, rename_run, summarise

SECRET = "export PATH\n"
READERS: dict[str, Callable[[Path], object]] = {
    CONFIG: read_config, DATASET: read_dataset, MODEL: ModelInfo.read, EVENTS: read_history,
}  # fmt: skip


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A file of the person's that no run may touch."""
    file = tmp_path / "profile"
    file.write_text(SECRET)
    return file


def link(place: Path, target: Path) -> None:
    place.unlink(missing_ok=True)
    try:
        place.symlink_to(target)
    except OSError:
        pytest.skip("this system does not let everyone make links")


@pytest.mark.parametrize("name", [CONFIG, DATASET, MODEL, EVENTS])
def test_file_that_is_a_link_is_not_read(run: Path, tmp_path: Path, name: str) -> None:
    ModelInfo(20, True, ("ants", "bees"), 32, (0.5, 0.5, 0.5), (0.25, 0.25, 0.25)).write(run)
    EventLog(run).close()
    READERS[name](run)
    (run / name).rename(tmp_path / "moved")
    link(run / name, tmp_path / "moved")
    with pytest.raises(RunError, match="it is a link, and links in a run's folder are not followed") as refused:
        READERS[name](run)
    assert name in str(refused.value)
    assert [row.path for row in list_runs(run.parent)] == [run]


def test_events_are_not_appended_through_a_link(run: Path, theirs: Path) -> None:
    link(run / EVENTS, theirs)
    with pytest.raises(OSError, match="it is a link"):
        EventLog(run)
    assert theirs.read_text() == SECRET
    assert EVENTS in str(summarise(run).problem)


def test_events_are_not_written_to_a_new_file_behind_a_link(run: Path, tmp_path: Path) -> None:
    link(run / EVENTS, tmp_path / "new")
    with pytest.raises(OSError, match="it is a link"):
        EventLog(run)
    assert not (tmp_path / "new").exists()


def test_events_are_not_appended_to_a_hard_link(run: Path, theirs: Path) -> None:
    os.link(theirs, run / EVENTS)
    with pytest.raises(OSError, match="it is a hard link"):
        EventLog(run)
    assert theirs.read_text() == SECRET


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in folders")
def test_pipe_in_place_of_the_events_is_refused_at_once(run: Path) -> None:
    os.mkfifo(run / EVENTS)
    with pytest.raises(OSError, match="it is not a file"):
        EventLog(run)


def test_lock_is_not_taken_through_a_link(run: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    log = EventLog(other)
    link(run / EVENTS, other / EVENTS)
    assert not is_being_written(run)
    with held(run):  # it can be deleted while what the link points to is in use
        pass
    assert rename_run(run, "second").name == "second"
    log.close()


def test_results_are_neither_written_nor_read_through_links(run: Path, tmp_path: Path) -> None:
    result = Evaluation(("a.png",), np.zeros(1, np.int64), np.ones((1, 2), np.float32), (), 0.1, 1.0)
    outside = tmp_path / "outside"
    outside.mkdir()
    link(run / "results", outside)
    file = result_file(run, "evaluation", "key")
    with pytest.raises(OSError, match="it is a link"):
        result.write(file)
    assert list(outside.iterdir()) == []
    result.write(result_file(tmp_path, "evaluation", "key"))
    with pytest.raises(RunError, match="it is a link"):
        Evaluation.read(result_file(run, "evaluation", "key"))
    (run / "results").unlink()
    (run / "results").mkdir()
    link(file, result_file(tmp_path, "evaluation", "key"))
    with pytest.raises(RunError, match=r"evaluation-key\.npz.*it is a link"):
        Evaluation.read(file)


def test_files_are_replaced_without_writing_through_links(run: Path, theirs: Path) -> None:
    temporary = run / f".{MODEL}.{os.getpid()}.tmp"  # anyone can lay one for every number of a process
    link(temporary, theirs)
    link(run / MODEL, theirs)
    info = ModelInfo(20, True, ("ants", "bees"), 32, (0.5, 0.5, 0.5), (0.25, 0.25, 0.25))
    info.write(run)
    assert theirs.read_text() == SECRET
    assert ModelInfo.read(run) == info
    assert not temporary.is_symlink()


def test_model_that_is_a_link_is_not_trained_further(run: Path, theirs: Path) -> None:
    require_own(run / BEST)
    link(run / BEST, theirs)
    with pytest.raises(RunError, match=r"best\.safetensors in .* cannot be used: it is a link"):
        require_own(run / BEST)


def test_run_behind_a_link_that_the_person_chose_is_used(run: Path, tmp_path: Path) -> None:
    chosen = tmp_path / "chosen"
    link(chosen, run.parent)
    EventLog(chosen / run.name).close()
    log = EventLog(chosen / run.name)
    log.append(RunFinished("r", 1, 0.5))
    log.close()
    assert read_history(chosen / run.name).ended == RunFinished("r", 1, 0.5)
    assert read_config(chosen / run.name) == read_config(run)


def test_file_that_the_person_chose_may_be_a_link(tmp_path: Path, theirs: Path) -> None:
    link(tmp_path / "weights.pth", theirs)
    with files.open_file(tmp_path / "weights.pth", follow=True) as file:
        assert file.read() == SECRET.encode()
