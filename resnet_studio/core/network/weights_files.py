"""File names of weights."""

from typing import Final

WEIGHTS_SUFFIXES: Final = (".pth", ".pt", ".th", ".safetensors")
"""Suffixes, in lower case, of files of weights that can be read."""
