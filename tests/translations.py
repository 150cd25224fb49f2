"""Extracts what is marked for translation, and reports messages that cannot be translated well."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.utils.translation.template import templatize

# The arguments that hold the message, counted from 1; "c" marks a context.
KEYWORDS: Mapping[str, Any] = {
    "_": (1,),
    "gettext": (1,),
    "gettext_lazy": (1,),
    "gettext_noop": (1,),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
SOURCES = (
    ("django", "mobility/**/*.py", "python"),
    ("django", "tracker/**/*.py", "python"),
    ("django", "templates/**/*.html", "template"),
    ("django", "templates/**/*.txt", "template"),
    ("djangojs", "static/js/**/*.js", "javascript"),
)
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
NAMELESS = re.compile(r"%[sdifr](?!\w)|%\(\w+\)[^s]|(?<!%)\{\w*\}")
MARKED_IN_JS = r"\b(?:gettext|ngettext|pgettext)\("
GLUED_IN_JS = (
    re.compile(rf"\+\s*{MARKED_IN_JS}|\$\{{\s*{MARKED_IN_JS}"),
    re.compile(r"""\bgettext\((?!\s*")|\bn?pgettext\((?!\s*")|\bngettext\((?!\s*")"""),
    re.compile(r"""\b[np]?gettext\((?:"(?:[^"\\]|\\.)*"|[^()"])*\)\s*(?:\+|\.\w)"""),
)
GLUED_IN_TEMPLATES = (
    re.compile(r"{%\s*translate\s+(?![\"'])[^%]*%}"),
    re.compile(r"{%\s*translate\s+(?:\"[^\"]*\"|'[^']*')\|"),
    re.compile(r"{%\s*blocktranslate\b(?![^%]*\btrimmed\b)[^%]*%}\s*\n"),
)


class Message(NamedTuple):
    """A marked message: where it stands, its forms (two if it counts), and its context."""

    domain: str  # "django" for the server, "djangojs" for scripts
    file: str
    line: int
    forms: tuple[str, ...]
    context: str | None


def messages(root: Path) -> Iterator[Message]:
    for domain, pattern, kind in SOURCES:
        for path in sorted(root.glob(pattern)):
            for line, forms, context in _extracted(path.read_text(), kind):
                yield Message(domain, str(path.relative_to(root)), line, forms, context)


def _extracted(text: str, kind: str) -> Iterator[tuple[int, tuple[str, ...], str | None]]:
    method = "javascript" if kind == "javascript" else "python"
    source = _as_python(text) if kind == "template" else text
    for line, forms, _, context in extract(method, BytesIO(source.encode()), KEYWORDS):
        yield line, (forms,) if isinstance(forms, str) else tuple(forms), context


def _as_python(template: str) -> str:
    """Calls of gettext in place of the tags; the spaces before them would be an indentation."""
    written = templatize(template)  # type: ignore[no-untyped-call]  # Django's own has no types
    return "\n".join(line.strip() for line in written.splitlines())


def catalogue_of(marked: Iterator[Message], domain: str) -> Catalog:
    """An empty catalogue of one domain, for a new language."""
    catalogue = Catalog(charset="utf-8")
    for message in marked:
        if message.domain == domain:
            key = message.forms if len(message.forms) > 1 else message.forms[0]
            where = [(message.file, message.line)]
            catalogue.add(key, locations=where, context=message.context)
    return catalogue


def for_scripts(catalogue: Catalog) -> str:
    """The JSON of `catalogues/<language>.json` that static/js/gettext.js reads."""
    translated = {
        (f"{m.context}\4" if m.context else "") + (m.id if isinstance(m.id, str) else m.id[0]): (
            m.string if isinstance(m.string, str) else list(m.string)
        )
        for m in catalogue
        if m.id and m.string and all(m.string)
    }
    return json.dumps(translated, ensure_ascii=False, sort_keys=True)


def faults(root: Path) -> list[str]:
    """Messages that a translator could not put right, as sentences."""
    reports = [
        f"{message.file}:{message.line}: {why}: {message.forms[0]!r}"
        for message in messages(root)
        for why in _faults_of(message)
    ]
    for _, pattern, kind in SOURCES:
        for path in sorted(root.glob(pattern)):
            glued = _glued_python if kind == "python" else _glued_text
            name = path.relative_to(root)
            reports += [f"{name}:{line}: glued or cut" for line in glued(path.read_text(), kind)]
    return reports


def _faults_of(message: Message) -> Iterator[str]:
    forms = message.forms
    if any(form != form.strip() or not form for form in forms):
        yield "begins or ends with a space"
    if any(NAMELESS.search(form.replace("%%", "")) for form in forms):
        yield "has a placeholder without a name"
    # "%(count)s" may be missing in the singular ("One session").
    names = [set(PLACEHOLDER.findall(form)) for form in forms]
    if len(names) == 2 and not names[0] <= names[1]:
        yield "has a placeholder in the singular alone"
    if any(names) and any("%" in PLACEHOLDER.sub("", f).replace("%%", "") for f in forms):
        yield "has a bare % beside a placeholder"


def _glued_python(text: str, kind: str) -> Iterator[int]:
    for node in ast.walk(ast.parse(text)):
        if _is_marked(node) and not _has_literals(node):
            yield node.lineno
        for part in _joined(node):
            if _is_marked(part) or _is_filled(part):
                yield node.lineno  # type: ignore[attr-defined]  # expressions have a line


def _joined(node: ast.AST) -> list[ast.AST]:
    """The parts of an expression that makes another text of them."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [node.left, node.right]
    if isinstance(node, ast.FormattedValue):
        return [node.value]
    if isinstance(node, ast.Attribute | ast.Subscript):
        return [node.value]
    return []


def _is_marked(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS
    )


def _is_filled(node: ast.AST) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and _is_marked(node.left)


def _has_literals(node: ast.AST) -> bool:
    assert isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    places = [spec[0] if isinstance(spec, tuple) else spec for spec in KEYWORDS[node.func.id]]
    wanted = node.args[: max(places)]
    return len(wanted) == max(places) and all(isinstance(arg, ast.Constant) for arg in wanted)


def _glued_text(text: str, kind: str) -> Iterator[int]:
    patterns = GLUED_IN_JS if kind == "javascript" else GLUED_IN_TEMPLATES
    bare = re.sub(r"^export (?:async )?function \w+\(", "(", text, flags=re.M)
    for pattern in patterns:
        for match in pattern.finditer(bare):
            yield bare.count("\n", 0, match.start()) + 1
