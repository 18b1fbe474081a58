"""Datasets and edits that are drawn for tests of the session."""

from tests.core.dataset.conftest import edits_of, kinds_of_edits, plain_catalogues

__all__ = ["edits_of", "kinds_of_edits", "plain_catalogues"]
