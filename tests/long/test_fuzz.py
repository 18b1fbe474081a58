"""Thousands of damaged pictures and files of weights: no crash, no hang, bounded memory, and only StudioErrors."""

import io
import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, features
from safetensors.torch import save_file

from resnet_studio.engine.network.resnet import build

SEED = 20261122
WORKERS = 2
HANG_S = 5.0
START_S = 120.0
LARGEST_SEED = 200_000  # bytes; a larger file is not more interesting, only slower
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Tally:
    """Counts of the inputs; each finding names the file that is kept."""

    inputs: int = 0
    read: int = 0
    findings: list[str] = field(default_factory=list)
    largest: int = 0


class Worker:
    """A process that reads its share of the inputs, and is replaced when it dies or hangs."""

    def __init__(self, kind: str, corpus: Path, numbers: range, place: Path) -> None:
        self._lines: queue.Queue[str] = queue.Queue()
        command = [sys.executable, str(Path(__file__).with_name("worker.py")), kind, corpus, SEED]
        command += [numbers.start, numbers.stop, numbers.step, place]
        environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "PYTHONFAULTHANDLER": "1"}
        self._errors = (place / "errors.txt").open("a+b")
        self.process = subprocess.Popen(
            [str(word) for word in command], stdout=subprocess.PIPE, stderr=self._errors, text=True, env=environment
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def lines(self) -> Iterator[dict[str, object]]:
        """Its reports until it ends; {"hung": True} if it is silent for too long."""
        patience = START_S
        while True:
            try:
                line = self._lines.get(timeout=patience)
            except queue.Empty:
                self.process.kill()
                yield {"hung": True}
                return
            if not line:
                return
            patience = HANG_S
            yield json.loads(line)

    def close(self) -> int:
        """Wait for its end, and return the exit code."""
        code = self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        self._errors.close()
        return code


def share(kind: str, corpus: Path, numbers: range, place: Path, tally: Tally, kept: Path) -> None:
    """Have all `numbers` read; a worker that dies is replaced."""
    place.mkdir()
    while numbers:
        worker, at = Worker(kind, corpus, numbers, place), {"begin": None}
        hung = False
        for report in worker.lines():
            hung = "hung" in report
            if "begin" in report:
                at = report
            elif "end" in report:
                tally.inputs += 1
                tally.read += bool(report["read"])
                tally.largest = max(tally.largest, int(str(report["largest"])))
                numbers = numbers[1:]
                if report["broken"]:
                    tally.findings.append(f"{keep(at, kept)}: {report['broken']}")
                at = {"begin": None}
        code = worker.close()
        if numbers and at["begin"] is None:
            tally.findings.append(f"a worker ended with {code} between inputs: see {place / 'errors.txt'}")
            return
        if at["begin"] is not None:
            tally.inputs += 1
            tally.findings.append(f"{keep(at, kept)}: {'hung' if hung else f'the process ended with {code}'}")
            numbers = numbers[1:]


def keep(report: dict[str, object], kept: Path) -> Path:
    """Copy the input to a folder where later ones do not overwrite it."""
    kept.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(str(report["path"]), kept))


def fuzz(kind: str, corpus: Path, inputs: int, folder: Path) -> Tally:
    """Read `inputs` mutated files in two processes."""
    tallies = [Tally() for _ in range(WORKERS)]
    kept = folder / "findings"
    started = time.monotonic()
    threads = [
        threading.Thread(
            target=share, args=(kind, corpus, range(turn, inputs, WORKERS), folder / f"worker {turn}", tally, kept)
        )
        for turn, tally in enumerate(tallies)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = Tally(
        sum(tally.inputs for tally in tallies),
        sum(tally.read for tally in tallies),
        [finding for tally in tallies for finding in tally.findings],
        max(tally.largest for tally in tallies),
    )
    seconds, files = time.monotonic() - started, len(list(corpus.iterdir()))
    print(
        f"\nseed {SEED}: {whole.inputs:,} inputs from {files} {kind} in {seconds:.0f} s, {whole.read:,} of them read, "
        f"{len(whole.findings)} findings, at most {whole.largest / 2**20:.0f} MiB above the baseline"
    )
    return whole


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small picture in each format and mode that Pillow writes, and the odd ones where they are on this machine."""
    corpus = tmp_path_factory.mktemp("pictures")
    chance = np.random.default_rng(SEED)
    colour = Image.fromarray(chance.integers(0, 255, (24, 32, 3), np.uint8))
    deep = Image.fromarray(chance.integers(0, 65_535, (24, 32), np.uint16))
    modes = {mode: colour.convert(mode) for mode in ("RGB", "L", "P", "1", "RGBA", "CMYK", "LA", "I", "F")}
    for kind in ("png", "jpeg", "gif", "bmp", "tiff", "webp", "ppm", "tga", "ico", "sgi", "pcx", "dds", "im", "msp",
                 "jp2", "avif", "qoi", "icns", "xbm", "dib", "blp"):  # fmt: skip
        if kind == "avif" and not features.check("avif"):
            continue
        for mode, picture in {**modes, "I;16": deep}.items():
            written = io.BytesIO()
            try:
                with warnings.catch_warnings(action="ignore"):  # of formats that Pillow means to give up
                    picture.save(written, kind if kind != "jp2" else "jpeg2000")
            except (OSError, ValueError, KeyError):
                continue  # not every kind of file holds every mode
            (corpus / f"{kind} {mode.replace(';', '')}.{kind}").write_bytes(written.getvalue())
    for compression in ("tiff_lzw", "tiff_adobe_deflate", "packbits", "group4", "jpeg"):
        picture = modes["1"] if compression == "group4" else colour
        picture.save(corpus / f"{compression}.tiff", compression=compression)
    colour.save(
        corpus / "exif.jpeg", exif=bytes.fromhex("4578696600004d4d002a00000008000101120003000000010006000000000000")
    )
    colour.save(corpus / "films.gif", save_all=True, append_images=[colour.rotate(90)])
    shared = Path(os.environ.get("RESNET_STUDIO_SHARED", ROOT.parent / "shared" / "data")) / "odd_images"
    for number, path in enumerate(sorted(shared.rglob("*"))):
        if path.is_file() and path.suffix != ".csv" and path.stat().st_size <= LARGEST_SEED:
            shutil.copyfile(path, corpus / f"odd {number}{path.suffix}")
    return corpus


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same small network in every form that is read, a checkpoint, and files that hold nothing but their form."""
    corpus = tmp_path_factory.mktemp("weights")
    torch.manual_seed(SEED)
    network = build(20, 3)
    state = network.state_dict()
    tiny = {"conv1.weight": torch.ones(4, 3, 3, 3), "fc.weight": torch.ones(2, 4), "fc.bias": torch.zeros(2)}
    optimizer = torch.optim.AdamW(network.parameters())
    sum(parameter.sum() for parameter in network.parameters()).backward()  # type: ignore[union-attr]
    optimizer.step()
    for name, content in (("whole", state), ("tiny", tiny), ("wrapped", {"epoch": 3, "state_dict": tiny})):
        torch.save(content, corpus / f"{name}.pth")
        torch.save(content, corpus / f"{name} old form.th", _use_new_zipfile_serialization=False)
    for name, tensors in (("whole", state), ("tiny", tiny)):
        save_file({key: tensor.contiguous() for key, tensor in tensors.items()}, corpus / f"{name}.safetensors")
        checkpoint = {"model": tensors, "optimizer": optimizer.state_dict() if name == "whole" else {}}
        torch.save({**checkpoint, "progress": {"step": 3, "loss": 0.5}}, corpus / f"{name}.pt")
    return corpus


QUICK, LONG = pytest.mark.timeout(120), [pytest.mark.long, pytest.mark.timeout(3600)]


@pytest.mark.parametrize("inputs", [pytest.param(1000, marks=QUICK), pytest.param(100_000, marks=LONG)])
def test_damaged_pictures_give_pixels_or_an_error(pictures: Path, tmp_path: Path, inputs: int) -> None:
    tally = fuzz("pictures", pictures, inputs, tmp_path)
    assert tally.findings == []
    assert tally.inputs == inputs
    assert inputs / 20 < tally.read < inputs * 19 / 20, "nearly all or nearly none are refused: the inputs test nothing"


@pytest.mark.parametrize("inputs", [pytest.param(500, marks=QUICK), pytest.param(30_000, marks=LONG)])
def test_damaged_weights_give_tensors_or_an_error(weights: Path, tmp_path: Path, inputs: int) -> None:
    tally = fuzz("weights", weights, inputs, tmp_path)
    assert tally.findings == []
    assert tally.inputs == inputs
    assert inputs / 20 < tally.read < inputs * 19 / 20, "nearly all or nearly none are refused: the inputs test nothing"


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux keeps a record of the most memory that can be forgotten"
)
@pytest.mark.timeout(60)
def test_fuzzer_finds_crash_hang_memory_use_and_unexpected_error(
    weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[__name__], "HANG_S", 3.0)
    tally = fuzz("traps", weights, 9, tmp_path)
    found = {int(finding.split("input ")[1].split(".")[0]): finding for finding in tally.findings}
    assert "the process ended with -6" in found[3]
    assert "hung" in found[4]
    assert "MiB" in found[5]
    assert "ZeroDivisionError" in found[6]
    assert {number for number in found if "unnamed" in found[number]} == {0, 2, 8}
    assert sorted(found) == [0, 2, 3, 4, 5, 6, 8]
    assert tally.inputs == 9
    assert len(list((tmp_path / "findings").iterdir())) == len(found)
