"""The settings of the next run: a few at hand, the rest folded away, shown but locked while a run is in training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from resnet_studio.core.basics.errors import ConfigError
from resnet_studio.core.runs.config import TrainConfig
from resnet_studio.gui.rooms.train.fields import NumberField, Setting, SettingRow
from resnet_studio.gui.theme.tokens import CAPTION, REGULAR
from resnet_studio.gui.widgets.button import Button, IconButton
from resnet_studio.gui.widgets.feedback import Icon
from resnet_studio.gui.widgets.fields import Foldout
from resnet_studio.gui.widgets.text import Label, heading
from resnet_studio.gui.work.draft import Draft

MARGIN = 14
"""Space at the right of everything in the form, px; at the left there is none."""

AT_HAND = (
    Setting("epochs", "Epochs",
            "How often the network sees every training picture. More can help, and takes longer.", "whole"),
    Setting("batch_size", "Batch size",
            "Pictures that the network looks at before each small correction. "
            "More is faster and steadier, but needs more memory.", "whole"),
    Setting("image_size", "Image size",
            "Side of the square that every picture is scaled to, in pixels. "
            "Larger shows finer detail and takes longer: twice the side is four times the work.", "whole", unit=" px",
            field_label="Image size, px"),
    Setting("learning_rate", "Learning rate",
            "How large each correction is. Too large and training falls apart, too small and it hardly moves.",
            "number"),
    Setting("augment", "Augmentation",
            "Random changes to the training pictures (mirrored, cropped, other light), so that the network learns "
            "what matters instead of the pictures by heart. Validation pictures are never changed.", "choice",
            (("none", "none"), ("light", "light"), ("strong", "strong")), width=84),
)  # fmt: skip

FOLDS: tuple[tuple[str, str, tuple[Setting, ...]], ...] = (
    ("Optimiser", "optimizer", (
        Setting("optimizer", "Method",
                "How corrections are made. AdamW suits most data; SGD is the classic of the ResNet papers and wants "
                "a larger learning rate.", "choice", (("adamw", "AdamW"), ("sgd", "SGD")), width=84),
        Setting("weight_decay", "Weight decay",
                "Pulls the weights towards zero, which keeps the network from learning pictures by heart.", "number",
                width=64),
    )),
    ("Schedule", "schedule", (
        Setting("schedule", "Shape",
                "How the learning rate changes: one-cycle rises at first and then falls to zero, constant stays.",
                "choice", (("one-cycle", "one-cycle"), ("constant", "constant")), width=96),
    )),
    ("Class weights", "class_weights", (
        Setting("class_weights", "Weighting",
                "Balanced lets rare classes count as much as frequent ones while learning.", "choice",
                (("none", "off"), ("balanced", "balanced")), width=90),
    )),
    ("Early stopping", "early_stopping", (
        Setting("early_stopping", "After epochs",
                "Ends training when the validation result has not become better for this many epochs. 0 is off.",
                "whole", off="off", width=56),
    )),
    ("More", "", (
        Setting("views", "Prepared views",
                "How many differently augmented views of each picture are prepared where the network is frozen from "
                "the stem on. Epochs go round them. More can help, and takes longer at first.", "whole", width=56),
        Setting("label_smoothing", "Label smoothing",
                "The network is asked to be a little less sure, which helps with wrong labels. "
                "0 is off, 0.1 is usual.", "number", off="off", width=48),
        Setting("head_multiplier", "Head",
                "The head learns this many times faster than the layers below it, because it starts from nothing.",
                "number", unit=" × faster", field_label="Head, × faster", width=56),
        Setting("seed", "Seed",
                "Starts the random numbers. The same seed and settings repeat a run.", "whole", width=86),
        Setting("device", "Device",
                "What computes. Automatic takes the graphics card if there is one.", "choice",
                (("auto", "automatic"), ("cpu", "CPU"), ("cuda", "CUDA"), ("mps", "Apple GPU")), width=96),
        Setting("precision", "Precision",
                "How exactly numbers are kept. The 16-bit kinds are faster where the device supports them.", "choice",
                (("auto", "automatic"), ("float32", "float32"), ("bfloat16", "bfloat16"), ("float16", "float16")),
                width=96),
    )),
)  # fmt: skip


class SettingsForm(QWidget):
    """Edits a `Draft`. ``show_run`` shows a run's settings instead, locked; ``show_draft`` goes back to editing."""

    closed = Signal()
    """The cross was pressed (it shows only while the form is a drawer)."""
    checked = Signal()
    """A field was found wrong, or right again."""

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self._run: TrainConfig | None = None
        self._before: dict[str, Any] = {}  # what a setting was before somebody began to type
        self.rows: dict[str, SettingRow] = {}
        self.folds: dict[str, Foldout] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._make_head())
        column.addWidget(self._make_body(), 1)
        draft.changed.connect(self._draft_changed)
        self._show()

    # What is shown -------------------------------------------------------------------------------------------------

    def show_run(self, config: TrainConfig) -> None:
        """Show the settings of a run in training: values in words, nothing to change."""
        if self._run is not config:
            self._run = config
            self._show()

    def show_draft(self) -> None:
        """Let the settings of the next run be edited."""
        if self._run is not None:
            self._run = None
            self._show()

    def set_drawer(self, drawer: bool) -> None:
        """Show the cross that closes the drawer, or not."""
        self.close_button.setVisible(drawer)

    @property
    def locked(self) -> bool:
        """Whether a run's settings are shown."""
        return self._run is not None

    def first_problem(self) -> SettingRow | None:
        """The first field with something that cannot be taken, or None."""
        if self.locked:
            return None
        return next((row for row in self.rows.values() if row.problem()), None)

    def reveal(self, row: SettingRow) -> None:
        """Open the fold of a row and put the cursor into it."""
        for title, _, settings in FOLDS:
            if row.setting in settings:
                self.folds[title].set_open(True)
        row.control.setFocus(Qt.FocusReason.OtherFocusReason)

    # Building ------------------------------------------------------------------------------------------------------

    def _make_head(self) -> QWidget:
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(heading("Settings"))
        row.addStretch(1)
        self.defaults_button = Button("Defaults", "link", tip="Take back what was changed here")
        self.defaults_button.clicked.connect(self.reset)
        self._lock = Icon("lock", 13, "text3")
        self._lock_words = Label("while training", CAPTION, REGULAR, "text3")
        self.close_button = IconButton("cross", "Close the settings")
        self.close_button.clicked.connect(self.closed)
        self.close_button.hide()
        for widget in (self.defaults_button, self._lock, self._lock_words, self.close_button):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        row.setContentsMargins(0, 0, MARGIN, 0)
        head = QWidget()
        head.setFixedHeight(26)
        head.setLayout(row)
        return head

    def _make_body(self) -> QScrollArea:
        content = QWidget()
        content.setObjectName("content")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, MARGIN, 0)
        column.setSpacing(0)
        self._add_rows(column, AT_HAND)
        column.addSpacing(8)
        for title, _, settings in FOLDS:
            fold = Foldout(title)
            self._add_rows(fold.content, settings)
            column.addWidget(fold)
            self.folds[title] = fold
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        # The scroll bar stands in the margin, so that it moves nothing when it appears.
        bar = area.verticalScrollBar()
        bar.rangeChanged.connect(
            lambda _, most: column.setContentsMargins(0, 0, MARGIN - (bar.sizeHint().width() if most else 0), 0)
        )
        return area

    def _add_rows(self, column: QVBoxLayout, settings: Sequence[Setting]) -> None:
        for setting in settings:
            row = SettingRow(setting, self._draft.config)
            row.chosen.connect(self._choose)
            if isinstance(row.control, NumberField):
                row.control.reverted.connect(lambda row=row: self._revert(row))
            column.addWidget(row)
            self.rows[setting.name] = row

    # Editing -------------------------------------------------------------------------------------------------------

    def reset(self) -> None:
        """Take every setting of this form back to its default."""
        self._before.clear()
        self._draft.choose(**dict.fromkeys(self.rows))
        for row in self.rows.values():
            row.revert(self._draft.config)
        self._show()

    def _choose(self, name: str, value: Any, done: bool) -> None:
        row = self.rows[name]
        before = self._before.setdefault(name, self._draft.chosen.get(name))
        try:
            self._draft.choose(**{name: value})
        except ConfigError as error:
            self._draft.choose(**{name: before})  # not what "99" was while it was only "9"
            if done:
                self.rows.get(error.field, row).set_problem(f"Must be {error.allowed}.")
                self._show()
            return
        row.set_problem("")
        if done:
            self._before.pop(name)
            row.revert(self._draft.config)
        self._show()

    def _revert(self, row: SettingRow) -> None:
        """Forget what was typed, as Escape asks."""
        if row.setting.name in self._before:
            self._draft.choose(**{row.setting.name: self._before.pop(row.setting.name)})
        row.revert(self._draft.config)
        self._show()

    def _draft_changed(self, _config: object) -> None:
        self._show()

    def _show(self) -> None:
        config = self._run or self._draft.config
        for row in self.rows.values():
            row.set_locked(self.locked)
            row.show_config(config)
        for title, leading, settings in FOLDS:
            setting = next((setting for setting in settings if setting.name == leading), None)
            self.folds[title].set_value(setting.text(config) if setting else "")
        self.defaults_button.setVisible(not self.locked and self._differs())
        self._lock.setVisible(self.locked)
        self._lock_words.setVisible(self.locked)
        self.checked.emit()

    def _differs(self) -> bool:
        """Whether something of this form is not as it would be by itself, or was typed and cannot be taken."""
        if any(row.problem() for row in self.rows.values()):
            return True
        others = {name: value for name, value in self._draft.chosen.items() if name not in self.rows}
        usual = self._draft.build(others)
        return any(getattr(usual, name) != getattr(self._draft.config, name) for name in self.rows)
