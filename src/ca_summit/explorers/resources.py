"""Name the explorer of raw materials: shares, places, pipelines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ca_summit.explorers.controls import Control, remembered, showing
from ca_summit.explorers.explorer import Explorer
from ca_summit.explorers.options import (
    LANGUAGE,
    commodity_options,
    deposit_options,
    measure_options,
)
from ca_summit.explorers.recipe import Call, Recipe
from ca_summit.explorers.simplify import light_ground, two_lines
from ca_summit.names import language_or_chosen

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from ca_summit.explorers.recipe import Values

_VIEWS = (
    ("shares of the world", "shares"),
    ("map of places", "map"),
    ("map of pipelines", "pipelines"),
)
#: Controls that have a say in each view.
_SHOWN = {
    "shares": ("view", "measure", "commodity", "at_least_pct", "language"),
    "map": ("view", "commodity", "group", "kind", "claims", "language"),
    "pipelines": ("view", "status", "fuel", "language"),
}
_KINDS = (
    ("mines", "mine"),
    ("deposits", "deposit"),
    ("oil fields", "oil_field"),
    ("gas fields", "gas_field"),
    ("dams", "dam"),
    ("plants", "processing_plant"),
)
_STATUS = (
    ("operating", "operating"),
    ("under construction", "construction"),
    ("planned", "planned"),
    ("mothballed", "mothballed"),
)


def explore_resources(
    commodity: str | None = None,
    resources: pd.DataFrame | None = None,
    *,
    view: str = "shares",
    measure: str = "production",
    at_least_pct: float = 2.0,
    group: str | None = None,
    kind: str | None = None,
    claims: bool = True,
    status: str | None = None,
    fuel: str | None = None,
    deposits: gpd.GeoDataFrame | None = None,
    energy_links: gpd.GeoDataFrame | None = None,
    language: str | None = None,
    reset: bool = False,
) -> Explorer:
    """Explore raw materials: the five's share of the world, the places, the pipelines.

    Parameters
    ----------
    commodity
        One commodity. Default: all; of the shares, those with at least ``at_least_pct``.
    resources
        A table like ``load_resources()``. Default: that table.
    view
        ``"shares"`` of the world, ``"map"`` of mines, fields, plants and dams, or ``"pipelines"``.
    measure
        ``"production"``, ``"reserves"``, ``"exports"``, ``"capacity"`` … of the shares.
    at_least_pct
        Smallest share (percent, 0 to 20) where no commodity is chosen.
    group, kind
        Of the map: one group of commodities, such as ``"oil_gas"``, and one kind of place, such as
        ``"mine"``. Default: all.
    claims
        Whether the map marks figures that were announced and are no statistics.
    status, fuel
        Of the pipelines: ``"operating"``, ``"construction"``, ``"planned"`` or ``"mothballed"``;
        ``"gas"``, ``"oil"`` or ``"other"``. Default: all.
    deposits, energy_links
        Tables like ``load_deposits()`` and ``load_energy_links()``. Default: those tables.
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

    Examples
    --------
    >>> explore_resources("uranium", reset=True).code
    "plot_resource_shares(commodity='uranium')"
    >>> explore_resources("uranium", view="map", reset=True).code
    "map_resources(commodity='uranium')"
    """
    from ca_summit.charts import plot_resource_shares
    from ca_summit.maps.energy import map_energy_links
    from ca_summit.maps.resources import map_resources

    language = language or language_or_chosen()

    def controls(values: Values) -> list[Control]:
        seen = values["view"]
        goods = (
            deposit_options(deposits)
            if seen == "map"
            else commodity_options(resources, values["measure"])
        )
        shown = _SHOWN.get(seen, _SHOWN["shares"])
        if values["commodity"] is not None:
            shown = tuple(n for n in shown if n != "at_least_pct")
        return showing(_controls(resources, goods), shown)

    def call(values: Values) -> Call:
        def own(*names: str) -> dict[str, Any]:
            return {n: values[n] for n in (*names, "language")}

        if values["view"] == "map":
            tables = {"deposits": deposits, "resources": resources}
            return Call(map_resources, tables | own("commodity", "group", "kind", "claims"))
        if values["view"] == "pipelines":
            return Call(map_energy_links, {"energy_links": energy_links, **own("status", "fuel")})
        chosen = own("measure", "commodity", "at_least_pct")
        return Call(plot_resource_shares, {"resources": resources, **chosen})

    tables = {"resources": resources, "deposits": deposits, "energy_links": energy_links}
    recipe = Recipe(
        "explore_resources",
        "raw materials",
        remembered(controls, "view", "measure", "commodity"),
        call,
        opens=(explore_resources, tables),
        axes=("measure", "commodity", "group", "kind", "claims", "status", "fuel"),
        short=lambda spec: light_ground(two_lines(spec)),
    )
    starts = {
        "view": view,
        "measure": measure,
        "commodity": commodity,
        "at_least_pct": at_least_pct,
        "group": group,
        "kind": kind,
        "claims": claims,
        "status": status,
        "fuel": fuel,
        "language": language,
    }
    return Explorer(recipe, starts, reset=reset, tables=(resources, deposits, energy_links))


def _controls(resources: pd.DataFrame | None, goods: tuple[tuple[str, Any], ...]) -> list[Control]:
    from ca_summit.maps.resources import GROUPS

    both, every = ("x", "y"), ("all", None)
    groups = [(words, key) for key, (words, *_) in GROUPS.items()]
    return [
        Control("view", "View", "choice", _VIEWS, help="Chart of shares, or a map", resets=both),
        Control(
            "measure",
            "Measure",
            "choice",
            measure_options(resources),
            help="What is compared with the world",
            resets=both,
        ),
        Control(
            "commodity",
            "Commodity",
            "choice",
            (every, *goods),
            help="One raw material, or all",
            resets=both,
        ),
        Control(
            "at_least_pct",
            "Smallest share, %",
            "number",
            low=0,
            high=20,
            step=0.5,
            help="Leave smaller shares out",
            resets=both,
        ),
        Control(
            "group",
            "Group",
            "choice",
            (every, *groups, ("Other", "other")),
            help="One group of raw materials, or all",
            resets=(),
        ),
        Control(
            "kind",
            "Kind of place",
            "choice",
            (every, *_KINDS),
            help="Mines, fields, dams or plants",
            resets=(),
        ),
        Control(
            "claims",
            "Announced figures",
            "switch",
            resets=(),
            help="Mark figures that were announced and are no statistics",
        ),
        Control(
            "status",
            "Status",
            "choice",
            (every, *_STATUS),
            help="Working, being built or planned",
            resets=(),
        ),
        Control(
            "fuel",
            "Fuel",
            "choice",
            (every, ("gas", "gas"), ("oil", "oil"), ("other", "other")),
            help="What flows in the pipe",
            resets=(),
        ),
        LANGUAGE,
    ]
