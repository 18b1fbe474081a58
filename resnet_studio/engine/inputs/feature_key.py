"""The key under which the output of a frozen part is stored: whatever changes the output changes the key."""

import hashlib
import json

import torch

from resnet_studio.engine.inputs.feed import Feed
from resnet_studio.engine.inputs.frozen import FrozenPart

FORMAT = 3
"""Counted up when decoding, views or features change, so that an older file is not taken for a new one."""


def feature_key(feed: Feed, frozen: FrozenPart, views: int) -> str:
    """A digest of everything that the rows of a store depend on; the same for all folds of a cross-validation."""
    sources = [feed.whole.train, feed.whole.validation] if feed.whole else [feed.train, feed.validation]
    facts = {
        "format": FORMAT,
        "torch": torch.__version__,
        "device": feed.compute.device.type,
        "precision": feed.compute.precision,
        "built": frozen.digest,
        "kind": [list(frozen.shape), str(frozen.dtype)],
        "views": views,
        "seed": feed.seed if feed.train.is_random else None,
        "sources": [source.facts for source in sources],
    }
    hashed = hashlib.sha256(json.dumps(facts).encode())
    for source in sources:
        hashed.update(f"\n{len(source)}".encode())
        for index in range(len(source)):
            hashed.update(b"\n" + source.identity(index))
    return hashed.hexdigest()
