"""Layer4 on cached features beside other programs."""

from beside import compared
from measure import HYMENOPTERA, Options, Outcome


def main(options: Options) -> Outcome:
    """Speed on a quiet machine, and what is left of it beside busy programs."""
    plain = {"depth": 18, "done": 7, "shape": [256, 14, 14]}
    chosen = {"freeze": "layer3", "views": 1, "weights": str(options.weights)}
    return compared(options, "Beside others: layer4 on cached features, ResNet-18", plain, str(HYMENOPTERA), **chosen)
