"""Small pictures from scratch beside other programs."""

from beside import compared
from measure import HYMENOPTERA, Options, Outcome


def main(options: Options) -> Outcome:
    """Speed on a quiet machine, and what is left of it beside busy programs."""
    plain = {"depth": 20, "done": 0, "shape": [3, 32, 32]}
    folder = str(HYMENOPTERA.parent / "cifar10_small")
    return compared(options, "Beside others: ResNet-20 from scratch, 32 px", plain, folder, depth=20, weights="scratch")
