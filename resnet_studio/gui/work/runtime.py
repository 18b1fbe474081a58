"""Installing what a format of exported models needs, as the window asks for it."""

from __future__ import annotations

import importlib

from PySide6.QtCore import QObject

from resnet_studio.core.basics.message import NOTHING, Message, message
from resnet_studio.core.protocol.events import Event
from resnet_studio.core.protocol.jobs.install_runtime import InstallRuntime, InstallStep
from resnet_studio.gui.engine.jobs import JobRunner, JobTexts
from resnet_studio.gui.work.following import JobControl


class RuntimeControl(JobControl):
    """Installs for one format at a time.

    Attributes:
        form: the key of the format that it works on, or worked on last; empty before the first.
        step: what is being done now.
    """

    texts = JobTexts(running=message("Installing for an export"), awaited=message("Waiting for an installation"))

    def __init__(self, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(jobs, parent)
        self.form, self.step = "", NOTHING

    def install(self, form: str) -> None:
        """Install what is missing for a format."""
        if not self.busy:
            self.form, self.step = form, NOTHING
            self._submit(InstallRuntime(form))

    def stage(self) -> Message:
        """What is being done, or what it waits for."""
        return self.waiting_for() or self.step or message("Preparing")

    def _take(self, event: Event) -> None:
        if isinstance(event, InstallStep):
            self.step = event.what

    def _end(self, _event: Event) -> None:
        importlib.invalidate_caches()
