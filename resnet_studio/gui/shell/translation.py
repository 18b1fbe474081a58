"""Qt's own texts, such as the buttons of dialogs, in the language in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resnet_studio.core.basics import language

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication, QTranslator


def translate_qt(app: QCoreApplication) -> QTranslator | None:
    """Install a translator for Qt's texts, unless the language is English; return it."""
    code = language.current().code
    if code == language.ENGLISH.code:
        return None
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator  # here, because English needs none of them

    class PseudoTranslator(QTranslator):
        """Lengthens every text of Qt, as the pseudo-locale does with ours."""

        def isEmpty(self) -> bool:
            return False

        def translate(
            self, context: str, source: str | bytes, disambiguation: str | bytes | None = None, n: int = -1
        ) -> str:
            text = source.decode() if isinstance(source, bytes) else source
            if context == "QShortcut":  # names of keys
                return text
            return language.current().gettext(text)

    translator = PseudoTranslator(app) if code == language.PSEUDO else QTranslator(app)
    if code != language.PSEUDO:
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        translator.load(QLocale(code), "qtbase", "_", folder)
    app.installTranslator(translator)
    return translator
