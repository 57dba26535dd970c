"""Save a figure as a picture for print, or as a sealed snippet for a web page."""

from __future__ import annotations

import copy
import json
import logging
import math
import os
import re
import threading
import warnings
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ca_summit.metadata import figure_metadata
from ca_summit.picture_words import is_ours, tell_pdf, tell_png, tell_svg, told_of
from ca_summit.report.errors import ReportError
from ca_summit.report.target import check_target

if TYPE_CHECKING:
    from collections.abc import Iterator

    import plotly.graph_objects as go

FORMATS = ("png", "svg", "pdf", "html")
_INCH, _SCREEN, _POINTS = 25.4, 96, 72  # millimetres, pixels and points of an inch
_NARROW = 560  # pixels below which a figure takes its short forms
_NARROWEST, _WIDEST = 40, 1200  # millimetres
_PLOTLY = "plotly.min.js"
_NOT_ON_PAPER = {"template", "meta", "hoverlabel", "sliders", "updatemenus"}
_ROOM = 31  # widths of a letter's size below which texts of figures are cut
_LEAST_MAP = 0.6  # height of a map, in widths


class PictureError(RuntimeError):
    """A figure that cannot be saved; the text says why and what to do."""


def save_figure(
    fig: go.Figure,
    path: str | Path,
    *,
    width_mm: float = 170,
    font_pt: float = 7,
    dpi: int = 300,
    static: bool = True,
    shared: bool = False,
    overwrite: bool = False,
) -> Path:
    """Save a figure: ``.png``, ``.svg``, ``.pdf`` for print, ``.html`` for a web page.

    For print sliders and buttons are left out, long texts are set for the width, and the smallest
    text has the size asked for. An ``.html`` file is sealed: it stands alone, makes no request and
    fits 320 to 1,600 pixels; put it into a page with an ``iframe``.

    Parameters
    ----------
    fig
        Any plotly figure. One of this package keeps its source line and its alt text.
    path
        The file; its ending says the format. An earlier picture of this function is replaced, any
        other file stays.
    width_mm
        Width in print, millimetres. One column of a journal is about 85, two are about 170.
    font_pt
        Size of the smallest text in print, points; up to 7 on 85 mm, 15 on 170 mm, else a warning
        says that texts may be cut.
    dpi
        Dots per inch of a PNG.
    static
        Leave out sliders and buttons. False keeps them in the state in which they are.
    shared
        An ``.html`` without plotly's program, which is put beside it once as ``plotly.min.js``:
        for many figures in one folder. Such a file loads that neighbour and is not sealed.
    overwrite
        Replace a file of this name that something else wrote, too.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ValueError
        If the ending is none of the formats or a size is out of reach.
    TypeError
        If ``fig`` is no plotly figure.
    PictureError
        If the machine has no browser that draws, Kaleido is not installed, or the file cannot be
        written or has to stay.

    Examples
    --------
    >>> save_figure(None, "a.png")
    Traceback (most recent call last):
    TypeError: save_figure() needs a plotly figure; got NoneType. Make one, such as plot_known_on().
    """
    import plotly.graph_objects as go

    if not isinstance(fig, go.Figure):
        raise TypeError(
            f"save_figure() needs a plotly figure; got {type(fig).__name__}. "
            "Make one, such as plot_known_on()."
        )
    target = Path(path)
    kind = target.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        endings = ", ".join(f".{name}" for name in FORMATS)
        raise ValueError(f"`path` must end in one of {endings}; got {str(path)!r}.")
    if target.is_dir():
        raise PictureError(f"{str(target)!r} is a folder; give the name of a file.")
    if not _NARROWEST <= width_mm <= _WIDEST:
        raise ValueError(f"`width_mm` must be {_NARROWEST} to {_WIDEST}; got {width_mm!r}.")
    if not 3 <= font_pt <= 40:
        raise ValueError(f"`font_pt` must be 3 to 40 points; got {font_pt!r}.")
    if not 50 <= dpi <= 2400:
        raise ValueError(f"`dpi` must be 50 to 2400; got {dpi!r}.")
    if not target.parent.is_dir():
        raise PictureError(f"There is no folder {str(target.parent)!r}; make it first.")
    _check_target(target, overwrite=overwrite)
    if kind == "html":
        content = _snippet(fig, _PLOTLY if shared else "").encode()
        if shared:
            _put_program(target.parent / _PLOTLY, overwrite=overwrite)
    else:
        content = _printed(fig, kind, width_mm, font_pt, dpi, static=static)
    _write(target, content)
    return target


def for_print(fig: go.Figure, width: float, *, static: bool = True) -> go.Figure:
    """Return a copy of a figure for a fixed width, texts set for it, controls left out.

    Parameters
    ----------
    width
        Pixels of the picture.

    Examples
    --------
    >>> import ca_summit as ca
    >>> for_print(ca.plot_known_on(), 400).layout.width
    400
    """
    import plotly.graph_objects as go

    carried = figure_metadata(fig)
    parts = copy.deepcopy(fig.to_plotly_json())
    parts.pop("frames", None)
    layout = parts["layout"]
    if static:
        layout.pop("sliders", None)
        layout.pop("updatemenus", None)
    if width < _NARROW or _words_too_wide(fig, width):
        for place, short in carried.get("narrow", {}).items():
            _put(parts, place, short)
    elif _heads_too_wide(fig, width):
        above = layout["margin"]["t"]
        for place, short in carried.get("narrow", {}).items():
            if place.startswith(("xaxis", "margin.t")):
                _put(parts, place, short)
        layout["height"] += layout["margin"]["t"] - above
    out = go.Figure(parts)
    out.update_layout(width=round(width), autosize=False)
    if "head" in carried:
        out.update_layout(paper_bgcolor="white")
        _set_texts(out, carried, width)
    else:
        _set_words_of_others(out, width)
    return out


def _set_words_of_others(fig: go.Figure, width: float) -> None:
    """Break title, headings of panels and long names on the upright axis, which would be cut."""
    from ca_summit.figures.typesetting import lines_of, pixels, set_in

    template = fig.layout.template.layout
    base = float(fig.layout.font.size or template.font.size or 12)
    title = fig.layout.title
    if title.text:
        size = float(title.font.size or template.title.font.size or 1.4 * base)
        title.text = set_in(title.text, 0.9 * width, size)
        above = 1.3 * size * len(lines_of(title.text)) + 40
        if title.y is None and above > 80:
            fig.update_layout(margin_t=max(fig.layout.margin.t or 80, above + 30))
            fig.update_layout(title={"y": 1 - 20 / (fig.layout.height or 450), "yanchor": "top"})
    panels = {axis.domain[0] for axis in fig.select_xaxes() if axis.domain}
    for note in fig.layout.annotations:
        if note.text and note.xref == "paper" and not note.showarrow:
            room = 0.75 * width / max(len(panels), 1)
            note.text = set_in(note.text, room, float(note.font.size or base))
    names = {
        name
        for trace in fig.data
        if getattr(trace, "orientation", None) == "h" and trace.y is not None
        for name in map(str, trace.y)
        if pixels(name, base) > 0.35 * width
    }
    if names:
        short = {name: set_in(name, 0.35 * width, base) for name in names}
        rows = sum(len(lines_of(text)) + 0.5 for text in short.values())
        margin = (fig.layout.margin.t or 100) + (fig.layout.margin.b or 80)
        fig.update_yaxes(labelalias=short)
        fig.update_layout(height=max(fig.layout.height or 450, 1.3 * base * rows + margin))


def _words_too_wide(fig: go.Figure, width: float) -> bool:
    """Tell whether words that stand as marks, such as sentences in rows, are set for more room."""
    from ca_summit.figures.margins import TICKS
    from ca_summit.figures.typesetting import widest

    room = width - (fig.layout.margin.l or 0) - (fig.layout.margin.r or 0)
    return any(
        widest(str(text), trace.textfont.size or TICKS) > room
        for trace in fig.data
        if trace.type == "scatter" and "text" in (trace.mode or "") and trace.text is not None
        for text in ([trace.text] if isinstance(trace.text, str) else trace.text)
    )


def _heads_too_wide(fig: go.Figure, width: float) -> bool:
    """Tell whether heads of columns would touch."""
    from ca_summit.figures.typesetting import widest

    axis = fig.layout.xaxis
    if axis.side != "top" or not axis.ticktext or len(axis.ticktext) < 2 or not axis.range:
        return False
    room = width - (fig.layout.margin.l or 0) - (fig.layout.margin.r or 0)
    step = min(b - a for a, b in pairwise(axis.tickvals)) / (axis.range[1] - axis.range[0])
    return widest("<br>".join(axis.ticktext), axis.tickfont.size) > float(room * step)


def _set_texts(fig: go.Figure, carried: dict[str, Any], width: float) -> None:
    """Set head and foot of a figure of this package anew for a width, and the height for both."""
    from ca_summit.figures import margins
    from ca_summit.figures.frame import Key, key_line
    from ca_summit.figures.typesetting import set_in

    # The margins are final; what plotly adds to them would move head and foot aside.
    fig.update_xaxes(automargin=False)
    fig.update_yaxes(automargin=False)
    margin, layout = fig.layout.margin, fig.layout
    if width < _NARROW and not layout.yaxis.scaleanchor:
        margins.set_sides(fig)  # shorter labels leave more room
    room = 0.97 * (width - 2 * margins.EDGE)  # widths of texts are estimates
    area = layout.height - margin.t - margin.b
    above, below = margin.t - carried["head"], margin.b - carried["foot"]
    title = re.sub(r"<br\s*/?>", " ", layout.title.text or "")
    key = [Key(*entry) for entry in carried.get("key", [])]
    head = margins.Head(
        carried.get("question", ""), title, carried.get("subtitle", ""), key_line(key)
    )
    taken = margins.set_head(fig, head, above=max(0, above - 16), width=room)
    for note in fig.layout.annotations:
        if note.name == margins.SOURCE_NAME:
            note.text = set_in(re.sub(r"<br\s*/?>", " ", note.text), room, margins.NOTE)
        elif note.x == 0 and note.xanchor == "left" and not note.name:
            beside = width - margin.l - margins.EDGE  # a heading of a panel
            note.text = set_in(note.text, beside, float(note.font.size or margins.TICKS))
    margins.set_foot(fig, shift=below + 10)
    if layout.yaxis.scaleanchor and layout.xaxis.range and layout.yaxis.range:
        across, up = (abs(axis.range[1] - axis.range[0]) for axis in (layout.xaxis, layout.yaxis))
        # A wide map on narrow paper shows more above and below rather than a strip.
        area = min(area, max((width - margin.l - margin.r) * up / across, _LEAST_MAP * width))
    fig.update_layout(margin={"t": max(margin.t, taken + above)})
    fig.update_layout(height=round(fig.layout.margin.t + area + fig.layout.margin.b))


def _put(parts: dict[str, Any], place: str, value: Any) -> None:
    """Set a part of a figure by its path, such as ``annotations[2].text`` or ``data[0].text``."""
    steps: list[str | int] = []
    for name, number in re.findall(r"([A-Za-z_]\w*)|\[(\d+)\]", place):
        steps.append(int(number) if number else name)
    at: Any = parts if steps[0] == "data" else parts["layout"]
    for step, after in pairwise(steps):
        if isinstance(step, str):
            at = at.setdefault(step, [] if isinstance(after, int) else {})
        elif step < len(at):
            at = at[step]
        else:
            return
    if isinstance(at, dict) or (isinstance(steps[-1], int) and steps[-1] < len(at)):
        at[steps[-1]] = value


def smallest_text(fig: go.Figure) -> float:
    """Return the size of the smallest text that a figure asks for, pixels.

    Examples
    --------
    >>> import plotly.graph_objects as go
    >>> fig = go.Figure(go.Scatter(y=[1], text=["one"], mode="text", textfont_size=[9]))
    >>> smallest_text(fig)
    9.0
    """
    parts = json.loads(fig.to_json())
    return min([12.0, *_sizes(parts["data"]), *_sizes(parts["layout"])])


def _sizes(part: Any, inside: str = "") -> Iterator[float]:
    """Yield the sizes of the fonts in a part of a figure that is drawn on paper."""
    if isinstance(part, list):
        for value in part:
            yield from _sizes(value, inside)
    elif isinstance(part, dict):
        for key, value in part.items():
            if inside.endswith("font") and key == "size":
                listed = value if isinstance(value, list) else [value]
                yield from (float(one) for one in listed if isinstance(one, (int, float)))
            elif isinstance(value, (dict, list)) and key not in _NOT_ON_PAPER:
                yield from _sizes(value, key)


def _printed(
    fig: go.Figure, kind: str, width_mm: float, font_pt: float, dpi: int, *, static: bool
) -> bytes:
    """Draw a figure so wide that its smallest text has the size asked for once it is scaled."""
    if width_mm / _INCH * _POINTS < _ROOM * font_pt:
        fitting = math.ceil(_ROOM * font_pt * _INCH / _POINTS)
        warnings.warn(
            f"save_figure(): letters of {font_pt:g} points have little room on {width_mm:g} mm; "
            f"texts may be cut. Take width_mm={fitting} or smaller letters.",
            stacklevel=3,
        )
    wide = width_mm / _INCH * _SCREEN
    factor = font_pt / _POINTS * _SCREEN / smallest_text(fig)
    drawn = for_print(fig, wide / factor, static=static)
    options = {
        "format": kind,
        "width": drawn.layout.width,
        "height": drawn.layout.height or 450,
        "scale": factor * (dpi / _SCREEN if kind == "png" else 1),
    }
    content = _draw(*_offline(drawn), options)
    told = told_of(fig)
    if kind == "svg":
        return tell_svg(content, told, width_mm)
    return tell_png(content, told, dpi) if kind == "png" else tell_pdf(content, told)


def _offline(fig: go.Figure) -> tuple[dict[str, Any], _Sheet | None]:
    """Return a figure as it is drawn without a network, and the sheet with what that needs."""
    from ca_summit.report.formulas import Formulas
    from ca_summit.report.i18n import words
    from ca_summit.report.losses import Losses
    from ca_summit.report.plotly_json import prepare

    spec = prepare(json.loads(fig.to_json()), Formulas("", Losses(words("en"))))
    said = {
        "tiles_left": "Map tiles come from the internet; coarse outlines are drawn in their place.",
        "picture_left": "Pictures from the internet are left out.",
        "places_unknown": f"The outlines do not have these places: {spec.lost_places}.",
        "tex_in_figure": f"Formulas that cannot be set stand as their source: {spec.lost_tex}.",
        "array_broken": "An array of the figure is damaged and left out.",
    }
    if not spec.drawable:
        raise PictureError(
            "The figure cannot be drawn: it takes outlines or a picture from the internet, or "
            "is of a kind that plotly no longer draws. Give it its outlines as a dictionary "
            "(geojson=...)."
        )
    for note in spec.notes:
        if note in said:
            warnings.warn(f"save_figure(): {said[note]}", stacklevel=4)
    return {"data": spec.data, "layout": spec.layout}, _Sheet() if spec.outlines else None


class _Sheet:
    """The page in which Kaleido draws, with the outlines that plotly.js would fetch."""

    def generate_index(self) -> str:
        """Return the page."""
        from kaleido import PageGenerator

        from ca_summit.report.plotly_json import OUTLINES

        page = str(PageGenerator(mathjax=False).generate_index())
        world = json.dumps(json.loads(OUTLINES.read_text(encoding="utf-8")))
        parts = OUTLINES.with_suffix(".js").read_text(encoding="utf-8")
        get = f"{{ get: (_, name) => outlines.of({world}, String(name)) }}"
        script = f"{parts}\nwindow.PlotlyGeoAssets = {{ topojson: new Proxy({{}}, {get}) }};"
        return page.replace("</head>", f"<script>{script}</script></head>")


def _draw(parts: dict[str, Any], sheet: _Sheet | None, options: dict[str, Any]) -> bytes:
    try:
        import kaleido
    except ImportError as error:
        raise PictureError(
            "save_figure() draws with Kaleido, which is not installed. From a checkout: "
            'pip install ".[pictures]". An .html file needs neither.'
        ) from error
    found = os.environ.get("BROWSER_PATH") or _browser()
    page = {"page_generator": sheet} if sheet else {"mathjax": False}
    try:
        with warnings.catch_warnings(), _silent("choreographer", "kaleido"):
            warnings.simplefilter("ignore")
            content = kaleido.calc_fig_sync(parts, opts=options, kopts={"path": found, **page})
    except Exception as error:
        cause = " ".join(str(error.args[0] if error.args else "").split())[:200]
        raise PictureError(
            f"The browser {found!r} could not draw the figure ({cause or type(error).__name__}). "
            "Name another one in CA_SUMMIT_BROWSER."
        ) from error
    return bytes(content)


@contextmanager
def _silent(*names: str) -> Iterator[None]:
    """Keep what libraries log of their own repairs from standard error; faults are raised."""
    loggers = [logging.getLogger(name) for name in names]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def _browser() -> str:
    """Return the browser that draws, or refuse."""
    from ca_summit.report.browser_picture import NoBrowserError, find_browser

    try:
        return find_browser("A PNG, SVG or PDF of save_figure()")
    except NoBrowserError as error:
        raise PictureError(f"{error}. An .html file needs none.") from error


def _snippet(fig: go.Figure, beside: str) -> str:
    """Return a page with the figure alone that makes no request but for a program beside it."""
    from nbformat.v4 import new_code_cell, new_notebook, new_output

    from ca_summit.report.page import Options, Page

    bundle = {"application/vnd.plotly.v1+json": json.loads(fig.to_json())}
    cell = new_code_cell("", outputs=[new_output("display_data", data=bundle)])
    language = figure_metadata(fig).get("language", "en")
    options = Options(bare=True, exclude_input=True, beside=beside, language=language)
    page = Page(title=told_of(fig).title or "Figure", options=options, several=False)
    page.add_notebook(new_notebook(cells=[cell]), name="figure")
    return page.html()


def _check_target(target: Path, *, overwrite: bool) -> None:
    """Refuse to replace what this package did not write, before anything is drawn."""
    if not target.exists():
        return
    try:
        if target.suffix.lower() == ".html" and not overwrite:
            check_target(target)
            return
        if not target.is_file():
            raise PictureError(f"{str(target)!r} is no file that can be replaced.")
        if not target.stat().st_mode & 0o222:
            raise PictureError(f"{str(target)!r} is write-protected and stays as it is.")
        if not overwrite and not is_ours(target):
            raise PictureError(
                f"{str(target)!r} exists and was not written by save_figure(): it stays as it is. "
                "Give another name, or add overwrite=True."
            )
    except ReportError as error:
        raise PictureError(str(error)) from error
    except OSError as error:
        raise PictureError(f"{str(target)!r} cannot be read: {error.strerror}.") from error


def _put_program(beside: Path, *, overwrite: bool) -> None:
    """Put plotly's program into a folder once; another program of that name stays."""
    from plotly.offline import get_plotlyjs

    program = get_plotlyjs().encode()
    there = beside.read_bytes() if beside.is_file() else b""
    if there and b"plotly.js v" not in there[:200] and not overwrite:
        raise PictureError(
            f"{str(beside)!r} exists and is not plotly's program: it stays as it is. Choose "
            "another folder, or add overwrite=True."
        )
    if there != program:
        _write(beside, program)


def _write(target: Path, content: bytes) -> None:
    """Replace a file only when the new one is whole."""
    new = target.with_name(f".ca-summit-{os.getpid()}-{threading.get_ident()}")
    try:
        new.write_bytes(content)
        new.replace(target)
    except OSError as error:
        raise PictureError(f"{target} cannot be written: {error.strerror}.") from error
    finally:
        new.unlink(missing_ok=True)
