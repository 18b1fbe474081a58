"""What is known of a picture beside its file, as details of the large picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.checks.find import Checked
from resnet_studio.core.checks.sentences import of_one
from resnet_studio.core.dataset.by_hand import changes
from resnet_studio.core.dataset.catalogue import UNLABELLED
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.gui.rooms.data.changes import change_text
from resnet_studio.gui.rooms.data.filter import class_name, index_of, is_left_out, pictures_of
from resnet_studio.gui.rooms.data.words import part_of
from resnet_studio.gui.widgets.details import Detail
from resnet_studio.gui.work.run_answers import Said


def details(
    dataset: Dataset, path: str, checked: Checked | None, said: Said | None, run: str, state: str = ""
) -> list[Detail]:
    """The class and part of a picture, what a model says of it, and the findings that name it.

    Args:
        dataset: the open one.
        path: of one of its pictures, relative to its folder.
        checked: what the check has found, if it has looked.
        said: the answer of the model in use; None where it is not known.
        run: the name of its run.
        state: why an answer is not known, where one was asked for.
    """
    pictures, index = pictures_of(dataset), index_of(dataset, path)
    if index < 0:
        return []
    found = [Detail(tr("Class"), class_name(dataset, index), long=True)]
    if is_left_out(dataset, index):
        found.append(Detail(tr("Part"), tr("left out")))
    elif pictures[index].label != UNLABELLED:
        found.append(Detail(tr("Part"), part_of(dataset, pictures[index])))
    change = changes(dataset).get(path)
    if change is not None:
        found.append(Detail(tr("Changed by you"), change_text(change)))
    if said is not None:
        one = pictures[index]
        given = dataset.classes[one.label] if one.label != UNLABELLED and not is_left_out(dataset, index) else ""
        if said.right is None and given in said.classes:
            found += _answer(replace(said, right=said.predicted == given), run, judged=True, measured=False)
        else:
            found += _answer(said, run, judged=change is None and said.right is not None)
    elif state:
        found.append(Detail(tr("The model says"), state))
    about = [one for one in checked.findings if path in one.pictures] if checked is not None else []
    if about:
        said_of_it = " ".join(show(of_one(one, path)) for one in about)
        found.append(Detail(tr("Found by the check"), said_of_it, tone="wrong"))
    return found


def _answer(said: Said, run: str, *, judged: bool, measured: bool = True) -> Sequence[Detail]:
    """The answer, which is right or wrong by the class when it was given; after a change it is not `judged`.

    The model may have learned from a picture that it was not `measured` on, of which a right answer says little.
    """
    values = {"name": said.predicted, "probability": said.probability}
    if not judged:
        answer = Detail(tr("The model says"), tr("{name}, {probability:percent}", **values))
    elif not measured and said.right:
        text = tr("{name}, {probability:percent}, right; not measured on it", **values)
        answer = Detail(tr("The model says"), text)
    elif not measured:
        text = tr("{name}, {probability:percent}, wrong; not measured on it", **values)
        answer = Detail(tr("The model says"), text, tone="wrong")
    elif said.right:
        answer = Detail(tr("The model says"), tr("{name}, {probability:percent}, right", **values))
    else:
        answer = Detail(tr("The model says"), tr("{name}, {probability:percent}, wrong", **values), tone="wrong")
    return answer, Detail(tr("Model of the run"), run, long=True)
