"""The catalogue as one HTML page: no script, nothing loaded from elsewhere, an anchor for each operation."""

import html
import json
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from importlib.resources import files
from typing import Any, Final

from korekit._version import __version__
from korekit.catalog.operation import Operation
from korekit.catalog.parameters import Parameter, Place
from korekit.exporters.collections.documentation import about, caller_lines, need_of
from korekit.exporters.collections.groups import Group
from korekit.exporters.json_schema import schemas_of
from korekit.exporters.refusals import refusals_of

__all__ = ["catalogue_page"]

_AnyOperation = Operation[Any, Any]
_TITLE: Final = "Kore.ai public APIs, as korekit knows them"
_CODE: Final = re.compile(r"`([^`]+)`")


def catalogue_page(groups: Sequence[Group], *, served: Container[str] | None = None) -> str:
    """The page, UTF-8 text.

    Args:
        groups: the operations by area.
        served: ids of the operations that the platform serves; the others are marked. None marks nothing.
    """
    schemas = schemas_of(one for group in groups for one in group.operations)
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_TITLE}</title>",
        f"<style>\n{(files('korekit.exporters') / 'page.css').read_text('utf-8')}</style>",
        "</head>",
        "<body>",
        '<nav aria-label="Operations">',
    ]
    for group in groups:
        lines.append(f"<p><b>{_text(group.title)}</b></p>\n<ul>")
        lines += [f'<li><a href="#{one.id}">{one.id}</a></li>' for one in group.operations]
        lines.append("</ul>")
    lines += ["</nav>", "<main>", f"<h1>{_TITLE}</h1>", f"<p>Made by korekit {_text(__version__)}.</p>"]
    for group in groups:
        lines += [f"<h2>{_text(group.title)}</h2>", f"<p>{_marked(group.about)}</p>"]
        for one in group.operations:
            lines += _operation(one, schemas[one.id], is_served=served is None or one.id in served)
    return "\n".join([*lines, "</main>", "</body>", "</html>", ""])


def _operation(operation: _AnyOperation, schemas: Any, *, is_served: bool) -> Iterator[str]:
    facts = operation.facts
    yield f'<section aria-labelledby="{operation.id}">'
    yield f'<h3 id="{operation.id}"><a href="#{operation.id}">{operation.id}</a></h3>'
    yield f'<p><span class="method">{operation.method}</span> <code>{_text(operation.path)}</code></p>'
    yield from (f"<p>{_marked(part)}</p>" for part in about(operation).split("\n\n"))
    if not is_served:
        yield '<p class="note">Declared, and not served by this version: answers 501.</p>'
    also = [f"also `{alias.method or operation.method} {alias.path}`" for alias in facts.aliases]
    follows = [] if facts.job is None else [f"starts a job, followed by `{facts.job.status_operation}`"]
    yield from _list([*caller_lines(operation), *also, *follows])
    for place in Place:
        yield from _parameters(place, operation.parameters_in(place))
    for part, schema in schemas.items():
        shown = {key: value for key, value in schema.items() if key not in ("$schema", "title", "description")}
        text = _text(json.dumps(shown, indent=2, ensure_ascii=False))
        yield f"<details><summary>Schema of the {part}</summary>\n<pre><code>{text}</code></pre></details>"
    if facts.quirks:
        yield "<h4>Worth knowing</h4>"
        yield from _list(facts.quirks)
    refusals = [error for errors in refusals_of(operation).values() for error in errors]
    if refusals:
        yield "<details><summary>Refusals</summary>"
        yield from _list(f"{one.status}, code {one.code}: `{one.msg}`" for one in refusals)
        yield "</details>"
    yield "</section>"


def _parameters(place: Place, parameters: Sequence[Parameter]) -> Iterator[str]:
    if not parameters:
        return
    yield f"<h4>{place.value.capitalize()}</h4>"
    yield "<table><thead><tr><th>name</th><th>need</th><th>what</th></tr></thead><tbody>"
    for one in parameters:
        row = (f"<code>{_text(one.wire)}</code>", _text(need_of(one)), _marked(one.note))
        yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
    yield "</tbody></table>"


def _list(lines: Iterable[str]) -> Iterator[str]:
    yield "<ul>"
    yield from (f"<li>{_marked(line)}</li>" for line in lines)
    yield "</ul>"


def _text(text: str) -> str:
    return html.escape(text)


def _marked(text: str) -> str:
    """Escaped, with what stands in backticks as code."""
    return _CODE.sub(r"<code>\1</code>", _text(text))
