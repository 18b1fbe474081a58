import pytest

from resnet_studio.core.protocol.events import Phase, Progress
from resnet_studio.core.protocol.progress import percent_text, progress_text


@pytest.mark.parametrize(
    ("progress", "text", "short"),
    [
        (Progress(Phase.PREPARING, 160, 397), "Preparing 397 pictures, 40 %", "Preparing, 40 %"),
        (Progress(Phase.PREPARING, 61, 244, 2, 4), "Preparing view 2 of 4, 25 %", "Preparing view 2 of 4, 25 %"),
        (Progress(Phase.VALIDATING, 3, 1200), "Validating, 3 of 1,200 pictures", "Validating, 0 %"),
        (
            Progress(Phase.ALIKE, 1797, 0),
            "Looking for copies and near-duplicates, 1,797 pictures",
            "Looking for copies and near-duplicates",
        ),
        (Progress(Phase.PREDICTING, 1, 0), "Predicting, 1 picture", "Predicting"),
        (
            Progress(Phase.DOWNLOADING, 12_300_000, 45_000_000),
            "Downloading ImageNet weights, 12 of 45 MB",
            "Downloading ImageNet weights, 27 %",
        ),
        (
            Progress(Phase.DOWNLOADING, 400_000_000, 1_200_000_000),
            "Downloading ImageNet weights, 0.4 of 1.2 GB",
            "Downloading ImageNet weights, 33 %",
        ),
        (
            Progress(Phase.DOWNLOADING, 5_200_000, 0),
            "Downloading ImageNet weights, 5.2 MB",
            "Downloading ImageNet weights",
        ),
    ],
)
def test_progress_text_has_phase_and_figures(progress: Progress, text: str, short: str) -> None:
    assert str(progress_text(progress)) == text
    assert str(percent_text(progress)) == short


def test_every_phase_has_a_text() -> None:
    for phase in Phase:
        assert str(progress_text(Progress(phase, 1, 2)))
