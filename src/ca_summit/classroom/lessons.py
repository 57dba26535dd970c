"""Say which lesson an exercise belongs to and which number it has on every sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ca_summit.catalog import get_table
from ca_summit.figures.language import Words, msg

if TYPE_CHECKING:
    from ca_summit.classroom.model import Task

#: Exercises in the order of the worksheet; 0: for homework and for those who are quick.
LESSONS: dict[int, tuple[str, ...]] = {
    lesson: tuple(ids.split())
    for lesson, ids in {
        1: "area-times area-order area-share capital-distance mercator-stretch relief "
        "no-border density growth passed-million people-share",
        2: "west-to-east pace world-heritage no-year-zero then-and-now corridor-change milestones",
        3: "kind-of-claim verdict summit-order which-city days-between known-that-day "
        "how-many-confirmed came-themselves same-room deals-without-value deal-per-year "
        "how-sure",
        0: "indicator-order indicator-change indicator-times world-share years-left "
        "largest-producer critical-lists rare-earth-share years-missing two-figures",
    }.items()
}
#: Number and lesson of each exercise.
NUMBERS = {key: at for at, key in enumerate((k for ids in LESSONS.values() for k in ids), start=1)}
LESSON_OF = {key: lesson for lesson, ids in LESSONS.items() for key in ids}
#: Exercises whose question does not hold all that is needed: a table of the sheet does.
LOOKED_UP = frozenset(
    """
    area-times area-order area-share relief no-border density growth passed-million people-share
    milestones kind-of-claim verdict summit-order which-city known-that-day how-many-confirmed
    came-themselves same-room deals-without-value how-sure indicator-order indicator-times
    indicator-change years-missing largest-producer rare-earth-share critical-lists two-figures
    """.split()
)
#: Titles of tables on the sheet that are not those of the bundled tables.
_OWN_TITLES = {
    "verdict": msg("Figures for exercise {number}"),
    "came-themselves": msg("Who came to some meetings"),
    "same-room": msg("Who came to some meetings"),
}


def table_title(task: Task, words: Words) -> str:
    """Return the title of the table of the sheet in which an exercise is looked up."""
    if task.id in _OWN_TITLES:
        return words.say(_OWN_TITLES[task.id], number=NUMBERS[task.id])
    return words.cell(get_table(task.tables[0]).title)
