"""Parameters that several subcommands take, and those of which one takes many."""

from pathlib import Path
from typing import Annotated, Literal

from resnet_studio.cli.options import argument, option
from resnet_studio.core.basics.message import message
from resnet_studio.core.dataset.split import LARGEST_SEED
from resnet_studio.core.pictures import limits

Runs = Annotated[Path | None, option(message("Folder of runs."), "--runs", metavar="DIR")]
Json = Annotated[bool, option(message("Print one JSON object per line on standard output."), "--json")]
Name = Annotated[str | None, option(message("Name of the run's folder."), metavar="NAME")]
DeviceName = Annotated[str | None, option(message("What computes: auto, cpu, cuda, cuda:1, mps …"), metavar="DEVICE")]
Run = Annotated[str, argument(message("A run's folder, or its name in the folder of runs."), metavar="RUN")]
Sample = Annotated[bool, option(message("Use the bundled sample, handwritten digits."), "--sample")]
Config = Annotated[
    Path | None, option(message("Repeat that run; other options replace its settings."), metavar="RUN/config.json")
]
AllowChanged = Annotated[
    bool, option(message("With --config: train even if pictures have changed since."), "--allow-changed")
]
FoldersAre = Annotated[
    Literal["parts", "classes"] | None,
    option(
        message("What the folders in the folder are, where their names do not say: parts of one dataset, or classes."),
        "--folders-are",
    ),
]
ColumnNames = Annotated[
    list[str] | None,
    option(
        message(
            "For a table: which column has the file, the label, the part or the group that stays together, such as "
            "label=species or group=patient. May be repeated; what is not named is guessed."
        ),
        "--column",
        metavar="ROLE=NAME",
    ),
]
KeepTogether = Annotated[
    str | None,
    option(
        message(
            "Divide again, and keep in one part what belongs together: names, folders, column or near-duplicates, as "
            "in the window, or pictures whose names begin alike: patient*_ keeps patient12_003.png and "
            "patient12_004.png together. The * stands for what differs between groups."
        ),
        "--keep-together",
        metavar="HOW",
    ),
]
ValidationShare = Annotated[
    float | None,
    option(
        message("Divide again, with this share of each class for validation: above 0 and below 1."),
        "--validation-share",
    ),
]
TestShare = Annotated[
    float | None,
    option(
        message(
            "Divide again, with this share of each class for a test part: 0 or more, and below 1. Near-duplicates "
            "that a check has found stay together then."
        ),
        "--test-share",
    ),
]
SplitSeed = Annotated[
    int | None,
    option(
        message("Divide again, with this seed. Another one chooses other pictures. By default that of --seed."),
        "--split-seed",
        min=0,
        max=LARGEST_SEED,
    ),
]
PictureSeconds = Annotated[
    int | None,
    option(
        message("Leave a picture out if decoding it takes longer than so many seconds. 10 by default."),
        "--picture-seconds",
        metavar="SECONDS",
        min=1,
        max=limits.LONGEST,
        callback=limits.use_seconds,
    ),
]
"""Its callback does what is to be done: it belongs to the process, and not to a run."""
Pictures = Annotated[
    Path | None,
    option(
        message("Where the run's pictures are now, if their folder was moved. All runs on that folder remember it."),
        "--pictures",
        metavar="FOLDER",
    ),
]

Mirrored = Annotated[
    bool,
    option(
        message(
            "Look at each picture as it is and mirrored, and answer with the mean. Takes twice the time, and gains up "
            "to two points on photographs. Temperature and threshold are those of answers without it. Not for digits "
            "and text."
        ),
        "--mirrored",
    ),
]

# Of `predict`.
AnswerFile = Annotated[
    Path | None,
    option(
        message("Write the answers to this file: a table as .csv, or an object a line as .jsonl."),
        "--output",
        metavar="FILE",
    ),
]
SureFrom = Annotated[
    float | None,
    option(
        message("Probability below which an answer is not sure. By default the one kept in Results."),
        min=0,
        max=1,
    ),
]
SortInto = Annotated[
    Path | None,
    option(message("Copy each picture into a folder of its class in this folder."), "--sort-into", metavar="DIR"),
]
Watched = Annotated[
    Path | None,
    option(
        message("Answer the pictures in this folder as they arrive, each once, until Ctrl-C; also after a restart."),
        "--watch",
        metavar="DIR",
    ),
]
