"""Name the explorer of the Silk Roads."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ca_summit.explorers.controls import Control, remembered
from ca_summit.explorers.explorer import Explorer
from ca_summit.explorers.options import LANGUAGE
from ca_summit.explorers.recipe import Call, Recipe
from ca_summit.explorers.simplify import merged_roads
from ca_summit.explorers.slider_steps import Slides, step_of
from ca_summit.names import language_or_chosen

if TYPE_CHECKING:
    import pandas as pd

    from ca_summit.explorers.recipe import Values

#: Centuries of the Silk Roads, from the 3rd before to the 17th of our era.
CENTURIES = tuple(
    (
        (
            f"{abs(c)}{'th' if abs(c) > 3 else ('st', 'nd', 'rd')[abs(c) - 1]}"
            f"{' BCE' if c < 0 else ''}"
        ),
        c,
    )
    for c in (*range(-3, 0), *range(1, 18))
)

#: Centuries that the map in a saved notebook offers, the most telling first.
TELLING = (8, -2, 13, 2, 5, 10, 16)


def explore_silk_road(
    century: int | None = None,
    routes: pd.DataFrame | None = None,
    *,
    kind: str | None = None,
    certainty: str | None = None,
    language: str | None = None,
    reset: bool = False,
) -> Explorer:
    """Explore where the Silk Roads ran, by century, kind of route and certainty.

    Parameters
    ----------
    century
        ``8`` for the 8th of our era, ``-2`` for the 2nd BCE. Default: all.
    routes
        A table like ``load_routes()``. Default: that table.
    kind
        ``historical_land``, ``historical_branch`` or ``historical_steppe``. Default: all.
    certainty
        ``certain``, ``probable`` or ``schematic`` stretches alone. Default: all.
    language
        ``"en"``, ``"ru"``, ``"kk"`` or ``"local"`` (own names of the five). Default: that of
        :func:`ca_summit.use_language`, English at first.
    reset
        Forget where the controls stood when the cell ran last.

    Returns
    -------
    Explorer
        Live in JupyterLab; ``.code`` is the call that draws the present view, ``.set(…)`` moves
        controls.

    Notes
    -----
    An impossible value or a broken table raises nothing: the figure says what is wrong.

    In a saved notebook the map without live controls offers some centuries, in a report every
    century, kind and certainty; its caption says what is left out.

    Examples
    --------
    >>> explore_silk_road(8, reset=True).code
    'map_silk_road(century=8)'
    """
    from ca_summit.maps.silk_road import KINDS, map_silk_road

    language = language or language_or_chosen()
    words = {"certain": "certain", "probable": "probable", "schematic": "schematic"}
    kinds = tuple((text, key) for key, (text, *_) in KINDS.items())

    def controls(values: Values) -> list[Control]:  # noqa: ARG001 - no choice depends on another
        return [
            Control(
                "century",
                "Century",
                "slide",
                (("all", None), *CENTURIES),
                help="Routes alive in that century",
                resets=(),
            ),
            Control(
                "kind", "Kind", "choice", (("all", None), *kinds), help="Kind of route", resets=()
            ),
            Control(
                "certainty",
                "Certainty",
                "choice",
                (("all", None), *words.items()),
                help="How well the course is known",
                resets=(),
            ),
            LANGUAGE,
        ]

    def call(values: Values) -> Call:
        return Call(map_silk_road, {"routes": routes, **values})

    slides = Slides(call, "century", _step)

    def short(spec: dict[str, Any]) -> dict[str, Any]:
        whole = {**starts, "kind": None, "certainty": None}
        return merged_roads(spec, slides.lives(whole, TELLING)) if spec["data"] else spec

    recipe = Recipe(
        "explore_silk_road",
        "the Silk Roads",
        remembered(controls),
        call,
        opens=(explore_silk_road, {"routes": routes}),
        axes=("century", "kind", "certainty"),
        budget=50_000,
        room=24_000,
        draws=2,
        short=short,
        quick=slides.view,
        light=partial(step_of, slides, TELLING),
        first={"century": TELLING},
    )
    starts = {"century": century, "kind": kind, "certainty": certainty, "language": language}
    return Explorer(recipe, starts, reset=reset, tables=(routes,))


def _step(century: int | None) -> str:
    """Return the label that the map's own slider gives a century."""
    if century is None:
        return "all"
    return f"{century}" if century > 0 else f"{-century} BCE"
