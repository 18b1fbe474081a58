"""Every text that a person sees can be translated: rules that are checked by reading the code."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from resnet_studio.core.basics.message import FORMATS

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "resnet_studio"
FIELD = re.compile(r"\{([a-z_][a-z0-9_]*)(?::([a-z]+))?\}|\{\{|\}\}")
FORMS = {"message": 1, "tr": 1, "plural": 2, "trn": 2}

# Calls whose text arguments a person sees. `None` means every argument, else the positions.
SHOWING = {
    "setText": None, "setToolTip": None, "setAccessibleName": None, "setAccessibleDescription": None,
    "setWindowTitle": None, "setPlaceholderText": None, "setInformativeText": None, "setDetailedText": None,
    "setPlainText": None, "setSuffix": None, "setPrefix": None, "setTitle": None, "setStatusTip": None,
    "setLabelText": None, "setNameFilter": None, "drawText": None, "drawStaticText": None, "addMenu": None,
    "addAction": None, "addItem": None, "addItems": None, "showText": None, "showMessage": None,
    "getOpenFileName": None, "getOpenFileNames": None, "getExistingDirectory": None, "getSaveFileName": None,
    "set_words": None, "set_facts": None, "set_title": None, "set_problem": None, "set_figure": None,
    "set_caption": None, "show_error": None, "say": None, "tell": None, "print": None, "echo": None,
    "Label": (0,), "ElidedLabel": (0,), "FigureLabel": (0,), "heading": None, "title": None, "Button": (0,),
    "QAction": None, "QMenu": None, "EmptyState": (0, 1), "StatBlock": None, "Foldout": None, "CheckBox": None,
    "SearchField": None, "FieldRow": (0, 1), "IconButton": (1,),
}  # fmt: skip
TEXT_KEYWORDS = {"help", "tip", "hint"}
# Calls whose texts developers read, or the machine.
HIDDEN = {
    "UnknownEditError", "ValueError", "RuntimeError", "AssertionError", "KeyError", "TypeError", "NotImplementedError",
    "OSError",
    "EOFError", "compile", "debug", "info", "exception", "getLogger", "setStyleSheet", "strftime", "setObjectName",
    "setProperty", "warn", "filterwarnings", "TypeVar", "property", "error", "Thread", "Process", "execute",
    "executemany",
}  # fmt: skip
# Names, and keys in the code, that read like words.
NAMES = ("ResNet Studio", "resnet-studio", "zip archive", "web page", "class weights", "early stopping",
         "Git LFS pointer", "git-annex pointer")  # fmt: skip
MARK = "# not a text"


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def name_of(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


def called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def text_calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORMS:
            yield node


def template_faults(call: ast.Call) -> Iterator[str]:
    """What is wrong with one call of `message`, `plural`, `tr` or `trn`."""
    forms = call.args[: FORMS[called(call)]]
    templates = [form.value for form in forms if isinstance(form, ast.Constant) and isinstance(form.value, str)]
    if len(templates) != FORMS[called(call)]:
        yield "the template is not a literal"
        return
    fields = set()
    for template in templates:
        found = list(FIELD.finditer(template))
        fields |= {match[1] for match in found if match[1]}
        for how in (match[2] for match in found if match[2]):
            if how not in FORMATS:
                yield f"there is no format {how!r}"
        if set("{}") & set(FIELD.sub("", template)):
            yield "a brace does not belong to a field"
    values = {keyword.arg for keyword in call.keywords}
    if None in values:
        return  # `**values` cannot be followed here
    given = values | ({"count"} if FORMS[called(call)] == 2 else set())
    if fields - given:
        yield f"no value for {sorted(fields - given)}"
    if values - fields:
        yield f"no field for {sorted(map(str, values - fields))}"


def at_import(tree: ast.Module) -> Iterator[ast.Call]:
    """Calls that run when a module is imported: not in the body of a function or a lambda."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += [*node.decorator_list, *node.args.defaults, *(d for d in node.args.kw_defaults if d)]
        elif not isinstance(node, ast.Lambda):
            if isinstance(node, ast.Call):
                yield node
            waiting += ast.iter_child_nodes(node)


def literal(node: ast.AST) -> str:
    """The words of a literal or of the fixed parts of an f-string; empty for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return " ".join(part.value for part in node.values if isinstance(part, ast.Constant))
    return ""


def looks_like_text(words: str) -> bool:
    """Whether a literal reads like words for a person: two words of letters, with a space between."""
    return bool(re.search(r"[A-Za-z’']{2,}[,:;.…]? [A-Za-z’']{2,}", words)) and not words.lstrip().startswith("<")


class BareWords(ast.NodeVisitor):
    """Collects literals that a person would see without going through `message`, `plural`, `tr` or `trn`."""

    def __init__(self, lines: list[str]) -> None:
        self.lines, self.found = lines, list[tuple[int, str]]()

    def report(self, node: ast.expr, words: str) -> None:
        if words.strip() in NAMES or words == words.upper() or re.match(r"\w+[\[|]", words):
            return  # a name, a placeholder such as FOLDER, a type or a list of choices
        last = self.lines[(node.end_lineno or node.lineno) - 1]
        if MARK not in self.lines[node.lineno - 1] + last:
            self.found.append((node.lineno, words))

    def visit_Call(self, node: ast.Call) -> None:
        name = called(node)
        if name in FORMS or name in HIDDEN or name in ("gettext", "ngettext", "pgettext"):
            for keyword in node.keywords:
                if keyword.arg != "name" or name in FORMS:  # of a thread or process
                    self.visit(keyword.value)
            return
        shown = [*node.args] if SHOWING.get(name, ()) is None else [
            node.args[at] for at in SHOWING.get(name) or () if at < len(node.args)
        ]  # fmt: skip
        shown += [keyword.value for keyword in node.keywords if keyword.arg in TEXT_KEYWORDS]
        for part in shown:
            for words in ways(part):
                if re.search(r"[A-Za-z]{2}", literal(words)) and not looks_like_text(literal(words)):
                    self.report(words, literal(words))
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if looks_like_text(literal(node)):
            self.report(node, literal(node))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        if looks_like_text(literal(node)):
            self.report(node, literal(node))
        else:
            self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # docstrings
            self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        if not any(ast.unparse(base).endswith("Enum") for base in node.bases):  # values of an enum are data
            self.generic_visit(node)

    def visit_Assert(self, node: ast.Assert) -> None:
        pass

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value:
            self.visit(node.value)


def ways(node: ast.expr) -> Iterator[ast.expr]:
    """The values that an expression may have, as far as they are written in it."""
    match node:
        case ast.IfExp():
            yield from ways(node.body)
            yield from ways(node.orelse)
        case ast.BoolOp():
            for value in node.values:
                yield from ways(value)
        case ast.List() | ast.Tuple():
            for value in node.elts:
                yield from ways(value)
        case _:
            yield node


def test_templates_are_literals_whose_fields_have_values() -> None:
    faults = [
        f"{name_of(file)}:{call.lineno}: {fault}"
        for file in sources()
        if name_of(file) != "core/basics/message.py"
        for call in text_calls(tree(file))
        for fault in template_faults(call)
    ]
    assert not faults, "\n".join(faults)


def test_no_text_is_translated_at_import_time() -> None:
    faults = [
        f"{name_of(file)}:{call.lineno}: {called(call)} runs before the language is known"
        for file in sources()
        for call in at_import(tree(file))
        if isinstance(call.func, ast.Name) and called(call) in ("tr", "trn", "show")
    ]
    assert not faults, "\n".join(faults)


def test_core_and_engine_pass_messages_and_never_translate() -> None:
    faults = [
        f"{name_of(file)} imports {alias.name}"
        for room in ("core", "engine")
        for file in (PACKAGE / room).rglob("*.py")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ImportFrom) and node.module == "resnet_studio.core.basics.message"
        for alias in node.names
        if alias.name in ("tr", "trn", "show")
    ]
    assert not faults, "\n".join(faults)


def bare_words(file: Path) -> list[str]:
    visitor = BareWords(file.read_text(encoding="utf-8").splitlines())
    visitor.visit(tree(file))
    return [f"{name_of(file)}:{line}: {words!r}" for line, words in visitor.found]


def test_no_words_bypass_translation() -> None:
    faults = [fault for file in sources() for fault in bare_words(file)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ('label.setText("Trains")', "Trains"),
        ('x = f"{n} pictures were left out"', "pictures were"),
        ('Button("Copy", tip=tr("Copy it"))', "Copy"),
        ('Button(tr("Copy"), tip="Copy")', "Copy"),
        ('raise RunError("The run is gone.")', "The run is gone."),
        ('box.setText("on" if x else tr("off"))', "on"),
        ('label.setText(tr("Trains"))', ""),
        ('log.debug("the engine answered")', ""),
        ('raise ValueError("no such thing here")', ""),
        ('x = "no such thing here"  # not a text', ""),
    ],
)
def test_bare_words_are_found(code: str, fault: str) -> None:
    visitor = BareWords([code])
    visitor.visit(ast.parse(code))
    assert [words for _, words in visitor.found if fault in words] if fault else not visitor.found


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("tr(name)", "not a literal"),
        ('tr(f"{a} b")', "not a literal"),
        ('message("{a} of {b}", a=1)', "no value for ['b']"),
        ('message("{a}", a=1, b=2)', "no field for ['b']"),
        ('message("{a:furlong}", a=1)', "no format 'furlong'"),
        ('message("{A}", A=1)', "brace"),
        ('plural("{count} picture", "{count} pictures", 3)', ""),
        ('trn("one of {total}", "{count} of {total}", 3, total=4)', ""),
    ],
)
def test_faulty_templates_are_found(code: str, fault: str) -> None:
    faults = list(template_faults(next(text_calls(ast.parse(code)))))
    assert any(fault in found for found in faults) if fault else not faults
