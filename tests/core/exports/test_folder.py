"""The folder of an export appears whole, or not at all."""

import errno
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from resnet_studio.core.basics.errors import ExportError, Failure
from resnet_studio.core.exports import folder as folder_module
from resnet_studio.core.exports.folder import KIND, REPORT, contents, made_whole


def fill(made: Path, text: str = "new") -> None:
    (made / "python" / "deep").mkdir(parents=True)
    (made / "python" / "deep" / "classify.py").write_text(text, "utf-8")
    (made / "model.onnx").write_text(text, "utf-8")
    (made / REPORT).write_text(json.dumps({"kind": KIND, "text": text, "files": contents(made)}), "utf-8")


def text_of(target: Path) -> str:
    return str(json.loads((target / REPORT).read_text("utf-8"))["text"])


def test_folder_gets_its_name_when_all_is_written(tmp_path: Path) -> None:
    target = tmp_path / "my exports" / "ants ü"
    with made_whole(target, overwrite=False, needed=10) as made:
        fill(made)
        assert not target.exists()
    assert text_of(target) == "new"
    assert [one.name for one in target.parent.iterdir()] == ["ants ü"]


def test_error_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), made_whole(tmp_path / "a", overwrite=False, needed=10) as made:  # noqa: PT012
        fill(made)
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_error_leaves_no_folder_that_was_made_for_the_export_and_those_of_a_person(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    for target in (own / "a", own / "new" / "deeper" / "a"):
        with pytest.raises(RuntimeError), made_whole(target, overwrite=False, needed=10) as made:  # noqa: PT012
            fill(made)
            raise RuntimeError
        assert list(own.iterdir()) == []


def test_earlier_export_is_replaced_only_where_asked(tmp_path: Path) -> None:
    target = tmp_path / "a"
    with made_whole(target, overwrite=False, needed=10) as made:
        fill(made, "first")
    with pytest.raises(ExportError, match="exists already"), made_whole(target, overwrite=False, needed=10):
        pass
    with made_whole(target, overwrite=True, needed=10) as made:
        fill(made, "second")
    assert text_of(target) == "second"
    assert [one.name for one in tmp_path.iterdir()] == ["a"]


def test_failed_replacement_leaves_the_earlier_export(tmp_path: Path) -> None:
    target = tmp_path / "a"
    with made_whole(target, overwrite=False, needed=10) as made:
        fill(made, "first")
    with pytest.raises(RuntimeError), made_whole(target, overwrite=True, needed=10) as made:  # noqa: PT012
        fill(made, "second")
        raise RuntimeError
    assert text_of(target) == "first"


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("javascript/node_modules/sharp/index.js", "mine", "javascript"),
        ("python/deep/notes.txt", "mine", "python/deep/notes.txt"),
        ("python/deep/classify.py", "nex", "python/deep/classify.py"),  # as long as before
        ("model.onnx", "longer", "model.onnx"),
    ],
)
def test_export_with_a_file_of_a_person_is_not_replaced_and_the_file_is_named(
    tmp_path: Path, name: str, text: str, named: str
) -> None:
    target = tmp_path / "a"
    with made_whole(target, overwrite=False, needed=10) as made:
        fill(made)
    (target / name).parent.mkdir(parents=True, exist_ok=True)
    (target / name).write_text(text, "utf-8")
    with pytest.raises(ExportError) as caught, made_whole(target, overwrite=True, needed=10):
        pass
    assert str(caught.value).startswith(f"{named} in {target} was added or changed")
    assert caught.value.kind is Failure.OCCUPIED
    assert (target / name).read_text("utf-8") == text


def test_what_python_and_systems_leave_behind_does_not_keep_an_export_from_being_replaced(tmp_path: Path) -> None:
    target = tmp_path / "a"
    with made_whole(target, overwrite=False, needed=10) as made:
        fill(made, "first")
    (target / "python" / "__pycache__").mkdir()
    (target / "python" / "__pycache__" / "model.pyc").write_bytes(b"0")
    (target / ".DS_Store").write_bytes(b"0")
    with made_whole(target, overwrite=True, needed=10) as made:
        fill(made, "second")
    assert text_of(target) == "second"


@pytest.mark.parametrize(
    ("error", "free", "kind"),
    [
        (RuntimeError("I/O error: No space left on device (os error 28)"), 10**9, Failure.DISK_FULL),
        (RuntimeError("PytorchStreamWriter failed writing file data/1: file write failed"), 5, Failure.DISK_FULL),
        (RuntimeError("unsupported operator"), 10**9, None),
    ],
)
def test_library_that_cannot_write_to_a_full_disk_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, free: int, kind: Failure | None
) -> None:
    left = iter([10**9, free])
    monkeypatch.setattr(folder_module.shutil, "disk_usage", lambda _: SimpleNamespace(free=next(left)))

    def write(made: Path) -> None:
        fill(made)
        raise error

    expected = ExportError if kind else RuntimeError
    with pytest.raises(expected) as caught, made_whole(tmp_path / "a", overwrite=False, needed=10) as made:
        write(made)
    assert getattr(caught.value, "kind", None) is kind
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [None, "{}", '{"kind": "other"}'])
def test_folder_that_is_no_export_is_never_replaced(tmp_path: Path, content: str | None) -> None:
    target = tmp_path / "holiday"
    target.mkdir()
    (target / "photo.jpg").write_bytes(b"mine")
    if content is not None:
        (target / REPORT).write_text(content, "utf-8")
    with (
        pytest.raises(ExportError, match="not an earlier export") as caught,
        made_whole(target, overwrite=True, needed=10),
    ):
        pass
    assert caught.value.kind is Failure.SETTING
    assert (target / "photo.jpg").read_bytes() == b"mine"


def test_link_is_not_replaced(tmp_path: Path) -> None:
    real = tmp_path / "real"
    with made_whole(real, overwrite=False, needed=10) as made:
        fill(made)
    link = tmp_path / "link"
    try:
        link.symlink_to(real, target_is_directory=True)
    except OSError:
        pytest.skip("links cannot be made here")
    with pytest.raises(ExportError, match="not an earlier export"), made_whole(link, overwrite=True, needed=10):
        pass


def test_disk_that_is_too_small_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with (
        pytest.raises(ExportError, match="is full: the export needs") as caught,
        made_whole(tmp_path / "a", overwrite=False, needed=10**18),
    ):
        raise AssertionError
    assert caught.value.kind is Failure.DISK_FULL
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "text", "kind"),
    [
        (errno.ENOSPC, "is full", Failure.DISK_FULL),
        (errno.EIO, "cannot be written: Input/output error", Failure.EXPORT),
    ],
)
def test_disk_that_fails_while_writing_is_said_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, text: str, kind: Failure
) -> None:
    def failing(made: Path) -> None:
        raise OSError(number, "Input/output error", str(made))

    monkeypatch.setattr(folder_module, "_flush", failing)
    with (
        pytest.raises(ExportError, match=text) as caught,
        made_whole(tmp_path / "a", overwrite=False, needed=10) as made,
    ):
        fill(made)
    assert caught.value.kind is kind
    assert list(tmp_path.iterdir()) == []
