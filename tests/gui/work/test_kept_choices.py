"""A change of depth and the way back: what was chosen for a depth is there again."""

from resnet_studio.core.runs.config import IMAGENET, SCRATCH
from resnet_studio.gui.work.draft import Draft

FILE = "/models/net.pth"


def test_file_and_frozen_layers_come_back_with_their_depth() -> None:
    draft = Draft(weights=FILE, weights_entry="ema", freeze="layer2")
    chosen = draft.chosen
    draft.choose(depth=50)
    assert (draft.config.weights, draft.config.weights_entry) == (IMAGENET, "")
    assert draft.config.frozen == ("stem", "layer1", "layer2")  # these layers are in ResNet-50 too
    draft.choose(depth=18)
    assert draft.chosen == {**chosen, "depth": 18}


def test_choices_for_photographs_come_back_from_small_pictures() -> None:
    draft = Draft(weights=FILE, frozen=("stem", "layer1.0"), epochs=3, image_size=96, seed=7)
    chosen = draft.chosen
    draft.choose(depth=20)
    assert (draft.config.weights, draft.config.frozen, draft.config.seed) == (SCRATCH, (), 7)
    draft.choose(depth=32, epochs=40)
    draft.choose(depth=18)
    assert draft.chosen == {**chosen, "depth": 18}
    draft.choose(depth=32)
    assert draft.config.epochs == 40


def test_file_does_not_follow_to_another_depth_of_the_other_family() -> None:
    draft = Draft(weights=FILE, freeze="layer2", epochs=3)
    draft.choose(depth=20)
    draft.choose(depth=34)
    assert (draft.config.weights, draft.config.epochs) == (IMAGENET, 3)
    assert draft.config.frozen == ("stem", "layer1", "layer2")


def test_file_for_small_pictures_leaves_frozen_layers_behind_and_brings_them_back() -> None:
    draft = Draft(depth=20, weights=FILE, freeze="layer1")
    draft.choose(depth=32)
    assert (draft.config.weights, draft.config.frozen) == (SCRATCH, ())
    draft.choose(depth=20)
    assert (draft.config.weights, draft.config.frozen) == (FILE, ("stem", "layer1"))


def test_frozen_blocks_stay_where_the_new_network_has_them() -> None:
    draft = Draft(depth=34, frozen=("layer1.0", "layer1.2", "layer2.3"))
    draft.choose(depth=18)
    assert draft.config.frozen == ("layer1.0",)


def test_choice_of_other_weights_at_the_new_depth_stays_on_the_way_back() -> None:
    draft = Draft(weights=FILE)
    draft.choose(depth=50)
    draft.choose(weights=SCRATCH)
    draft.choose(depth=18)
    assert draft.config.weights == SCRATCH
