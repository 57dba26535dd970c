"""Make sliders and buttons that move a figure by itself, without Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Plotly paints pressed buttons near-white in every theme, so their ink must read on both grounds.
_BUTTON_INK = "#4380AA"
#: Gap of controls under a plot to its edge; whoever stacks them there moves it.
_GAP_PX = 12


def slider(steps: Sequence[Mapping[str, Any]], *, active: int, prefix: str, **more: Any) -> Any:
    """Return a slider under the plot; ``prefix`` is told with each step to a reader by ear."""
    return {
        "active": active,
        "y": 0,
        "yanchor": "top",
        "pad": {"t": _GAP_PX, "l": 4, "r": 4},
        "currentvalue": {"visible": False, "prefix": prefix},
        "ticklen": 3,
        "font": {"size": 10},
        "steps": list(steps),
        **more,
    }


def frame_step(label: str, frame: str) -> dict[str, Any]:
    """Return the step of a slider that jumps to a frame."""
    return {"label": label, "method": "animate", "args": [[frame], _motion(0)]}


def buttons(choices: Sequence[Mapping[str, Any]], *, active: int = 0) -> dict[str, Any]:
    """Return a row of buttons under the plot; colours stay readable on white and near-black."""
    return {
        "type": "buttons",
        "direction": "right",
        "active": active,
        "x": 0,
        "xanchor": "left",
        "y": 0,
        "yanchor": "top",
        "pad": {"t": _GAP_PX},
        "showactive": True,
        "bgcolor": "rgba(0,0,0,0)",
        "bordercolor": "rgba(123,135,148,0.6)",
        "font": {"size": 12, "color": _BUTTON_INK},
        "buttons": list(choices),
    }


def _motion(duration_ms: int) -> dict[str, Any]:
    return {
        "mode": "immediate",
        "frame": {"duration": duration_ms, "redraw": True},
        "transition": {"duration": 0},
    }
