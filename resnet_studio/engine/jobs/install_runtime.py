"""Installing what a format needs, into the environment of the program or into one of the format's own."""

import importlib
from functools import partial

from resnet_studio.core.basics.errors import ExportError, Failure, InstallError
from resnet_studio.core.basics.message import message
from resnet_studio.core.exports.formats import FORMATS, Format
from resnet_studio.core.installation import own_environment
from resnet_studio.core.installation.pip_install import install, obstacle, requirements
from resnet_studio.core.protocol.commands import ShouldStop, check_halt
from resnet_studio.core.protocol.jobs.install_runtime import InstallRuntime, InstallStep, RuntimeInstalled
from resnet_studio.engine.run_job import Events


def run(command: InstallRuntime, should_stop: ShouldStop) -> Events:
    """Install it; nothing is done where it is installed.

    Yields:
        `InstallStep` while pip works, and `RuntimeInstalled`.

    Raises:
        ExportError: there is no such format.
        InstallError: nothing can be installed here, or pip failed.
    """
    check_halt(should_stop)
    form = FORMATS.get(command.format)
    if form is None:
        error = ExportError(message("There is no format {format:name}.", format=command.format))
        error.kind = Failure.SETTING
        raise error
    if form.missing:
        yield from _installed(form, should_stop)
    yield RuntimeInstalled(form.key)


def _installed(form: Format, should_stop: ShouldStop) -> Events:
    if why := obstacle():
        raise InstallError(why)
    check = partial(check_halt, should_stop)
    if form.environment:
        steps = own_environment.make(form.environment, (form.runtime,), check)
    else:
        steps = install(requirements(form.extra, form.modules), check)
    for step in steps:
        yield InstallStep(step)
    importlib.invalidate_caches()
    if form.missing:
        raise InstallError(
            message(
                "pip has installed it, but {missing:commas} still cannot be found. Restart ResNet Studio.",
                missing=form.missing,
            )
        )
