"""Whole files that are changed: pictures, weights, archives, a run, and lines of events."""

import io
import os
import shutil
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, features
from safetensors.torch import save_file

from resnet_studio.core.dataset.scan import scan
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.core.runs.run import create_run
from resnet_studio.engine.jobs.train import train
from resnet_studio.engine.network.resnet import build
from tests.core.archives.made import encrypted, made, with_entries
from tests.long.processes import ROOT
from tests.long.readers import RUN_FILES

SEED = 20261122
LARGEST_SEED = 200_000  # bytes; a larger file is not more interesting, only slower


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of each kind, harmless ones and those with links, devices and names that lead elsewhere."""
    corpus = tmp_path_factory.mktemp("archives")
    for ending, short in ((".zip", ".zip"), (".tar", ".tar"), (".tar.gz", ".tgz"), (".tar.bz2", ".tbz2"),
                          (".tar.xz", ".txz")):  # fmt: skip
        made(corpus / f"pets{ending}").rename(corpus / f"pets{short}")
    with_entries(corpus / "evil.tar")
    encrypted(corpus / "secret.zip")
    return corpus


@pytest.fixture(scope="session")
def runs(colours: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run as `run`, and a folder for each of its files with that file as it is changed."""
    corpora = tmp_path_factory.mktemp("runs")
    config = TrainConfig.build(depth=20, epochs=2, batch_size=8, device="cpu", optimizer="sgd")
    run = create_run(corpora / "made", config, scan(colours))
    list(train(run))
    shutil.copytree(run, corpora / "run")
    for file in RUN_FILES:
        (corpora / file).mkdir()
        content = (run / file).read_bytes()
        if file.endswith(".safetensors"):
            content = content[: 8 + int.from_bytes(content[:8], "little")]
        (corpora / file / f"whole{Path(file).suffix}").write_bytes(content)
    return corpora


@pytest.fixture(scope="session")
def codec(runs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Events of each kind that a run has, alone and together."""
    corpus = tmp_path_factory.mktemp("codec")
    kinds = {line.split(b'"')[3]: line for line in (runs / "run" / "events.jsonl").read_bytes().splitlines()}
    for name, line in kinds.items():
        (corpus / f"{name.decode()}.jsonl").write_bytes(line)
    (corpus / "all.jsonl").write_bytes(b"\n".join(kinds.values()))
    return corpus
