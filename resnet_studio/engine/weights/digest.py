"""A digest of weights, for the names of files that follow from them."""

import hashlib
from collections.abc import Iterable

import torch
from torch import Tensor


def weights_digest(tensors: Iterable[tuple[str, Tensor]]) -> str:
    """SHA-256 of named tensors in the given order: their names, shapes, dtypes and bytes."""
    hashed = hashlib.sha256()
    for name, tensor in tensors:
        hashed.update(f"{name} {tuple(tensor.shape)} {tensor.dtype} ".encode())
        hashed.update(tensor.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy().data)
    return hashed.hexdigest()
