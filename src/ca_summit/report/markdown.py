"""Turn Markdown into HTML that is safe to print: tables, footnotes, formulas, code."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

import mistune

from ca_summit.report.formulas import formula
from ca_summit.report.sanitise import Cleaner, plain

if TYPE_CHECKING:
    from collections.abc import Callable

_ENVIRONMENT = (
    r"^ {0,3}(?P<environment>\\begin\{(?P<environment_name>equation|align|gather|multline|eqnarray|"
    r"alignat|flalign)(?P<environment_star>\*?)\}[\s\S]+?"
    r"\\end\{(?P=environment_name)(?P=environment_star)\})[ \t]*(?:\n|$)"
)
_MARK = re.compile("\ue000(\\d+)\ue001")


class _Renderer(mistune.HTMLRenderer):
    """Keep formulas and code aside; they are put back after cleaning."""

    def __init__(self) -> None:
        super().__init__(escape=False, allow_harmful_protocols=True)
        self.stash: list[str] = []

    def keep(self, html: str) -> str:
        self.stash.append(html)
        return f"\ue000{len(self.stash) - 1}\ue001"

    def block_code(self, code: str, info: str | None = None) -> str:
        language = (info or "").split()[0] if (info or "").split() else ""
        return f"<div>{self.keep(highlight(code, language))}</div>\n"

    def inline_math(self, text: str) -> str:
        return self.keep(formula(text))

    def block_math(self, text: str) -> str:
        return f"<div>{self.keep(_display(text))}</div>\n"


def _display(text: str) -> str:
    return f'<div class="formula-line">{formula(text, block=True)}</div>'


def markdown(
    source: str, cleaner: Cleaner, *, inline_style: Callable[[str], None] | None = None
) -> str:
    r"""Return Markdown as safe HTML.

    Parameters
    ----------
    source
        Markdown as in Jupyter: CommonMark with tables, footnotes, task lists, LaTeX formulas.
    cleaner
        Cleans the result; knows how to number headings and find pictures.
    inline_style
        Receives the style sheets found inside.

    Examples
    --------
    >>> markdown("**a** $x$ <script>b</script>", Cleaner("c", lambda source: None))
    '<p><strong>a</strong> <math display="inline"><mrow><mi>x</mi></mrow></math> </p>\n'
    """
    renderer = _Renderer()
    reader = mistune.create_markdown(
        renderer=renderer,
        plugins=["strikethrough", "table", "footnotes", "task_lists", "url", "def_list", "math"],
    )
    reader.block.register("math_environment", _ENVIRONMENT, _environment, before="list")
    html = cleaner.clean(str(reader(plain(source))))
    if inline_style is not None:
        for sheet in cleaner.stylesheets:
            inline_style(sheet)
    stash = dict(enumerate(renderer.stash))
    return _MARK.sub(lambda match: stash.pop(int(match[1]), ""), html)


def _environment(_: Any, match: re.Match[str], state: Any) -> int:
    state.append_token({"type": "block_math", "raw": match["environment"]})
    return match.end()


#: Kinds of words that the page prints in a colour of their own; any other stays as it is.
_COLOURED = {
    "k": ("k", "kn", "kc", "kd", "ow"),
    "s": ("s", "s1", "s2", "sa", "sd", "si"),
    "c": ("c", "c1", "cm"),
    "m": ("mi", "mf"),
}
_COLOUR = {kind: colour for colour, kinds in _COLOURED.items() for kind in kinds}
_MARKED = re.compile(r'<span class="(\w*)">([^<]*)</span>')
_ADJACENT = re.compile(r"<i class=(\w)>([^<]*)</i>((?:<i class=\1>[^<]*</i>)+)")


def _coloured(match: re.Match[str]) -> str:
    colour = _COLOUR.get(match[1])
    return f"<i class={colour}>{match[2]}</i>" if colour and match[2] else match[2]


def _joined(match: re.Match[str]) -> str:
    more = re.sub(r"<i class=\w>|</i>", "", match[3])
    return f"<i class={match[1]}>{match[2]}{more}</i>"


def highlight(code: str, language: str) -> str:
    """Return code with its words marked by kind, as a ``<pre>``.

    Examples
    --------
    >>> highlight("x = 1", "")
    '<pre class="code" tabindex="0"><code>x = 1</code></pre>'
    """
    inside = escape(code.rstrip("\n"))
    if language:
        from pygments.formatters.html import HtmlFormatter
        from pygments.lexers import get_lexer_by_name
        from pygments.util import ClassNotFound

        try:
            lexer = get_lexer_by_name(language, stripnl=False)
        except ClassNotFound:
            pass
        else:
            from pygments import highlight as pygmentise

            inside = pygmentise(code.rstrip("\n"), lexer, HtmlFormatter(nowrap=True)).rstrip("\n")
            inside = _ADJACENT.sub(_joined, _MARKED.sub(_coloured, inside))
    return f'<pre class="code" tabindex="0"><code>{inside}</code></pre>'
