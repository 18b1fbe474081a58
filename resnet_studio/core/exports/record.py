"""The report of an export as data: what `report.json` holds and the page of the report shows."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from resnet_studio.core.basics.files import write_json
from resnet_studio.core.basics.message import NOTHING, Message
from resnet_studio.core.exports.checked import Checked
from resnet_studio.core.exports.companions import companions
from resnet_studio.core.exports.folder import KIND, REPORT, contents
from resnet_studio.core.exports.formats import Format


@dataclass(frozen=True, slots=True)
class ExportRecord:
    """One export.

    Attributes:
        run: the name of the run's folder.
        dataset: the name of the dataset.
        written: when, as ISO 8601.
        size: bytes of the model's file, or of all its files.
        checked: None where the file could not be checked here; `unchecked` says why.
        recipe: what the file says of itself.
        unfit: why the threshold that is kept with the run is not in the file; empty where it is, or none is kept.
    """

    form: Format
    precision: str
    run: str
    dataset: str
    written: str
    size: int
    recipe: dict[str, Any]
    checked: Checked | None = None
    unchecked: Message = NOTHING
    versions: dict[str, str] = field(default_factory=dict)
    unfit: Message = NOTHING

    def write(self, folder: Path) -> None:
        """Write `report.json`, which lists all other files of the folder: it is written last.

        Raises:
            OSError: it cannot be written.
        """
        programs = [
            {"folder": one.folder, "language": one.language, "how": one.how, "state": str(one.state)}
            for one in companions(self.form)
        ]
        record = {
            "kind": KIND,
            "format": self.form.key,
            "precision": self.precision,
            "file": self.form.file,
            "size": self.size,
            "run": self.run,
            "dataset": self.dataset,
            "written": self.written,
            "runtime_licence": self.form.licence,
            "check": self.checked.to_record() if self.checked else None,
            "unchecked": str(self.unchecked),
            "recipe": self.recipe,
            "threshold_left_out": str(self.unfit),
            "programs": programs,
            "versions": self.versions,
            "files": contents(folder),
        }
        write_json(folder / REPORT, record)
