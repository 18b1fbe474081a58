"""The model card of a folder for timm and Hugging Face: what the model is, how good it is, and what is not known."""

import json
from pathlib import Path
from string import Template
from typing import Final

from resnet_studio.core.basics.files import write_text
from resnet_studio.core.basics.formatting import percent
from resnet_studio.core.basics.language import ENGLISH
from resnet_studio.core.dataset.catalogue import PARTS
from resnet_studio.core.exports.companions import SOURCES
from resnet_studio.core.exports.record import ExportRecord
from resnet_studio.core.runs.figures import Figure
from resnet_studio.core.runs.figures_file import stored
from resnet_studio.core.runs.run import read_dataset

CARD: Final = "README.md"
_TIMM: Final = 'network = timm.create_model("local-dir:.", pretrained=True).eval()'  # not a text


def write_model_card(run: Path, record: ExportRecord, folder: Path) -> None:
    """Write `README.md`, in English and in the form of Hugging Face.

    Figures of weights that stood in for damaged ones are passed over: such weights are not exported.

    Raises:
        OSError: it cannot be written.
    """
    recipe, dataset = record.recipe, read_dataset(run)
    timm = "architecture" in json.loads((folder / "config.json").read_text(encoding="utf-8"))
    counts = {part: len(dataset.part(part)) for part in PARTS}
    threshold = recipe["threshold"]
    template = Template((SOURCES / "model_card.md.txt").read_text(encoding="utf-8"))
    card = template.substitute(
        library="library_name: timm\n" if timm else "",  # not a text
        dataset=record.dataset,
        model=recipe["model"],
        classes=len(recipe["classes"]),
        program=recipe["program"],
        data=", ".join(f"{count:,} {part}" for part, count in counts.items() if count) + " pictures.",
        figures=_figures(run),
        temperature=f"{recipe['temperature'] or 1:.4g}",
        threshold="" if threshold is None else f"Answers below {threshold:.3f} are not sure.",  # not a text
        timm=f"```python\nimport timm\n\n{_TIMM}\n```\n\n" if timm else "",  # not a text
    )
    write_text(folder / CARD, card)


def _figures(run: Path) -> str:
    for part in ("test", "validation"):
        found = stored(run, part)
        if found is not None and found.figures.of_best:
            figures = found.figures
            named = {"top-1": figures.top1, "balanced accuracy": figures.balanced_accuracy}  # not a text
            rows = [f"| {name} | {_said(figure)} |" for name, figure in named.items() if figure.value is not None]
            head = f"On {figures.pictures:,} pictures of the {part} part, with 95 % intervals:"  # not a text
            return "\n".join([head, "", "| | |", "|-|-|", *rows])
    return "Not measured."  # not a text


def _said(figure: Figure) -> str:
    value = percent(figure.value or 0.0, ENGLISH)
    if figure.low is None or figure.high is None:
        return value
    return f"{value} ({percent(figure.low, ENGLISH)} to {percent(figure.high, ENGLISH)})"
