"""Full fine-tuning beside other programs."""

from beside import compared
from measure import HYMENOPTERA, Options, Outcome


def main(options: Options) -> Outcome:
    """Speed on a quiet machine, and what is left of it beside busy programs."""
    plain = {"depth": 18, "done": 0, "shape": [3, 224, 224]}
    chosen = {"freeze": "none", "weights": str(options.weights)}
    return compared(options, "Beside others: full fine-tuning, ResNet-18, 224 px", plain, str(HYMENOPTERA), **chosen)
