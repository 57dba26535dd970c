"""Set TeX formulas as MathML, which browsers draw by themselves."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING, Any

from selectolax.lexbor import LexborHTMLParser

from ca_summit.report.styles import clean_declarations

if TYPE_CHECKING:
    from ca_summit.report.losses import Losses

_TAG = re.compile(r"^[a-z]{2,20}$")
_ATTRIBUTES = frozenset(
    """
        display mathvariant stretchy fence separator form lspace rspace accent accentunder minsize
        maxsize columnalign rowspacing columnspacing columnlines rowlines linethickness width
        height depth displaystyle scriptlevel movablelimits symmetric notation largeop class
        columnspan rowspan mathcolor mathsize open close
        """.split()
)
_PLAIN = re.compile(r"^[\w\s.#%+-]*$")
_NOT_DRAWN = frozenset(["annotation", "annotation-xml", "script", "style"])
_NUMBERED = re.compile(r"\\begin\{(equation|align|gather|multline)\}")
_MACROS = {
    "require": "",
    "substack": r"\begin{matrix}#1\end{matrix}",
    "mbox": r"\text{#1}",
    "hbox": r"\text{#1}",
    "pmb": r"\boldsymbol{#1}",
    "ensuremath": "#1",
    "href": "#2",
    "style": "#2",
    "class": "#2",
    "cssId": "#2",
    "smash": "#1",
    "hfill": r"\quad",
    "LaTeX": r"\text{LaTeX}",
    "TeX": r"\text{TeX}",
    "euro": r"\text{€}",
}
_SAME = (
    (re.compile(r"\\(begin|end)\{(?:eqnarray|flalign)(\*?)\}"), r"\\\1{align\2}"),
    (re.compile(r"\\begin\{alignat(\*?)\}\s*\{\d+\}"), r"\\begin{align\1}"),
    (re.compile(r"\\end\{alignat(\*?)\}"), r"\\end{align\1}"),
    (re.compile(r"\\(begin|end)\{split\}"), r"\\\1{aligned}"),
    (re.compile(r"\\(begin|end)\{smallmatrix\}"), r"\\\1{matrix}"),
    (re.compile(r"\\(?:begin|end)\{(?:subequations|displaymath|math)\}"), ""),
    (re.compile(r"\\nonumber(?![A-Za-z])"), r"\\notag"),
    (re.compile(r"\\require\s*\{[^{}]*\}"), ""),
    (
        re.compile(
            r"\\(?:tiny|scriptsize|small|normalsize|large|Large|LARGE|huge|Huge)(?![A-Za-z])"
        ),
        "",
    ),
    (re.compile(r"\\ref\s*\{"), r"\\eqref{"),
    (
        re.compile(r"\\DeclareMathOperator\*?\s*\{(\\\w+)\}\s*\{([^{}]*)\}"),
        r"\\newcommand{\1}{\\operatorname{\2}}",
    ),
)
_UNICODE = re.compile(r"\\unicode\s*\{(?:[xX](?P<hex>[0-9A-Fa-f]{1,6})|(?P<decimal>\d{1,7}))\}")
_WORDS_WITH_FORMULA = re.compile(r"\\(?:text|mbox|textrm)\s*\{([^{}]*\$[^{}]*)\}")
#: Stands for the number of an equation until the whole notebook is read.
_REFERENCE = re.compile("\ue006([^\ue007]*)\ue007")
_DOLLARS = re.compile(
    r"\$\$(?P<block>[^$]+)\$\$|(?<![\\$])\$(?![\s$])(?P<inline>[^$\n]+?)(?<![\s\\])\$(?![\d$])"
    r"|\\\((?P<round>.+?)\\\)|\\\[(?P<square>.+?)\\\]|(?P<environment>\\begin\{"
    r"(?P<name>equation|align|gather|multline|eqnarray|alignat|flalign)\*?\}.+?\\end\{(?P=name)\*?\})"
    r"|\\(?:eq)?ref\{(?P<label>[^{}]+)\}",
    re.DOTALL,
)


class Formulas:
    r"""Set the formulas of one notebook; macros and labels hold from cell to cell, as in Jupyter.

    Parameters
    ----------
    prefix
        Begins the ids of equations, apart from those of other notebooks.
    losses
        Remembers what cannot be set.

    Examples
    --------
    >>> from ca_summit.report.i18n import words
    >>> from ca_summit.report.losses import Losses
    >>> formulas = Formulas("n0", Losses(words("en")))
    >>> formulas.html(r"\newcommand{\Reals}{\mathbb{R}}")
    ''
    >>> formulas.html(r"x \in \Reals")
    '<math><mi>x</mi><mo>∈</mo><mi>ℝ</mi></math>'
    >>> formulas.html(r"\ce{H2O}")
    '<code class="formula">\\ce{H2O}</code>'
    """

    def __init__(self, prefix: str, losses: Losses) -> None:
        from math_core import LatexToMathML

        self._prefix, self._losses = prefix, losses
        self._numbers: dict[str, str] = {}
        self._converter = LatexToMathML(
            macros=_MACROS, global_group=True, fancy_error=False, allow_unreliable_rendering=True
        )

    def html(self, source: str, *, block: bool = False) -> str:
        """Return TeX without its dollar signs as MathML; as marked source what cannot be set."""
        made = self.set(source, block=block)
        if made is not None:
            return made
        self._losses.text("tex_left", source=source.strip()[:80])
        return f'<code class="formula">{escape(source.strip())}</code>'

    def set(self, source: str, *, block: bool = False) -> str | None:
        """Return MathML, or None if the source cannot be set."""
        found = self.parse(source, block=block)
        if found is None:
            return None
        return self.mathml(found) if found.child is not None else ""

    def parse(self, source: str, *, block: bool = False) -> Any:
        """Return the ``math`` element of a formula, or None if it cannot be set."""
        from math_core import LatexError

        text = _rewritten(source, block=block)
        for attempt in (text, re.sub(r"\\newcommand\b", r"\\renewcommand", text)):
            try:
                made = self._converter.convert_with_global_state(attempt, displaystyle=block)
            except LatexError:
                continue
            return LexborHTMLParser(made, is_fragment=True).css_first("math")
        return None

    def among_words(self, text: str) -> bool:
        """Whether a text holds formulas and words beside them."""
        rest, found = _DOLLARS.subn("", text)
        return bool(found and rest.strip())

    def in_text(self, text: str, *, sure: bool = False) -> str:
        """Return plain text as HTML with the formulas in it set, as MathJax does in outputs.

        What cannot be set stays as it is, for a dollar may be money; where the text is ``sure`` to
        be TeX, it is marked.
        """
        if "$" not in text and "\\" not in text:
            return escape(text)
        pieces, done = [], 0
        for match in _DOLLARS.finditer(text):
            kind = match.lastgroup if match.lastgroup != "name" else "environment"
            inside = next(v for k, v in match.groupdict().items() if v is not None and k != "name")
            if match["label"] is not None:
                made: str | None = self.reference(match["label"])
            else:
                write = self.html if sure else self.set
                made = write(inside, block=kind in {"block", "square", "environment"})
            if made is not None:
                pieces += [escape(text[done : match.start()]), made]
                done = match.end()
        return "".join([*pieces, escape(text[done:])])

    def reference(self, label: str) -> str:
        """Return a link to a numbered equation, which may follow later."""
        name = self._id(label)
        return f'<a href="#{name}">(\ue006{name}\ue007)</a>'

    def resolved(self, html: str) -> str:
        """Return the HTML of the notebook with the numbers of its equations."""
        return _REFERENCE.sub(lambda match: self._numbers.get(match[1], "?"), html)

    def mathml(self, node: Any) -> str:
        """Return a ``math`` element, its own or one of a notebook, with its harmless parts only."""
        if node.tag == "-text":
            return escape(node.text_content or "", quote=False)
        tag = str(node.tag or "")
        if tag.startswith(("-", "_")) or tag in _NOT_DRAWN:
            return ""
        inside, child = [], node.child
        while child is not None:
            inside.append(self.mathml(child))
            child = child.next
        content = "".join(inside)
        attributes = node.attributes
        if tag == "a" and str(attributes.get("href", "")).startswith("#"):
            return self.reference(str(attributes["href"])[1:])
        if not _TAG.match(tag):
            return content
        kept = "".join(
            f' {name}="{escape(value)}"'
            for name, value in attributes.items()
            if name in _ATTRIBUTES and value is not None and _PLAIN.match(value)
        )
        style = clean_declarations(attributes.get("style") or "")
        if attributes.get("id"):
            name = self._id(str(attributes["id"]))
            kept += f' id="{name}"'
            self._numbers[name] = re.sub(r"<[^>]+>|[()\s]", "", content)
        kept += f' style="{escape(style)}"' if style else ""
        return f"<{tag}{kept}>{content}</{tag}>" if tag.startswith("m") else content

    def _id(self, label: str) -> str:
        return f"{self._prefix}e_{re.sub(r'[^A-Za-z0-9_-]', '-', label)}"


def _rewritten(source: str, *, block: bool) -> str:
    """Return TeX in the commands that the converter knows."""
    text = source.strip()
    for pattern, replacement in _SAME:
        text = pattern.sub(replacement, text)
    text = re.sub(r"&\s*(=|<|>|\\(?:le|ge|leq|geq|approx|equiv|sim|to)\b)\s*&", r"&\1", text)
    text = _WORDS_WITH_FORMULA.sub(_words_apart, _UNICODE.sub(_sign, text))
    if not _NUMBERED.search(text):
        text = re.sub(r"\\notag(?![A-Za-z])", "", text)
    if re.search(r"\\(label|tag)\b", text) and not _NUMBERED.search(text):
        if block and r"\tag" in text:
            return rf"\begin{{equation}}{text}\end{{equation}}"
        text = re.sub(r"\\(label|tag)\s*\{[^{}]*\}", "", text)
    return text


def _sign(match: re.Match[str]) -> str:
    number = int(match["hex"], 16) if match["hex"] else int(match["decimal"])
    known = 32 <= number <= 0x10FFFF and not 0xD800 <= number < 0xE010
    return rf"\text{{{chr(number)}}}" if known else match[0]


def _words_apart(match: re.Match[str]) -> str:
    pieces = match[1].split("$")
    return "".join(
        (rf"\text{{{piece}}}" if piece else "") if at % 2 == 0 else f"{{{piece}}}"
        for at, piece in enumerate(pieces)
    )


def plotly_text(node: Any) -> str | None:
    r"""Return a ``math`` element in the signs and few tags of plotly's texts, if they suffice.

    Examples
    --------
    >>> from ca_summit.report.i18n import words
    >>> from ca_summit.report.losses import Losses
    >>> plotly_text(Formulas("n0", Losses(words("en"))).parse(r"\sqrt{x_1}"))
    '√<i>x</i><sub>1</sub>'
    """
    tag = str(node.tag or "")
    if tag == "-text":
        return escape(" ".join((node.text_content or "").split(" ")), quote=False)
    if tag.startswith(("-", "_")):
        return ""
    parts: list[str] = []
    child = node.child
    while child is not None:
        part = plotly_text(child)
        if part is None:
            return None
        if child.tag != "-text" or part.strip():
            parts.append(part)
        child = child.next
    return _plotly_part(tag, parts)


def _plotly_part(tag: str, parts: list[str]) -> str | None:
    whole = "".join(parts)

    def grouped(part: str) -> str:
        return f"({part})" if len(re.sub(r"<[^>]+>", "", part)) > 1 else part

    if tag == "mi":
        return f"<i>{whole}</i>" if len(whole) == 1 and whole.isalpha() else whole
    if tag == "mo":
        return {"⁡": "", "\u2062": "", "&": "&amp;"}.get(
            whole, f" {whole} " if whole in "=≈≤≥≠<>±→∈∼" and whole else whole
        )
    if tag in {"math", "mrow", "mn", "mtext", "mstyle", "mpadded", "semantics", "merror"}:
        return whole
    if tag == "mspace":
        return " "
    if tag == "msqrt":
        single = re.fullmatch(r"<i>.</i>(<su[bp]>.*</su[bp]>)?", whole)
        return f"√{whole if single else grouped(whole)}"
    if tag == "mfrac" and len(parts) == 2:
        return f"{grouped(parts[0])}/{grouped(parts[1])}"
    if tag in {"msub", "munder"} and len(parts) == 2:
        return f"{parts[0]}<sub>{parts[1]}</sub>"
    if tag in {"msubsup", "munderover"} and len(parts) == 3:
        return f"{parts[0]}<sub>{parts[1]}</sub><sup>{parts[2]}</sup>"
    if tag == "mover" and len(parts) == 2:
        marks = {
            "ˆ": "\u0302",
            "^": "\u0302",
            "¯": "\u0304",
            "˜": "\u0303",
            "~": "\u0303",
            "˙": "\u0307",
            "¨": "\u0308",
            "⃗": "\u20d7",
            "→": "\u20d7",
        }
        mark = marks.get(parts[1].strip())
        return (
            re.sub(r"(</i>)?$", rf"{mark}\1", parts[0], count=1)
            if mark
            else f"{parts[0]}<sup>{parts[1]}</sup>"
        )
    return f"{parts[0]}<sup>{parts[1]}</sup>" if tag == "msup" and len(parts) == 2 else None


_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


def plain_formula(node: Any) -> str:
    """Return a ``math`` element in plain signs, for contents; empty if they do not suffice."""
    made = plotly_text(node) if node is not None else None
    if not made:
        return ""
    made = re.sub(r"<sup>([0-9+=()n-]+)</sup>", lambda m: m[1].translate(_RAISED), made)
    made = re.sub(r"<sub>([0-9+=()-]+)</sub>", lambda m: m[1].translate(_LOWERED), made)
    return " ".join(
        unescape(
            re.sub(r"<sup>", "^", re.sub(r"<sub>", "_", made))
            .replace("</sup>", "")
            .replace("</sub>", "")
            .replace("<i>", "")
            .replace("</i>", "")
        ).split()
    )
