"""The scale of deep pictures, found when a folder is scanned."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from resnet_studio.core.basics import files
from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.limited_process import Death, ProcessDiedError
from resnet_studio.core.dataset import changes, find_scale
from resnet_studio.core.dataset.dataset import Dataset
from resnet_studio.core.dataset.findings import FindingKind
from resnet_studio.core.dataset.record import from_record, to_record
from resnet_studio.core.dataset.scan import ScanStopped, scan
from resnet_studio.core.pictures import decoder, decoder_pool
from resnet_studio.core.pictures.decoder import Decoder
from resnet_studio.core.pictures.value_scale import UNKNOWN_SCALE, ValueScale


def deep(folder: Path, name: str, count: int, most: int, dtype: str = "u2", ending: str = "png") -> None:
    (folder / name).mkdir(parents=True)
    for number in range(count):
        values = np.random.default_rng(number).uniform(0, most, (12, 10)).astype(dtype)
        Image.fromarray(values).save(folder / name / f"{number:03}.{ending}")


@pytest.fixture
def microscope(tmp_path: Path) -> Path:
    """A dataset of 12-bit pictures, the second class darker."""
    deep(tmp_path / "cells", "bright", 6, 4000)
    deep(tmp_path / "cells", "dark", 6, 300)
    return tmp_path / "cells"


def read_files(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Notes whose headers, and whose values, a scan reads."""
    noted: dict[str, list[str]] = {"headers": [], "values": []}
    size, values = find_scale.deep_size, find_scale.deep_values

    def sizes(path: Path, should_stop: Any) -> int | None:
        noted["headers"].append(path.name)
        return size(path, should_stop)

    def all_values(path: Path, should_stop: Any) -> Any:
        noted["values"].append(path.name)
        return values(path, should_stop)

    monkeypatch.setattr(find_scale, "deep_size", sizes)
    monkeypatch.setattr(find_scale, "deep_values", all_values)
    return noted


def test_pictures_of_12_bits_have_one_scale_and_a_finding_names_it(microscope: Path) -> None:
    dataset = scan(microscope)
    assert dataset.scale == ValueScale(integers=(0, 4095))
    said = [finding for finding in dataset.findings if finding.kind == FindingKind.VALUE_SCALE]
    assert [str(finding.message) for finding in said] == [str(dataset.scale.sentence)]
    assert scan(microscope) == dataset


def test_scale_stays_in_record_edits_and_changes(tmp_path: Path, microscope: Path) -> None:
    dataset = scan(microscope)
    files.write_json(tmp_path / "dataset.json", to_record(dataset))
    again = from_record(files.read_json(tmp_path / "dataset.json", DatasetError))
    assert again == dataset
    (microscope / "dark" / "000.png").unlink()
    assert changes.compare(again)[0].scale == dataset.scale
    assert again.without_last_edit().scale == dataset.scale


def test_record_without_a_scale_has_an_unknown_one(microscope: Path) -> None:
    record = to_record(scan(microscope))
    del record["scale"]
    assert from_record(record).scale == UNKNOWN_SCALE
    with pytest.raises(DatasetError, match="damaged at scale"):
        from_record({**record, "scale": {"integers": [1, 0]}})


def test_integers_and_floats_get_a_scale_each(tmp_path: Path) -> None:
    deep(tmp_path, "counts", 3, 65535)
    deep(tmp_path, "heights", 3, 1, "f4", "tif")
    assert scan(tmp_path).scale == ValueScale((0, 65535), (0, 1))


def test_pictures_of_8_bits_and_jpegs_are_not_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(decoder, "shared")  # the first bytes suffice
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for number in range(3):
            Image.new("RGB", (8, 8)).save(tmp_path / name / f"{number}.png")
            Image.new("RGB", (8, 8)).save(tmp_path / name / f"{number}.jpg")
    noted = read_files(monkeypatch)
    dataset = scan(tmp_path)
    assert (dataset.scale, dataset.findings) == (UNKNOWN_SCALE, ())
    assert noted == {"headers": ["0.png", "1.png", "2.png"] * 2, "values": []}


def test_sample_is_bounded_and_from_all_over_the_dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("first", "middle", "last"):
        deep(tmp_path, name, 12, 65535)
    monkeypatch.setattr(find_scale, "HEADERS", 9)
    monkeypatch.setattr(find_scale, "PICTURES", 3)
    noted = read_files(monkeypatch)
    scan(tmp_path)
    assert noted == {
        "headers": ["000.png", "004.png", "008.png"] * 3,
        "values": ["000.png"] * 3,
    }
    noted["values"].clear()
    monkeypatch.setattr(find_scale, "PIXELS", 2 * 120)
    scan(tmp_path)
    assert len(noted["values"]) == 2


def test_only_training_pictures_decide(tmp_path: Path) -> None:
    for part, most in (("train", 1000), ("val", 60_000), ("test", 60_000)):
        for name in ("a", "b"):
            deep(tmp_path, f"{part}/{name}", 3, most)
    assert scan(tmp_path).scale == ValueScale(integers=(0, 1023))


def test_broken_and_all_nan_pictures_do_not_decide(tmp_path: Path, microscope: Path) -> None:
    broken = microscope / "bright" / "003.png"
    broken.write_bytes(broken.read_bytes()[:60])
    (microscope / "dark" / "001.png").write_bytes(b"")
    Image.fromarray(np.full((4, 4), np.nan, np.float32)).save(microscope / "dark" / "nan.tif")
    assert scan(microscope).scale == ValueScale(integers=(0, 4095))


def test_scan_fails_where_no_process_can_decode(microscope: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ProcessDiedError(Death.START)

    monkeypatch.setattr(decoder_pool, "Link", refuse)
    one = Decoder()
    monkeypatch.setattr(decoder, "shared", lambda: one)
    with pytest.raises(DatasetError, match="could not be started"):
        scan(microscope)


def test_folder_that_is_only_measured_is_not_sampled(microscope: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noted = read_files(monkeypatch)
    assert scan(microscope, measure=True).scale == UNKNOWN_SCALE
    assert noted["headers"] == []


def test_scan_is_stopped_while_it_samples(microscope: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noted = read_files(monkeypatch)
    with pytest.raises(ScanStopped):
        scan(microscope, should_stop=lambda: len(noted["values"]) == 2)
    assert len(noted["values"]) == 2


def test_dataset_gives_its_catalogues_scale(microscope: Path) -> None:
    dataset: Dataset = scan(microscope)
    assert dataset.catalogue.scale is dataset.scale
