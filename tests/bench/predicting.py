"""A folder predicted by the job, and what decoding and network alone would allow, in one process.

`predicting.py JSON` prints a JSON line.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

BATCH = 16
SECONDS = 4.0
_MEGABYTE = 1024  # kB


def predicted(folder: str, depth: int, image_size: int, copies: int) -> dict[str, Any]:
    """Predict each picture of a folder so many times, under names of their own.

    Returns:
        pictures a second of the job, of the first picture on; of decoding alone, in as many threads as there are cores;
        and of the network alone. `useful`, the share of the job's processor time that these two take alone: a busy
        machine changes it less. Private memory after a tenth and at the end, and at its highest after that, in MB.
    """
    from resnet_studio.engine.answers.model import load_model

    with tempfile.TemporaryDirectory(prefix="resnet studio ") as place:
        files = sorted(path for path in Path(folder).rglob("*") if path.suffix.lower() in {".jpg", ".png"})
        many = _linked(files, Path(place) / "many", copies)
        run = _run(Path(place), depth, image_size)
        job, private = _job(run, many)
        model = load_model(run, "cpu")
        source = model.source([str(path) for path in files])
        loaded: list[Any] = []

        def decode() -> int:
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                loaded[:] = pool.map(lambda index: source.load(index, None, again=False), range(len(files)))  # type: ignore[arg-type]
            return len(files)

        decoding = _rate(decode)
        batch = source.to_input(source.collate(loaded[:BATCH]), model.compute.device)
        network = _rate(lambda: len(model.logits(batch)))
        settled = private[len(private) // 10 :] or [0.0]
        return {
            "job": job.rate, "decoding": decoding.rate, "network": network.rate,
            "useful": (decoding.processor + network.processor) / job.processor,
            "early": settled[0], "late": settled[-1], "highest": max(settled),
        }  # fmt: skip


class _Rate(NamedTuple):
    """Pictures a second, and seconds of the processor for each."""

    rate: float
    processor: float


def _job(run: Path, folder: Path) -> tuple[_Rate, list[float]]:
    """The job on a folder, and private memory as it goes on."""
    from resnet_studio.core.protocol.jobs.predict import Predict, Prediction
    from resnet_studio.engine.run_job import run_job

    begins, cpu, count, private = 0.0, 0.0, 0, list[float]()
    for event in run_job(Predict(str(run), (str(folder),), "cpu")):
        if isinstance(event, Prediction):
            if not begins:
                begins, cpu = time.perf_counter(), time.process_time()
            count += 1
            if count % 200 == 0:
                private.append(_private())
    done = count - 1
    return _Rate(done / (time.perf_counter() - begins), (time.process_time() - cpu) / done), private


def _rate(work: Callable[[], int]) -> _Rate:
    """How fast some work is, again and again; it returns the number of its pictures."""
    work()
    began, cpu, count = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - began < SECONDS:
        count += work()
    return _Rate(count / (time.perf_counter() - began), (time.process_time() - cpu) / count)


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
