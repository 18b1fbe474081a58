"""A report as one HTML file: nothing is loaded from outside, nothing in it is executed, and names are text.

The templates in `templates` have the structure, `view.py` what fills it. Every value is escaped, and every text is
translated on its way into the page.
"""

import base64
import hashlib
import re
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final

from resnet_studio.core.basics import formatting, safe_text
from resnet_studio.core.basics.language import current
from resnet_studio.core.basics.message import Message
from resnet_studio.core.report.contents import Contents
from resnet_studio.core.report.view import view
from resnet_studio.core.report.words import WORDS

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES: Final = Path(__file__).with_name("templates")
POLICY: Final = {
    "default-src": "'none'",
    "img-src": "data:",
    "style-src": "'sha256-{digest}'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
"""What the page may load and do, for the browser."""


def render(contents: Contents) -> str:
    """The page, in the language in use."""
    from markupsafe import Markup

    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    template = environment().get_template("report.html")
    return template.render(
        t=WORDS,
        view=view(contents),
        language=tag(current().code),
        policy="; ".join(map(" ".join, POLICY.items())).format(digest=digest),
        style=Markup(style),
    )


def environment() -> "Environment":
    """What fills a template: every value is escaped, and every text is translated."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_written,
    )
    environment.filters["percent"] = formatting.percent
    environment.filters["figure"] = formatting.figure
    environment.filters["count"] = formatting.count
    return environment


def _written(value: Any) -> Any:
    """A value as it stands in the page, before it is escaped: a text in the language in use, a name printable.

    The home folder is not said: a report is passed on, and its path often has the name of a person.
    """
    if hasattr(value, "__html__"):
        return value
    text = value.text() if isinstance(value, Message) else safe_text.printable(str(value))
    return without_home(text, Path.home())


def without_home(text: str, home: PurePath) -> str:
    """The text with "~" for the home folder, whose path may be the beginning of another one, or "/"."""
    if home == home.parent:
        return text
    return re.sub(rf"{re.escape(str(home))}(?![\w.-])", "~", text)


def tag(code: str) -> str:
    """The language for a browser: "pt-BR"."""
    return code.replace("_", "-")
