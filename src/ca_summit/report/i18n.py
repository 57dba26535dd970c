"""Hold the words of the report's own controls; other languages stand in the catalogues."""

from __future__ import annotations

from html import escape

from ca_summit.judgements import MESSAGES
from ca_summit.translations import COMPLETE, NOT_REVIEWED, WRITTEN, translate

#: Words of a page by the key under which templates and scripts know them.
PAGE = {
    "skip": "Skip to the text",
    "contents": "Contents",
    "light": "Light",
    "dark": "Dark",
    "theme": "Switch between light and dark",
    "code": "Code",
    "code_all": "Show or hide all code",
    "present": "Present",
    "present_hint": "Show slides of one thought or one figure each; arrow keys turn the pages, "
    "Escape ends",
    "print": "Print",
    "show_code": "Code",
    "copy": "Copy",
    "copied": "Copied",
    "figure": "Figure",
    "table": "Table of the data",
    "rows_left": "The first {shown} of {total} rows; with JavaScript, this table and its CSV "
    "file have all.",
    "sources": "Sources",
    "source_list": "Sources of the figures",
    "source_count": "All {count} sources",
    "read_in": "Read in a copy: {places}.",
    "read_in_on": "Read in a copy: {places}, on {day}.",
    "bibtex": "BibTeX",
    "csv": "CSV",
    "large": "Enlarge",
    "tools": "Tools",
    "plot_tools": "Zoom and move",
    "plot_in": "Zoom in",
    "plot_out": "Zoom out",
    "plot_reset": "Show all again",
    "plot_zoom": "Zoom to a frame",
    "plot_pan": "Move",
    "plot_box": "Choose by a frame",
    "plot_lasso": "Choose by a line",
    "plot_turn": "Turn",
    "plot_double": "Click twice to show all again",
    "classroom": "Worksheets and handbook",
    "large_hint": "Open the figure large, to zoom and move it",
    "close": "Close",
    "png": "PNG",
    "svg": "SVG",
    "download_csv": "Save the data as CSV",
    "download_png": "Save the picture as PNG",
    "download_svg": "Save the picture as SVG",
    "controls": "Controls",
    "play": "Play",
    "pause": "Pause",
    "answer": "Answer",
    "show_answer": "Show the answer",
    "teacher_only": "For teachers",
    "error": "Error",
    "messages": "Messages of the program",
    "drawing": "The figure is being drawn …",
    "not_drawn": "The figure needs JavaScript and a current browser; its data stand in the table "
    "below.",
    "too_old": "This browser is too old to draw figures. All text and data are here; a current "
    "Firefox, Chrome, Edge or Safari draws the figures as well.",
    "draw_failed": "The browser could not draw this figure. Its data stand in the table below.",
    "outlines_from": "Outlines: Natural Earth 4.1 (public domain), coarse; Crimea as in "
    "resolution 68/262 of the UN General Assembly.",
    "places_unknown": "The outlines of this file do not have these places of the map: "
    "{places}. Their data stand in the table below.",
    "remote_geojson": "This map takes its outlines from an address on the internet, and this file "
    "fetches nothing. Its data stand in the table below.",
    "unknown_trace": "Plotly no longer draws this kind of figure. Its data stand in the table "
    "below.",
    "picture_left": "A picture from the internet is left out of this figure.",
    "frames": "The table shows the state in which the figure opens.",
    "widget": "A control that works only while the notebook runs in Jupyter.",
    "left": "not included",
    "left_picture": "Picture",
    "left_page": "Embedded page",
    "script_left": "This output holds a program for the browser; a sealed file does not run it.",
    "callout_note": "Note",
    "callout_tip": "Tip",
    "callout_important": "Important",
    "callout_warning": "Warning",
    "outputs": "Output",
    "picture_made": "Picture of an interactive output, made when this file was written; "
    "hovering and zooming are left out.",
    "tex_left": "A formula could not be set and stands as its source: {source}",
    "table_cut": "The table and its CSV file have the first {shown} of {total} rows; the "
    "figure draws all.",
    "tex_in_figure": "Formulas of this figure that could not be set stand as their source: "
    "{source}",
    "figure_computed": "A figure is missing: a program computes it in the browser, and a sealed "
    "file does not run programs.",
    "figure_broken": "This figure could not be read ({cause}).",
    "array_broken": "An array of this figure is damaged and left out.",
    "output_broken": "An output of this cell could not be read ({cause}).",
    "frames_of": "Animation, {count} pictures one after another",
    "link_left": "({address}: not in this file)",
    "link_dead": "(no such place: {address})",
    "left_audio": "Sound",
    "left_video": "Film",
    "picture_unreadable": "A picture of this cell could not be read.",
    "text_cut": "{size} characters between are left out.",
    "widget_state": "A control or figure of the running notebook; its state was not saved with "
    "the notebook (in Jupyter: Settings, Save Widget State Automatically).",
    "mermaid": "A diagram of Mermaid, here as its source: drawing it needs a program in the "
    "browser.",
    "vega_still": "Picture of an interactive chart; hovering and zooming are left out.",
    "vega_missing": "A chart of Vega is missing: install what draws it, "
    "pip install vl-convert-python.",
    "vega_failed": "A chart of Vega could not be drawn ({cause}).",
    "tiles_left": "The map tiles under this figure come from the internet and are left out.",
    "unreadable": "This output has a kind that a sealed file cannot show: {kind}.",
    "permalink": "Link to this section",
    "screen": "Slide {at} of {total}",
    "chapter": "Read the chapter (figures: {figures})",
    "chapter_bare": "Read the chapter",
    "methods": "Data and methods of this chapter",
    "figure_again": "FIGURE shows it: {title}",
    "previous": "Previous section",
    "next": "Next section",
    "end": "End the presentation",
    "built": "Built on {date}",
    "not_reviewed": "No native speaker has reviewed the wording of this page in this language.",
    "prose_left": "Chapters whose text is not translated yet are in English; their figures and "
    "tables speak the language of this page.",
    "sealed": "This file is complete: it opens without a network and sends nothing.",
    "picture": "Picture made by the code of this cell",
    "series": "series",
    "downloaded": "Saved",
    "exercise_ages": "ages",
    "exercise_answer": "Your answer",
    "exercise_letters": "Letters in order",
    "exercise_check": "Check",
    "exercise_hint": "Hint",
    "exercise_checking": "Checking …",
    "exercise_first": "Skip to the first exercise",
    "exercise_slip": "My answers",
    "exercise_exercise": "Exercise",
    "exercise_kept": "What you write stays in this browser when the page is closed; it is sent "
    "nowhere.",
    "exercise_name": "Name",
    "exercise_day": "Date",
    "exercise_open": "open",
    "exercise_is_right": "right",
    "exercise_is_near": "nearly right",
    "exercise_is_wrong": "not right",
    "exercise_given": "Answer",
    "exercise_state": "Result",
    "exercise_print": "Print this slip",
    "exercise_save": "Save this slip",
    "exercise_erase": "Erase all answers",
    "exercise_erase_sure": "Erase? Press once more",
    "exercise_score": "{right} of {total} exercises right.",
}


def words(language: str) -> dict[str, str]:
    """Return the words of a page by key; English where there is no translation.

    Judgements of exercises are those of :func:`ca_summit.check_answer`.

    Examples
    --------
    >>> words("de")["contents"], words("en")["exercise_right"]
    ('Contents', 'Right.')
    """
    code = page_language(language)
    found = {key: translate(text, code, "page") for key, text in PAGE.items()}
    return found | {f"exercise_{key}": translate(text, code) for key, text in MESSAGES.items()}


def page_language(language: str) -> str:
    """Return the language of a page's own words: that asked for, or English.

    Examples
    --------
    >>> page_language("ru-KZ"), page_language("de")
    ('ru', 'en')
    """
    code = language.lower().split("-")[0]
    return code if code in WRITTEN else "en"


def review_note(language: str, *, foreign: bool = False) -> str:
    """Return what a page says at its top about its language, as HTML.

    Parameters
    ----------
    foreign
        Whether prose of the page is in another language.

    Examples
    --------
    >>> review_note("ru")
    ''
    >>> review_note("ru", foreign=True)[:48]
    '<p class="reviewed">Главы, текст которых ещё не '
    """
    code = page_language(language)
    notes = []
    if foreign and code in COMPLETE and code != "en":
        notes.append(escape(translate(PAGE["prose_left"], code, "page")))
    if code in NOT_REVIEWED:
        said = PAGE["not_reviewed"]
        notes.append(
            f'{escape(translate(said, code, "page"))} <span lang="en">{escape(said)}</span>'
        )
    return "".join(f'<p class="reviewed">{note}</p>' for note in notes)


def prose(source: str, language: str) -> str | None:
    """Return a cell of prose of a bundled notebook in a language; None where there is none."""
    code = page_language(language)
    if code not in COMPLETE:
        return None
    # The heading of a section that stands alone has become the title of its page.
    for mark in ("", "#"):
        found = translate(mark + source, code, "notebook")
        if found != mark + source:
            return found.removeprefix(mark)
    return None
