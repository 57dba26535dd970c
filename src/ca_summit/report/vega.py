"""Draw charts of Vega and Vega-Lite as pictures, without a browser and without the internet."""

from __future__ import annotations

import json
import re
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ca_summit.report.context import Context

#: Altair 6 ends it in ``.json``, the others in ``+json``.
MIME = re.compile(r"^application/vnd\.(vega|vegalite)\.v(\d+)(?:\.\d+)*[+.]json$")


def embedded_spec(program: str) -> dict[str, Any] | None:
    """Return the chart that a program gives to vega-embed (as Altair writes it), or None.

    Examples
    --------
    >>> spec = '{"$schema": "…/vega-lite/v5.json"}'
    >>> embedded_spec('(function(spec){vegaEmbed("#v", spec)})(' + spec + ", {})")
    {'$schema': '…/vega-lite/v5.json'}
    """
    if "vegaEmbed" not in program:
        return None
    decoder = json.JSONDecoder()
    for found in re.finditer(r"\{\s*\"(?:config|\$schema|data|mark|layer|width|height)\"", program):
        try:
            spec, _ = decoder.raw_decode(program, found.start())
        except ValueError:
            continue
        if isinstance(spec, dict) and ("mark" in spec or "$schema" in spec):
            return spec
    return None


def vega_spec(stored: Any) -> dict[str, Any] | None:
    """Return the chart that a notebook stores as an object, or as its JSON in text."""
    try:
        spec = json.loads(stored) if isinstance(stored, str) else stored
    except ValueError:
        return None
    return spec if isinstance(spec, dict) else None


def vega_html(spec: dict[str, Any], context: Context, kind: str = "") -> str:
    """Return a chart as a picture, or the sentence that says why it is missing."""
    schema = str(spec.get("$schema", ""))
    lite = kind == "vegalite" or "vega-lite" in schema or (not kind and "vega/v" not in schema)
    try:
        import vl_convert
    except ImportError:
        return context.losses.block("vega_missing")
    from ca_summit.report.svg import svg_address

    try:
        draw = vl_convert.vegalite_to_svg if lite else vl_convert.vega_to_svg
        address = svg_address(draw(spec, allowed_base_urls=[]))
    except Exception as error:  # noqa: BLE001  # whatever stops the converter is named in the page
        cause = " ".join(str(error).split())[:160]
        return context.losses.block("vega_failed", cause=cause)
    if address is None:
        return context.losses.block("vega_failed", cause="SVG")
    alt = _alt(spec) or context.words["picture"]
    note = escape(context.words["vega_still"])
    return (
        f'<p class="picture"><img alt="{escape(alt)}" src="{address}"></p>'
        f'<p class="fig-note">{note}</p>'
    )


def _alt(spec: dict[str, Any]) -> str:
    title = spec.get("title")
    title = title.get("text") if isinstance(title, dict) else title
    title = " ".join(map(str, title)) if isinstance(title, list) else title
    return str(spec.get("description") or title or "")
