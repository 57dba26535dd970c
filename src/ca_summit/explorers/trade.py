"""Name the explorer of trade: partners as one series counts them, or where series disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ca_summit.explorers.arguments import state
from ca_summit.explorers.controls import Control, remembered, showing
from ca_summit.explorers.explorer import Explorer
from ca_summit.explorers.options import (
    LANGUAGE,
    area_options,
    partner_options,
    series_options,
)
from ca_summit.explorers.recipe import Call, Recipe
from ca_summit.explorers.simplify import two_lines
from ca_summit.names import language_or_chosen

if TYPE_CHECKING:
    import pandas as pd

    from ca_summit.explorers.recipe import Values


def explore_trade(
    area: str = "CA5",
    trade: pd.DataFrame | None = None,
    *,
    view: str = "balance",
    series: str = "cow_trade_4",
    partner: str | None = None,
    flow: str = "total",
    share: bool = False,
    language: str | None = None,
    reset: bool = False,
) -> Explorer:
    """Explore with whom the five trade, by series, partner and flow, or where series disagree.

    Parameters
    ----------
    area
        One of the five by any name or code, or the sums ``"CA5"`` and ``"CA4"``.
    trade
        A table like ``load_trade_partners()``, US dollars. Default: that table.
    view
        ``"balance"``: partners as one series counts them; ``"disagreement"``: one partner as all
        series count it.
    series
        Who counted.
    partner
        One partner, by any name or code. Default: all (for ``"disagreement"``: China).
    flow
        ``"total"``, ``"exports"``, ``"imports"`` or ``"balance"``.
    share
        Percent of the area's trade with the world.
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
    >>> explore_trade("KGZ", series="national_kgz", partner="CHN", reset=True).code
    "plot_trade_balance(area='KGZ', series='national_kgz', partner=['CHN'])"
    """
    from ca_summit.charts import plot_trade_balance, plot_trade_disagreement

    language = language or language_or_chosen()
    both = ("x", "y")
    flows = [("trade", "total"), ("exports", "exports"), ("imports", "imports")]

    def controls(values: Values) -> list[Control]:
        one = values["view"] == "balance"
        held = series_options(trade, values["area"])
        partners = partner_options(trade, values["area"], values["series"] if one else None)
        found = [
            Control("area", "Country", "choice", area_options(trade), help="Whose trade"),
            Control(
                "view",
                "View",
                "choice",
                (("partners", "balance"), ("who counts what", "disagreement")),
                help="All partners in one series, or one partner in all series",
                resets=both,
            ),
            Control("series", "Counted by", "choice", held, help="Who counted", resets=both),
            Control(
                "partner",
                "Partner",
                "choice",
                (("all" if one else "China", None), *partners),
                help="One partner, or all",
            ),
            Control(
                "flow",
                "Flow",
                "choice",
                (*flows, ("exports minus imports", "balance")) if one else tuple(flows),
                help="Direction of the trade",
            ),
            Control("share", "% of all trade", "switch", help="Percent of trade with the world"),
            LANGUAGE,
        ]
        return showing(found, hidden=() if one else ("series", "share"))

    def call(values: Values) -> Call:
        common = {k: values[k] for k in ("area", "flow", "language")}
        if values["view"] == "disagreement":
            own = {"partner": values["partner"] or "CHN"}
            return Call(plot_trade_disagreement, {"trade": trade, **own, **common})
        partners = None if values["partner"] is None else [values["partner"]]
        own = {"series": values["series"], "partner": partners, "share": values["share"]}
        return Call(plot_trade_balance, {"trade": trade, **common, **own})

    recipe = Recipe(
        "explore_trade",
        "trade",
        remembered(controls, "view", "area", "series"),
        call,
        opens=(explore_trade, {"trade": trade}),
        axes=("area", "series", "flow"),
        short=two_lines,
    )
    starts = {
        "area": state(area),
        "view": view,
        "series": series,
        "partner": state(partner),
        "flow": flow,
        "share": share,
        "language": language,
    }
    return Explorer(recipe, starts, reset=reset, tables=(trade,))
