"""A run exported again and again in one process, as the engine does it: `exporting.py JSON` prints a JSON line."""

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any


def exported(folder: str, times: int) -> dict[str, Any]:
    """Train a ResNet-18 for an epoch, and export the run to ONNX, with its check, so many times.

    Returns:
        `seconds` of each export, and `pictures` on which the last one agreed.
    """
    from resnet_studio.core.dataset.scan import scan
    from resnet_studio.core.protocol.jobs.export import Export, Exported
    from resnet_studio.core.protocol.jobs.train import Train
    from resnet_studio.core.runs.config import TrainConfig
    from resnet_studio.core.runs.run import create_run
    from resnet_studio.engine.run_job import run_job

    with tempfile.TemporaryDirectory(prefix="resnet studio ") as place:
        config = TrainConfig.build(depth=18, weights="scratch", epochs=1, image_size=224, device="cpu")
        run = create_run(Path(place) / "runs", config, scan(Path(folder)))
        list(run_job(Train(str(run))))
        seconds, pictures = [], 0
        for number in range(times):
            began = time.perf_counter()
            events = list(run_job(Export(str(run), "onnx", str(Path(place) / str(number)))))
            seconds.append(time.perf_counter() - began)
            pictures = next(event.pictures for event in events if isinstance(event, Exported))
        return {"seconds": seconds, "pictures": pictures}


if __name__ == "__main__":
    print(json.dumps(exported(**json.loads(sys.argv[1]))))
