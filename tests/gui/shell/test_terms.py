"""The terms that Help explains."""

from resnet_studio.core.basics.message import show
from resnet_studio.core.runs.settings import LEARNING_RATE
from resnet_studio.gui.shell.terms import terms


def test_terms_are_explained_in_whole_sentences_and_once_each() -> None:
    known = {str(term): show(meaning) for term, meaning in terms()}
    assert len(known) == len(terms())
    assert known.keys() >= {"Class", "Validation", "Loss", "Weights", "Pretrained", "Frozen", "Epochs", "Batch size"}
    assert known.keys() >= {"Precision", "Recall", "F1", "95 % interval", "Confusion matrix", "Checkpoint"}
    assert known.keys() >= {"Calibration", "Temperature", "Threshold"}
    assert all(meaning.endswith(".") and len(meaning) < 200 for meaning in known.values())


def test_terms_that_are_settings_have_the_text_of_their_tooltip() -> None:
    known = {str(term): show(meaning) for term, meaning in terms()}
    assert known["Learning rate"].startswith(show(LEARNING_RATE.help))
