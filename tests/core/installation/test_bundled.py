"""Files that a package brings."""

from pathlib import Path

from resnet_studio.core.installation.bundled import bundled


def test_only_a_package_brings_files(packaged: Path) -> None:
    assert bundled("weights", "resnet18.pth") is None
    file = packaged / "share" / "weights" / "resnet18.pth"
    file.parent.mkdir(parents=True)
    file.touch()
    assert bundled("weights", "resnet18.pth") == file
    assert bundled("weights") == file.parent


def test_installation_from_source_brings_none() -> None:
    assert bundled() is None
