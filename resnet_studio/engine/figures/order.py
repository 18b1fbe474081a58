"""An order of classes in which those that are confused are neighbours."""

import numpy as np
from numpy.typing import NDArray

from resnet_studio.engine.figures.intervals import Table

_FEW = 12  # classes, up to which a matrix has room for names: these are looked up in the order that a person knows
_MOST = 1000  # classes; more are not drawn as a matrix that shows blocks
_OPTIMAL = 300  # classes, up to which the best order of the branches is found, too


def confusion_order(table: Table) -> tuple[int, ...]:
    """Indices of the K classes along the leaves of their clustering: near are those with many mistakes between them.

    A few classes keep their order, and so do very many and those without mistakes.
    """
    size = len(table.true)
    wrong = table.rows != table.columns
    if size <= _FEW or size > _MOST or not wrong.any():
        return tuple(range(size))
    from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering  # here, because it takes long
    from scipy.spatial.distance import squareform

    mixed = np.zeros((size, size))
    mixed[table.rows[wrong], table.columns[wrong]] = table.counts[wrong] / table.true[table.rows[wrong]]
    distances: NDArray[np.float64] = 1 - (mixed + mixed.T) / 2
    np.fill_diagonal(distances, 0)
    condensed = squareform(distances, checks=False)
    tree = linkage(condensed, "average")
    if size <= _OPTIMAL:
        tree = optimal_leaf_ordering(tree, condensed)
    order = [int(one) for one in leaves_list(tree)]
    return tuple(order if order[0] <= order[-1] else order[::-1])
