"""The libraries that Qt needs of the system, as the documents and the setup name them."""

import re
from pathlib import Path

from resnet_studio.gui.system_libraries import QT_LIBRARIES, WAYLAND_LIBRARIES, X11_LIBRARIES, missing

README = Path(__file__).resolve().parents[2] / "README.md"


def test_readme_names_every_package_that_the_window_needs() -> None:
    found = re.search(r"apt install (lib(?:.*\\\n)*.*)", README.read_text(encoding="utf-8"))
    assert found
    named = found[1].replace("\\", " ").split()
    assert named == sorted({*QT_LIBRARIES.values(), *X11_LIBRARIES.values(), *WAYLAND_LIBRARIES.values()})


def test_missing_library_is_given_with_its_package() -> None:
    assert missing({"libnowhere.so.9": "libnowhere9"}) == {"libnowhere.so.9": "libnowhere9"}
