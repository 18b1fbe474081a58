"""One style sheet, generated from the tokens, for the standard widgets and the text tones."""

from __future__ import annotations

from typing import Final

from resnet_studio.gui.theme.tokens import CONTROL_HEIGHT, SCROLL_BAR, SEGMENTED_HEIGHT, SMALL_HEIGHT, Palette

# Doubled braces are the sheet's own; single ones are tokens and the few derived values of style_sheet().
_TEMPLATE: Final = """
QToolTip {{ background: {text}; color: {bg}; border: 1px solid {text}; padding: 4px 6px; }}

QLabel {{ background: transparent; }}
{tones}

QPushButton {{ background: {surface}; color: {text}; border: 1px solid {line2}; border-radius: 6px;
    padding: 7px 14px; font-weight: 500; }}
QPushButton:hover {{ background: {surface_step}; }}
QPushButton:pressed {{ background: {surface_press}; }}
QPushButton:default {{ background: {accent}; color: {on_accent}; border-color: {accent}; }}
QPushButton:default:hover {{ background: {accent_step}; }}
QPushButton:disabled {{ background: transparent; color: {text3}; border-color: {line}; }}
QToolButton {{ background: transparent; color: {text}; border: none; border-radius: 6px; padding: 3px; }}
QToolButton:hover {{ background: {bg_step}; }}
QToolButton:disabled {{ color: {text3}; }}
QToolButton::menu-indicator {{ image: none; }}

QLineEdit, QAbstractSpinBox, QComboBox {{ background: {surface}; color: {text}; border: 1px solid {line2};
    border-radius: 6px; padding: 0 9px; min-height: {field}px; max-height: {field}px;
    selection-background-color: {accent}; selection-color: {on_accent}; }}
QLineEdit {{ placeholder-text-color: {text3}; }}
QLineEdit[search="true"] {{ padding-left: 33px; }}
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {{ background: transparent; border: none; padding: 0 7px;
    min-height: 0; max-height: 9999px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: none; }}
QLineEdit:hover, QAbstractSpinBox:hover, QComboBox:hover {{ border-color: {text3}; }}
QLineEdit:focus, QAbstractSpinBox:focus {{ border-color: {accent}; }}
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {{ background: transparent; color: {text3};
    border-color: {line}; }}
QLineEdit[compact="true"], QAbstractSpinBox[compact="true"], QComboBox[compact="true"] {{ padding: 0 7px;
    min-height: {small}px; max-height: {small}px; }}
QLineEdit[bar="true"], QComboBox[bar="true"] {{ min-height: {bar}px; max-height: {bar}px; font-size: 12px; }}
QComboBox[bar="true"] {{ font-weight: 500; }}
QLineEdit[wrong="true"], QAbstractSpinBox[wrong="true"] {{ border-color: {wrong}; }}
QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox::down-arrow {{ image: none; }}
QComboBox QAbstractItemView {{ background: {surface}; border: 1px solid {line2}; padding: 4px; outline: none; }}
QComboBox QAbstractItemView::item {{ min-height: 28px; padding: 0 6px; border-radius: 6px; color: {text}; }}
QComboBox QAbstractItemView::item:selected {{ background: {tint}; color: {text}; }}

QRadioButton, QCheckBox {{ spacing: 8px; background: transparent; }}
QRadioButton:disabled, QCheckBox:disabled {{ color: {text3}; }}
QRadioButton::indicator {{ width: 14px; height: 14px; border: 1px solid {text3}; border-radius: 8px;
    background: {surface}; }}
QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 5px solid {accent}; background: {on_accent}; }}

QSlider {{ background: transparent; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {line2}; }}
QSlider::sub-page:horizontal {{ height: 4px; border-radius: 2px; background: {line2}; }}
QSlider[filled="true"]::sub-page:horizontal {{ background: {accent}; }}
QSlider::handle:horizontal {{ width: 12px; height: 12px; margin: -5px 0; border-radius: 7px;
    border: 1px solid {text3}; background: {surface}; }}
QSlider::handle:horizontal:hover {{ background: {surface_step}; }}
QSlider[filled="true"]::handle:horizontal {{ border-color: {accent}; }}

QProgressBar {{ background: {line}; border: none; border-radius: 2px; min-height: 4px; max-height: 4px;
    color: transparent; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 2px; }}

QScrollArea, QAbstractScrollArea {{ border: none; }}
QPlainTextEdit, QTextEdit {{ background: {surface}; color: {text}; border: 1px solid {line}; border-radius: 6px;
    padding: 6px; selection-background-color: {accent}; selection-color: {on_accent}; }}
QScrollArea, QScrollArea > QWidget > QWidget#content {{ background: transparent; }}
QScrollBar {{ background: transparent; border: none; margin: 0; }}
QScrollBar:vertical {{ width: {scroll_bar}px; }}
QScrollBar:horizontal {{ height: {scroll_bar}px; }}
QScrollBar::handle {{ background: {line2}; border-radius: 3px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {text3}; }}
QScrollBar::handle:disabled {{ background: transparent; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}

QListView, QTableView, QTreeView {{ background: transparent; color: {text}; border: none; outline: none;
    selection-background-color: {tint}; selection-color: {text}; gridline-color: {line}; }}
QTableView::item {{ padding: 0 5px; }}
QListView::item:selected, QTableView::item:selected {{ background: {tint}; color: {text}; }}
QHeaderView {{ background: transparent; }}
QHeaderView::section {{ background: transparent; color: {text2}; border: none; border-bottom: 1px solid {line};
    padding: 6px 8px; font-size: 12px; }}
QTableCornerButton::section {{ background: transparent; border: none; }}

QMenu {{ background: {surface}; color: {text}; border: 1px solid {line2}; padding: 4px; }}
QMenu::item {{ padding: 6px 28px 6px 12px; border-radius: 6px; }}
QMenu::item:selected {{ background: {tint}; color: {text}; }}
QMenu::item:disabled {{ color: {text3}; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
QMenuBar {{ background: {rail}; color: {text}; }}
QMenuBar::item {{ background: transparent; padding: 4px 8px; border-radius: 6px; }}
QMenuBar::item:selected {{ background: {rail_step}; }}

QMainWindow, QDialog, QMessageBox {{ background: {bg}; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QDialogButtonBox QPushButton {{ padding: 7px 18px; }}
QSplitter::handle {{ background: transparent; }}
"""  # not a text

TONES: Final = (
    "text", "text2", "text3", "accent", "on_accent", "ice_text", "warm_text", "validation", "wrong", "ok",
)  # fmt: skip


def style_sheet(tokens: Palette) -> str:
    """Return the style sheet for one palette."""
    colours = {name: value for name in Palette._fields if isinstance(value := getattr(tokens, name), str)}
    tones = "\n".join(f'QLabel[tone="{tone}"] {{ color: {colours[tone]}; }}' for tone in TONES)
    return _TEMPLATE.format(
        **colours,
        tones=tones,
        field=CONTROL_HEIGHT - 2,  # the border is drawn around the height
        bar=SEGMENTED_HEIGHT - 2,
        small=SMALL_HEIGHT - 2,
        scroll_bar=SCROLL_BAR,
        bg_step=tokens.step(tokens.bg),
        rail_step=tokens.step(tokens.rail),
        surface_step=tokens.step(tokens.surface, 0.04),
        surface_press=tokens.step(tokens.surface, 0.08),
        accent_step=tokens.step(tokens.accent, 0.10),
    )
