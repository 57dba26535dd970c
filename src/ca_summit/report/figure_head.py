"""Write the head and foot of a figure, which the page shows itself, as HTML."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ca_summit.report.plotly_json import Spec

#: Names of the annotations whose text the page shows; they have these names in every figure.
_NAMED = {
    "question": "ca_summit_question",
    "key": "ca_summit_key",
    "source": "ca_summit_source",
}
_KEPT = frozenset(["b", "strong", "i", "em", "sub", "sup", "span"])
_COLOR = re.compile(r"(?:^|;)\s*color\s*:\s*(#[0-9A-Fa-f]{3,8}|rgba?\([\d., %]+\))")


class Head:
    """The texts around one figure, and the pixels of its margins that they leave free.

    Parameters
    ----------
    spec
        A figure; only one that says how many pixels its head or foot takes gives them away.

    Attributes
    ----------
    top, bottom
        Pixels to be taken off the margins.
    """

    def __init__(self, spec: Spec) -> None:
        self.top, self.bottom = (_whole(spec.meta.get(name)) for name in ("head", "foot"))
        title = spec.layout.get("title")
        title = title if isinstance(title, dict) else {"text": title}
        below = title.get("subtitle")
        texts = {
            "question": spec.meta.get("question"),
            "title": str(title.get("text") or "").replace("<br>", " "),
            "subtitle": spec.meta.get("subtitle")
            or (below.get("text") if isinstance(below, dict) else ""),
        }
        for note in spec.layout.get("annotations") or []:
            for part, name in _NAMED.items():
                if isinstance(note, dict) and note.get("name") == name and part != "question":
                    texts[part] = str(note.get("text") or "").replace("<br>", " ")
        self._texts = {part: text if isinstance(text, str) else "" for part, text in texts.items()}

    @property
    def given(self) -> bool:
        """Whether the figure gives head or foot to the page."""
        return bool(self.top or self.bottom)

    def above(self) -> str:
        """Return question, title, subtitle and key; an empty line waits unseen to be filled."""
        if not self.top:
            return ""
        return "".join(self._line(part) for part in ("question", "title", "subtitle", "key"))

    def below(self) -> str:
        """Return notes and sources."""
        return self._line("source") if self.bottom else ""

    def _line(self, part: str) -> str:
        text = self._texts.get(part, "")
        unseen = "" if text else " hidden"
        return f'<p class="fig-{part}"{unseen}>{marked(text)}</p>'


def marked(text: str) -> str:
    """Return a text of plotly as HTML: its few tags and colours, and nothing else.

    Examples
    --------
    >>> marked("<b>5 & 6<br>of 7 <img src=x onerror=y>")
    '<b>5 &amp; 6<br>of 7 </b>'
    """
    reader = _Marks()
    reader.feed(text)
    reader.close()
    return "".join([*reader.done, *(f"</{tag}>" for tag in reversed(reader.open))])


class _Marks(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.done: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.done.append("<br>")
        elif tag in _KEPT:
            color = _COLOR.search(dict(attrs).get("style") or "")
            style = f' style="color:{color[1]}"' if color else ""
            self.done.append(f"<{tag}{style}>")
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while tag in self.open:
            last = self.open.pop()
            self.done.append(f"</{last}>")
            if last == tag:
                break

    def handle_data(self, data: str) -> None:
        self.done.append(escape(data, quote=False))


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
