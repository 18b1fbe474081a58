"""Folders of classes whose pictures are empty files, for what only looks at names."""

from pathlib import Path


def class_folders(root: Path, *folders: str, each: int = 3) -> Path:
    """Make a folder with these folders in it, of so many files each, and return it."""
    for folder in folders:
        (root / folder).mkdir(parents=True)
        for number in range(each):
            (root / folder / f"{number}.png").touch()
    return root
