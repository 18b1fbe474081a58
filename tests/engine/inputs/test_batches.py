"""Order and size of batches."""

from hypothesis import given
from hypothesis import strategies as st

from resnet_studio.engine.inputs.batches import batch_count, in_batches


@given(pictures=st.integers(2, 500), size=st.integers(2, 64))
def test_batch_count_and_in_batches_agree(pictures: int, size: int) -> None:
    sizes = [size] * (pictures // size)
    rest = pictures % size
    if rest == 1 and sizes:
        sizes[-1] += 1
    elif rest:
        sizes.append(rest)
    assert batch_count(pictures, size) == len(sizes)
    assert [len(part) for part in in_batches(range(pictures), size)] == sizes
