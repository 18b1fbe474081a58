"""The confusion matrix after each epoch, from the events of a run."""

from pathlib import Path

from resnet_studio.core.protocol.events import BatchEnd, Predictions
from resnet_studio.core.runs.epoch_confusion import counts_of, epoch_confusions
from resnet_studio.core.runs.run_log import EventLog


def test_cells_are_read_by_epoch_the_newer_ones_of_an_epoch_that_was_validated_again(tmp_path: Path) -> None:
    log = EventLog(tmp_path)
    log.append(BatchEnd(1, 1, 1.0, 0.1, 60.0, 4))
    for epoch, cells in ((1, (0, 1, 9)), (1, (0, 1, 3, 1, 1, 4)), (2, (0, 0, 3, 1, 1, 4)), (3, (0, 0, 7))):
        log.append(Predictions(epoch, (), cells=cells))
    log.close()
    found = epoch_confusions(tmp_path, 2, most=2)
    assert {epoch: counts_of(cells, 2).tolist() for epoch, cells in found.items()} == {
        1: [[0, 3], [0, 4]],
        2: [[3, 0], [0, 4]],
    }


def test_damaged_and_missing_cells_are_left_out(tmp_path: Path) -> None:
    log = EventLog(tmp_path)
    for epoch, cells in enumerate(((), (1, 2), (0, 5, 1), (-1, 0, 1), (0, 0, 2**40)), 1):
        log.append(Predictions(epoch, (), cells=cells))
    log.close()
    assert epoch_confusions(tmp_path, 3, most=9) == {}
