"""Turn Markdown into HTML that is safe to print: tables, footnotes, formulas, code."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

import mistune
from mistune.plugins.math import BLOCK_MATH_PATTERN, parse_block_math
from mistune.plugins.table import table_in_list, table_in_quote

from ca_summit.report.cell_options import admonitions
from ca_summit.report.formulas import plain_formula
from ca_summit.report.sanitise import Cleaner, plain

if TYPE_CHECKING:
    from ca_summit.report.context import Context

_ENVIRONMENT = (
    r"^ {0,3}(?P<environment>\\begin\{(?P<environment_name>equation|align|gather|multline|eqnarray|"
    r"alignat|flalign)(?P<environment_star>\*?)\}[\s\S]+?"
    r"\\end\{(?P=environment_name)(?P=environment_star)\})[ \t]*(?:\n|$)"
)
_MARK = re.compile("\ue000(\\d+)\ue001")
#: As Jupyter's editor passes them to MathJax: the backslash of the bracket doubled.
_ROUND = r"\\{1,2}\((?=[^\n]*?[\\^_=+<>-])(?P<round_math>[^\n]+?)\\{1,2}\)"
_SQUARE = r"\\{1,2}\[(?=[\s\S]*?[\\^_=+<>-])(?P<square_math>[\s\S]+?)\\{1,2}\]"
#: Between dollar signs, with pairs of braces that may hold more of them; no price, no blank line.
_DOLLAR = (
    r"\$\$(?P<display_math>(?:[^$\\]|\\[\s\S])+?)\$\$|\$(?P<tick_mark>`+)(?P<tick_math>[\s\S]*?)(?P=tick_mark)\$|"
    r"\$(?![\s$])(?P<dollar_math>(?:[^$\\{}\n]|\n(?!\s*\n)|\\[\s\S]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})+?)(?<!\s)\$(?![\d$])"
)
#: The line below the head of a table.
_RULE = re.compile(r"^ {0,3}\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*$")
#: A formula in one line of a table.
_BETWEEN_DOLLARS = re.compile(r"\$(?![\s$])[^$\n]+?(?<!\s)\$(?![\d$])")
#: Quarto's way to name a figure or table.
_CROSS = r"(?<![\w@.])@(?P<cross>(?:fig|tbl|eq|sec)-[\w-]*\w)"
_REFERENCE = r"\\(?:eq)?ref\{(?P<equation>[^{}\n]+)\}"


class _Renderer(mistune.HTMLRenderer):
    """Keep formulas and code aside; they are put back after cleaning."""

    def __init__(self, context: Context, kept: list[tuple[str, str, str]]) -> None:
        super().__init__(escape=False, allow_harmful_protocols=True)
        self._kept, self._context, self._formulas = kept, context, context.formulas

    def keep(self, html: str, words: str = "", source: str = "") -> str:
        self._kept.append((html, words, source))
        return f"\ue000{len(self._kept) - 1}\ue001"

    def block_code(self, code: str, info: str | None = None) -> str:
        language = (info or "").split()[0] if (info or "").split() else ""
        note = self._context.losses.block("mermaid") if language in {"mermaid", "{mermaid}"} else ""
        return f"<div>{self.keep(note + highlight(code, language.strip('{}')))}</div>\n"

    def inline_math(self, text: str) -> str:
        words = plain_formula(self._formulas.parse(text)) or text
        return self.keep(self._formulas.html(text), words, f"${text}$")

    def block_math(self, text: str) -> str:
        made = self._formulas.html(text, block=True)
        line = f'<div class="formula-line">{made}</div>' if made else ""
        return f"<div>{self.keep(line)}</div>\n"

    def square_math(self, text: str) -> str:
        return self.keep(self._formulas.html(text, block=True))

    def equation_reference(self, text: str) -> str:
        return self.keep(self._formulas.reference(text))

    def cross_reference(self, text: str) -> str:
        return self.keep(f"\ue008{text}\ue009")


def markdown(source: str, cleaner: Cleaner, context: Context) -> str:
    r"""Return Markdown as safe HTML.

    Parameters
    ----------
    source
        Markdown as in Jupyter: CommonMark with tables, footnotes, task lists, LaTeX formulas.
    cleaner
        Cleans the result; knows how to number headings and find pictures.
    context
        Sets formulas, remembers what is lost.
    """
    renderer = _Renderer(context, cleaner.kept)
    reader = mistune.create_markdown(
        renderer=renderer,
        plugins=[
            *("strikethrough", "table", "footnotes", "task_lists", "url", "def_list"),
            *(table_in_list, table_in_quote),
        ],
    )
    reader.block.register("block_math", BLOCK_MATH_PATTERN, parse_block_math, before="list")
    reader.block.register("math_environment", _ENVIRONMENT, _environment, before="list")
    reader.inline.register("tex_dollar", _DOLLAR, _dollar, before="codespan")
    for name, pattern, read in (
        ("tex_round", _ROUND, _round),
        ("tex_square", _SQUARE, _square),
        ("equation_reference", _REFERENCE, _reference),
        ("cross_reference", _CROSS, _cross),
    ):
        reader.inline.register(name, pattern, read, before="escape")
    html = cleaner.clean(str(reader(_even_rows(admonitions(plain(source), context.words)))))
    stash = {number: html for number, (html, _, _) in enumerate(cleaner.kept)}
    return _MARK.sub(lambda match: stash.pop(int(match[1]), ""), html)


def _even_rows(source: str) -> str:
    r"""Return Markdown whose tables have as many cells in each row as in their head.

    GitHub and Jupyter bear other rows; mistune would print the whole table as it is written.

    Examples
    --------
    >>> print(_even_rows("| a | b |\n|---|---|\n| 1 |\n| 2 | 3 | 4 |"))
    | a | b |
    |---|---|
    | 1 |  |
    | 2 | 3 \| 4 |
    """
    lines, columns, fence, edge = source.split("\n"), 0, "", True
    for at, line in enumerate(lines):
        mark = re.match(r" {0,3}(`{3,}|~{3,})", line)
        if mark and (not fence or line.strip().startswith(fence)):
            fence = "" if fence else mark[1]
        if fence or "|" not in line:
            columns = 0
        elif _RULE.match(line) and at and "|" in lines[at - 1]:
            columns = len(line.strip().strip("|").split("|"))
            edge = line.lstrip().startswith("|")
        elif columns:
            lines[at] = _even(line, columns, edge=edge)
    return "\n".join(lines)


def _even(row: str, columns: int, *, edge: bool) -> str:
    """Return a row with as many cells as its table has; strokes inside formulas part no cells."""
    cells = _cells(row)
    if len(cells) > columns:
        cells = _cells(_BETWEEN_DOLLARS.sub(lambda m: m[0].replace("|", r"\vert{}"), row))
    if len(cells) < columns:
        cells += [""] * (columns - len(cells))
    else:
        cells[columns - 1 :] = [r" \| ".join(cells[columns - 1 :])]
    whole, room = " | ".join(cells), " " * (len(row) - len(row.lstrip()))
    return f"{room}| {whole} |" if edge else room + whole


def _cells(row: str) -> list[str]:
    text = re.sub(r"(?<!\\)\|\s*$", "", row.strip().removeprefix("|"))
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", text)]


def _environment(_: Any, match: re.Match[str], state: Any) -> int:
    state.append_token({"type": "block_math", "raw": match["environment"]})
    return match.end()


def _dollar(_: Any, match: re.Match[str], state: Any) -> int:
    shown = match["display_math"]
    raw = next(v for v in (shown, match["tick_math"], match["dollar_math"]) if v is not None)
    state.append_token({"type": "square_math" if shown else "inline_math", "raw": raw})
    return match.end()


def _round(_: Any, match: re.Match[str], state: Any) -> int:
    state.append_token({"type": "inline_math", "raw": match["round_math"]})
    return match.end()


def _square(_: Any, match: re.Match[str], state: Any) -> int:
    state.append_token({"type": "square_math", "raw": match["square_math"]})
    return match.end()


def _cross(_: Any, match: re.Match[str], state: Any) -> int:
    state.append_token({"type": "cross_reference", "raw": match["cross"]})
    return match.end()


def _reference(_: Any, match: re.Match[str], state: Any) -> int:
    state.append_token({"type": "equation_reference", "raw": match["equation"]})
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
