"""The buttons in the header of the Runs room, which act on A."""

from __future__ import annotations

from resnet_studio.core.basics.message import tr
from resnet_studio.core.runs.states import RunState
from resnet_studio.core.runs.summary import RunSummary
from resnet_studio.gui.rooms.runs.commands import RunCommands
from resnet_studio.gui.widgets.button import Button
from resnet_studio.gui.widgets.room import Header


class RunButtons:
    """Save the table, show results, resume, and use the model."""

    def __init__(self, header: Header, commands: RunCommands) -> None:
        self._header, self._commands = header, commands
        self.save = Button(tr("Save table…"), "action", "file", tip=tr("Save the list as a table for spreadsheets"))
        self.results = Button(tr("Show results"), "action", "results", tip=tr("How good it is, and where it fails"))
        self.resume = Button(tr("Resume"), "action", "play", tip=tr("Continue this run from its last checkpoint"))
        self.use = Button(tr("Use this model"), "main", icon_right="chevron-right")
        for button in (self.save, self.results, self.resume, self.use):
            header.add_action(button)
        self.save.clicked.connect(lambda: commands.save_table(self.save.mapToGlobal(self.save.rect().bottomLeft())))
        self.results.clicked.connect(commands.show_results)
        self.resume.clicked.connect(commands.resume)
        self.use.clicked.connect(commands.use)

    def show_run(self, run: RunSummary | None) -> None:
        """Offer what can be done with A."""
        why_not = self._commands.obstacles()
        self.use.set_available(not why_not.use, why_not.use)
        self.results.set_available(not why_not.use, why_not.use)
        self.resume.setVisible(run is not None and run.state != RunState.FINISHED and run.path != self._commands.busy)
        self.resume.set_available(not why_not.resume, why_not.resume)
        # What was to be trained longer is first of all resumed; there is one main action, at the right end.
        goes_on = run is not None and run.state in (RunState.PAUSED, RunState.CUT_OFF) and not run.problem
        self._header.set_main(self.resume if goes_on else self.use, self.use if goes_on else self.resume)

    def show_count(self, listed: int, selected: int) -> None:
        """Say that they act on A where several runs are chosen; without runs there is nothing to act on."""
        several = selected > 1
        self.use.set_words(tr("Use model A") if several else tr("Use this model"))
        self.results.set_words(tr("Results of A") if several else tr("Show results"))
        self.resume.set_words(tr("Resume A") if several else tr("Resume"))
        for button in (self.save, self.results, self.use):
            button.setVisible(listed > 0)

    def fit(self, width_class: str) -> None:
        """Show the icons of secondary actions alone where there is little room."""
        for button in (self.save, self.results):
            button.set_bare(width_class == "narrow")
