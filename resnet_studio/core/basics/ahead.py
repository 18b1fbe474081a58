"""Imported first: libraries of which a start needs a part only, without what the other parts import.

`dataclasses` asks `inspect` for classes without a docstring, and platformdirs may make temporary files, with what
`shutil` needs for archives. These imports were a twentieth of the time until the window accepts a drop.
"""

from resnet_studio.core.basics.postponed import postponed

with postponed("inspect", "shutil"):
    import dataclasses  # noqa: F401

    import platformdirs  # noqa: F401
