"""`resnet-studio desktop`: the program in the menu of applications, for the user who types it."""

from resnet_studio.cli.failures import DONE, FAILED
from resnet_studio.core.basics.message import show, tr
from resnet_studio.core.basics.safe_text import printable
from resnet_studio.core.installation import desktop


def desktop_entry(*, remove: bool) -> int:
    """Add or remove the entry, say which files that concerns, and return the exit code."""
    if why := desktop.why_not():
        print(show(why))
        return FAILED
    if remove:
        changed = desktop.remove()
    else:
        from resnet_studio.gui.theme.icon_file import windows_icon

        changed = desktop.add(windows_icon())
    for file in changed:
        print(printable(str(file)))
    if remove and not changed:
        print(tr("There was no entry to remove."))
    elif remove:
        print(tr("ResNet Studio is no longer in the menu of applications. Your runs and settings stay."))
    else:
        print(tr("ResNet Studio is in the menu of applications."), show(desktop.offers()))
    return DONE
