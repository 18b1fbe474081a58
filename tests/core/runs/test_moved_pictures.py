"""Which pictures were moved is kept line by line."""

from pathlib import Path

from resnet_studio.core.basics.errors import DatasetError
from resnet_studio.core.basics.message import message
from resnet_studio.core.runs.moved_pictures import MovesKept, find_moves, with_moved
from resnet_studio.core.runs.put_back import put_back
from resnet_studio.core.runs.sorted_folders import put


def test_what_is_still_there_can_be_put_back_from_either_folder_though_a_line_is_cut_off(tmp_path: Path) -> None:
    root, out = tmp_path / "heap", tmp_path / "out"
    root.mkdir()
    nothing = MovesKept(root, out)
    nothing.close()
    assert not nothing.file.exists()
    kept = MovesKept(root, out)
    for name in ("one", "two", "three"):
        (root / name).write_text(name)
        placed = put(root / name, out / "red", move=True)
        assert placed is not None
        kept.note(placed)
    kept.close()
    kept.file.write_bytes(kept.file.read_bytes()[:-20])
    (out / "red" / "one").unlink()
    for place in (root, out):
        found = find_moves(place)
        assert found is not None
        assert [Path(one.source).name for one in found.placed] == ["two"]
    assert find_moves(tmp_path) is None
    empty = DatasetError(root, message("{folder} holds no pictures.", folder=root))
    assert str(with_moved(empty, root)).endswith(
        f"moved from there into {out}. Open that folder, and Sort can put it back."
    )
    assert with_moved(empty, out) is empty
    assert put_back(found.placed) == []
    assert (root / "two").read_text() == "two"
    assert find_moves(root) is None
