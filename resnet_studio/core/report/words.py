"""The words of a report that are the same in every one: headings, heads of tables, and how its figures were computed.

The templates have none of their own. They are translated when the report is written.
"""

from types import SimpleNamespace
from typing import Final

from resnet_studio.core.basics.message import Message, message

PART_TITLES: Final[dict[str, Message]] = {
    "test": message("Test part"),
    "validation": message("Validation part"),
}

WORDS: Final = SimpleNamespace(
    contents=message("Contents"),
    results=message("How good it is"),
    curves=message("Training"),
    dataset=message("Dataset"),
    settings=message("Settings"),
    method=message("How this was computed"),
    versions=message("Versions"),
    unread=message("What could not be read"),
    worst=message("Worst pictures"),
    confusion=message("Confusion"),
    per_class=message("Per class"),
    calibration=message("Calibration"),
    sure=message("Answer only when sure"),
    figure=message("figure"),
    value=message("value"),
    interval=message("95 % interval"),
    name=message("class"),
    pictures=message("pictures"),
    picture=message("picture"),
    precision=message("precision"),
    recall=message("recall"),
    f1=message("F1"),
    roc_area=message("ROC area"),
    pr_area=message("PR area"),
    is_=message("is ↓, predicted →"),
    predicted=message("predicted"),
    truly=message("is"),
    probability=message("probability"),
    loss=message("loss"),
    rank=message("number"),
    confused_most=message("Confused most"),
    right=message("right"),
    mistake=message("taken for another class"),
    or_more=message("4 or more"),
    asked=message("right of the answers, asked for"),
    threshold=message("not sure below"),
    answered=message("answered"),
    got=message("right of the answers"),
    not_reached=message("not reached"),
    epoch=message("epoch"),
    epochs=message("All epochs"),
    train_loss=message("train loss"),
    val_loss=message("validation loss"),
    train_top1=message("train top-1"),
    val_top1=message("validation top-1"),
    best=message("best"),
    setting=message("setting"),
    part=message("part"),
    program=message("program"),
    version=message("version"),
    findings=message("What was found in the folder"),
    all_classes=message("All classes"),
    counts=message("Pictures of each class"),
    wrong=message("wrong"),
    untempered=message("without temperature"),
    tempered=message("with temperature"),
    not_shown=message("Not shown"),
)

METHOD: Final = (
    message(
        "All figures are of the model of the best epoch, on pictures that it has not learned from. The part, and how "
        "many pictures it has, are said with them."
    ),
    message(
        "Intervals are 95 % intervals: of 100 such intervals, each from other pictures of the same kind, about 95 hold "
        "the true figure. Those of shares are Wilson's, those of F1 and of means over classes Wilson's of an effective "
        "number of pictures. Areas have the variance of what each picture adds, which is DeLong's for ROC. The loss "
        "has the bootstrap-t of its logarithm, or from 2,000 pictures on the normal interval. That of the calibration "
        "error holds the errors with which a model would often show what was seen."
    ),
    message(
        "Balanced accuracy is the mean recall of the classes, macro F1 the mean of their F1. The areas are those under "
        "the ROC curve and the precision-recall curve of a class against all others."
    ),
    message(
        "The expected calibration error is the mean distance between how sure the model is and how often it is right, "
        "in groups of equal width. The temperature, by which logits are divided, is fitted on validation (Guo et al. "
        "2017), and kept only if it helps on pictures that it was not fitted on. Where there is one, every probability "
        "here is with it."
    ),
    message(
        "A figure that is not defined is shown as “–” with the reason. The worst pictures are those of the highest "
        "loss."
    ),
    message("This file needs no network and no program but a browser, and loads nothing."),
)
