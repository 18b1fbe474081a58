"""Places in two dimensions for pictures, by their features: near each other where the features are alike."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

MOST_NEIGHBOURS: Final = 3_000
"""Pictures that t-SNE places: it takes some ten seconds for these on two cores, and more than twice as long for twice
as many."""
_COMPONENTS = 50  # that t-SNE works on, as its authors advise
_PERPLEXITY = 30.0

Places = NDArray[np.float32]
Values = NDArray[np.float32]


def by_variance(features: Values) -> Places:
    """The two directions in which features float32 `[N, F]` differ most, float32 `[N, 2]`: principal components.

    The sign of each is fixed, so that the same pictures always give the same map.
    """
    return _spread(_components(features, 2))


def sample(count: int, most: int = MOST_NEIGHBOURS, seed: int = 0) -> NDArray[np.int64]:
    """The rows of so many pictures that are placed by their neighbours: all, or always the same ones, in order."""
    if count <= most:
        return np.arange(count)
    return np.sort(np.random.default_rng(seed).permutation(count)[:most])


def by_neighbours(features: Values) -> Places:
    """Places float32 `[N, 2]` in which neighbours by features stay neighbours: t-SNE (van der Maaten, Hinton 2008)."""
    from sklearn.manifold import TSNE
    from threadpoolctl import ThreadpoolController

    count = len(features)
    if count < 4:
        return by_variance(features)
    reduced = _components(features, min(_COMPONENTS, count - 1, features.shape[1]))
    deviation = float(reduced[:, 0].std()) or 1.0
    tsne = TSNE(
        perplexity=min(_PERPLEXITY, (count - 1) / 3),
        init=(reduced[:, :2] / deviation * 1e-4).astype(np.float32),
        random_state=0,
    )
    # Its threads wait for each other a thousand times. Where another program has a core, two take seven times as long
    # as one; where none has, they save a third. torch has threads of its own, which are left alone.
    own = [one.filepath for one in ThreadpoolController().lib_controllers if "scikit_learn" in one.filepath]
    with ThreadpoolController().select(filepath=own).limit(limits=1):
        placed = tsne.fit_transform(reduced)
    return _spread(np.asarray(placed, np.float32))


def _components(features: Values, count: int) -> Values:
    """The coordinates along the first principal components, float32 `[N, count]`; zeros where there are fewer."""
    from sklearn.decomposition import PCA

    found = np.zeros((len(features), count), np.float32)
    known = min(count, *features.shape)
    if len(features) > 1:
        # The random one costs a tenth of the exact one where features are many, and agrees to a thousandth.
        solver = "randomized" if min(features.shape) > 10 * known else "full"
        with np.errstate(invalid="ignore"):  # of equal features, the share of their variance is 0 / 0
            found[:, :known] = PCA(known, svd_solver=solver, random_state=0).fit_transform(features)
    return found


def _spread(places: Places) -> Places:
    """Centred, and within -1 and 1 in both directions, at the same scale."""
    low, high = places.min(0), places.max(0)
    half = float((high - low).max()) / 2 or 1.0
    spread: Places = ((places - (low + high) / 2) / half).astype(np.float32)
    return spread
