"""Records of plain values."""

from dataclasses import asdict, dataclass

import pytest

from resnet_studio.core.pictures.plain_record import from_plain


@dataclass(frozen=True)
class Known:
    name: str
    count: int
    share: float = 0.5
    sure: bool = False


def test_record_gives_what_it_was_made_of() -> None:
    known = Known("a", 3, 0.25, sure=True)
    assert from_plain(Known, asdict(known)) == known


@pytest.mark.parametrize(
    "record",
    [None, [], {}, {"name": "a", "count": 3}, {"name": "a", "count": True, "share": 0.5, "sure": False},
     {"name": "a", "count": 3, "share": 1, "sure": False}, {"name": "a", "count": 3, "share": 0.5, "sure": 0},
     {"name": "a", "count": 3, "share": 0.5, "sure": False, "more": 1}],
)  # fmt: skip
def test_other_record_is_refused(record: object) -> None:
    with pytest.raises(ValueError, match="not a record of Known"):
        from_plain(Known, record)
