"""Building packages. What the program knows of itself is imported from it, from this checkout."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2]))
