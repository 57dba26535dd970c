"""Show the values behind a chart of the region as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ca_summit.explorers.recipe import Call
from ca_summit.figures.language import Words, format_number, msg
from ca_summit.names import STATES

if TYPE_CHECKING:
    import plotly.graph_objects as go

YEAR = msg("Year")
TABLE_ALT = msg("Table of “{question}”, {count} years; an empty cell has no value.")
_HEIGHT = 600


@dataclass(frozen=True)
class TableCall(Call):
    """The table behind a figure: shown as a table, its code gives the data frame."""

    def draw(self) -> go.Figure:
        """Return the values with a column for each state, as a figure of plotly's."""
        return _as_table(super().draw(), Words(self.arguments.get("language")))

    @property
    def code(self) -> str:
        """The line that gives the table."""
        return f"figure_data({super().code})"


def _as_table(fig: go.Figure, words: Words) -> go.Figure:
    import plotly.graph_objects as go

    from ca_summit.figures import figure_data
    from ca_summit.figures.frame import finish
    from ca_summit.metadata import figure_metadata, question_of
    from ca_summit.sources import unpacked_records

    rows = figure_data(fig)
    own = figure_metadata(fig)
    if rows.empty:
        return fig
    wide = rows.pivot_table(index="year", columns="iso3", values="value", sort=False)
    wide = wide.sort_index(ascending=False)
    codes = list(dict.fromkeys(c for c in (*STATES, *wide.columns) if c in wide.columns))

    def cells(values: Any) -> list[str]:
        return ["" if v != v else format_number(float(v), language=words.sentences) for v in values]

    sides = {"align": ["left", "right"]}
    made = go.Figure(
        go.Table(
            header={"values": [words.say(YEAR), *map(words.label, codes)], **sides},
            cells={
                "values": [[str(int(y)) for y in wide.index], *(cells(wide[c]) for c in codes)],
                **sides,
            },
        )
    )
    made.update_layout(height=_HEIGHT)
    question = question_of(fig)
    return finish(
        made,
        question=question,
        subtitle=words.cell(rows["unit"].iloc[0]) if "unit" in rows else "",
        alt=words.say(TABLE_ALT, question=question, count=len(wide)),
        data=rows,
        sources=unpacked_records(own.get("sources", [])),
        caption=own.get("caption", ""),
        language=words.sentences,
    )
