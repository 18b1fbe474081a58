"""Why a setting has no effect beside the others: sentences for the table of settings; empty where it has one."""

from resnet_studio.core.basics.message import NOTHING, Message, message
from resnet_studio.core.network.architecture import STEM, learning_stages
from resnet_studio.core.runs.config_protocol import Config
from resnet_studio.core.runs.setting_kinds import SCRATCH


def head_alone(config: Config) -> Message:
    """Why what concerns layers below the head has no effect; empty where some learn."""
    learns = learning_stages(config.architecture, config.frozen)
    return NOTHING if learns else message("No effect while the head learns alone.")


def no_top(config: Config) -> Message:
    """Why it makes no difference whether the top layers learn first."""
    if config.weights == SCRATCH:
        return message("No effect from scratch: all layers learn at once.")
    if config.frozen_first == config.frozen:
        return message("No effect: nothing below the last stage learns.")
    return NOTHING


def not_one_epoch(config: Config) -> Message:
    """Why they learn first in none of the epochs."""
    if config.top_first == 0 or config.epochs_first:
        return NOTHING
    return message("No effect: this share of the epochs is less than one.")


def no_lanes(config: Config) -> Message:
    """Why the number of lanes changes nothing."""
    if config.device not in ("auto", "cpu"):
        return message("No effect unless the processor computes.")
    return head_alone(config)


def no_views(config: Config) -> Message:
    """Why no views are prepared."""
    if STEM not in config.frozen and not config.epochs_first:
        return message("No effect while the stem learns: each epoch makes new views.")
    return NOTHING if config.augmentation.is_random else message("No effect without random changes.")


def no_decay(config: Config) -> Message:
    """Why there is only one learning rate below the head."""
    several = len(learning_stages(config.architecture, config.frozen)) > 1
    return NOTHING if several else message("No effect: fewer than two stages learn.")
