"""A folder predicted by the job, and what decoding and network alone would allow, in one process.

`predicting.py JSON` prints a JSON line.
"""

import json
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

BATCH = 16
_MEGABYTE = 1024  # kB


def predicted(folder: str, depth: int, image_size: int, copies: int) -> dict[str, Any]:
    """Predict each picture of a folder so many times, under names of their own.

    Returns:
        pictures a second of the job, of the first picture on; of decoding alone, in as many threads as there are cores;
        of the network alone; and private memory, in MB, after a tenth and at the end, and at its highest after that.
    """
    import torch

    from resnet_studio.core.protocol.jobs.predict import Predict, Prediction
    from resnet_studio.engine.answers.model import load_model
    from resnet_studio.engine.run_job import run_job

    with tempfile.TemporaryDirectory(prefix="resnet studio ") as place:
        files = sorted(path for path in Path(folder).rglob("*") if path.suffix.lower() in {".jpg", ".png"})
        many = _linked(files, Path(place) / "many", copies)
        run = _run(Path(place), depth, image_size)
        model = load_model(run, "cpu")
        source = model.source([str(path) for path in files])
        begins, count, private = 0.0, 0, list[float]()
        for event in run_job(Predict(str(run), (str(many),), "cpu")):
            if isinstance(event, Prediction):
                begins = begins or time.perf_counter()
                count += 1
                if count % 200 == 0:
                    private.append(_private())
        job = (count - 1) / (time.perf_counter() - begins)
        again = max(1, 600 // len(files))
        began = time.perf_counter()
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for _ in range(again):
                loaded = list(pool.map(lambda index: source.load(index, None, again=False), range(len(files))))  # type: ignore[arg-type]
        decoding = again * len(files) / (time.perf_counter() - began)
        batch = source.to_input(source.collate(loaded[:BATCH]), torch.device("cpu"))
        for _ in range(3):
            model.logits(batch)
        began, rounds = time.perf_counter(), 0
        while time.perf_counter() - began < 4:
            model.logits(batch)
            rounds += 1
        network = rounds * len(batch) / (time.perf_counter() - began)
        settled = private[len(private) // 10 :] or [0.0]
        return {
            "job": job, "decoding": decoding, "network": network, "pictures": count,
            "early": settled[0], "late": settled[-1], "highest": max(settled),
        }  # fmt: skip


def _linked(files: list[Path], many: Path, copies: int) -> Path:
    """A folder with each file so many times, as links to one another."""
    many.mkdir()
    for copy in range(copies):
        for number, file in enumerate(files):
            target = many / f"{copy:05} {number}{file.suffix}"
            try:
                os.link(file, target)
            except OSError:  # on another drive
                target.write_bytes(file.read_bytes())
    return many


def _run(place: Path, depth: int, image_size: int) -> Path:
    """A run of two classes whose weights have learned nothing."""
    import torch

    from resnet_studio.core.dataset.sample import sample_dataset
    from resnet_studio.core.dataset.scan import scan
    from resnet_studio.core.runs.config import TrainConfig
    from resnet_studio.core.runs.run import ModelInfo, create_run
    from resnet_studio.engine.network.resnet import build

    folder = create_run(place / "runs", TrainConfig.build(depth=depth), scan(sample_dataset()))
    torch.save(build(depth, 2).state_dict(), folder / "best.pt")
    ModelInfo(depth, True, ("a", "b"), image_size, (0.5, 0.5, 0.5), (0.2, 0.2, 0.2)).write(folder)
    return folder


def _private() -> float:
    """RssAnon in MB; 0 where the system does not tell it."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / _MEGABYTE for line in status.splitlines() if line.startswith("RssAnon")), 0.0)


if __name__ == "__main__":
    print(json.dumps(predicted(**json.loads(sys.argv[1]))))
