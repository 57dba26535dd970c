"""Work exercises out from the tables of the sheet alone, as a pupil does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import ca_summit as ca
from ca_summit.classroom.api import TASKS
from ca_summit.classroom.lessons import LESSON_OF, LOOKED_UP, NUMBERS

if TYPE_CHECKING:
    import pandas as pd

SHEETS = range(6)
FIVE = ["Kazakhstan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan"]


def looked_up(key: str, seed: int) -> tuple[ca.classroom.Exercise, pd.DataFrame]:
    return ca.exercise(key, seed), ca.exercise_table(key, seed=seed)


def right(key: str, seed: int, answer: object) -> bool:
    return ca.check_answer(key, answer, seed).outcome == "right"


@pytest.mark.parametrize("seed", SHEETS)
def test_the_tables_of_a_sheet_hold_what_its_exercises_ask_for(seed):
    asked, table = looked_up("area-order", seed)
    areas = table.set_index("name")["area_km2"]
    assert right("area-order", seed, sorted(asked.options, key=lambda name: areas[name]))

    asked, table = looked_up("growth", seed)
    first, last = map(int, re.findall(r"\b(?:19|20)\d\d\b", asked.question)[:2])
    state = next(name for name in FIVE if name in asked.question)
    people = table.set_index("year")[state].astype("float64")
    assert right("growth", seed, 100 * (people[last] / people[first] - 1))

    asked, table = looked_up("passed-million", seed)
    mark = float(re.search(r"(\d+) million", asked.question)[1])
    assert right(
        "passed-million", seed, int(table.loc[table["together"] > mark * 1e6, "year"].min())
    )

    asked, table = looked_up("indicator-order", seed)
    values = table.iloc[0]
    assert right("indicator-order", seed, sorted(asked.options, key=lambda name: values[name]))

    asked, table = looked_up("years-missing", seed)
    state = next(name for name in FIVE if name in asked.question)
    assert right("years-missing", seed, int(table[state].isna().sum()))

    asked, table = looked_up("summit-order", seed)
    days = table.set_index("name")["start_date"]
    assert right("summit-order", seed, sorted(asked.options, key=lambda name: days[name]))

    asked, table = looked_up("came-themselves", seed)
    row = next(r for r in table.to_dict("records") if f": {r['name']}, " in asked.question)
    assert right("came-themselves", seed, sum(row[state] == "attended" for state in FIVE))

    _, table = looked_up("deals-without-value", seed)
    assert right("deals-without-value", seed, int(table["value_usd"].isna().sum()))
    assert len(table) <= 12

    _, table = looked_up("two-figures", seed)
    assert right("two-figures", seed, int(table["area_km2"].max() - table["area_km2"].min()))

    asked, table = looked_up("milestones", seed)
    days = table.set_index("title")["date"]
    assert right("milestones", seed, sorted(asked.options, key=lambda name: days[name]))

    asked, table = looked_up("no-border", seed)
    neighbours = table.set_index("name")["neighbours"]
    state = next(name for name in FIVE if asked.question.endswith(f"with {name}?"))
    assert right("no-border", seed, next(o for o in asked.options if o not in neighbours[state]))


def test_every_exercise_has_a_number_a_lesson_and_a_table_or_all_it_needs_in_the_question():
    listed = ca.list_exercises()
    assert listed["number"].to_list() == list(range(1, len(TASKS) + 1))
    assert set(NUMBERS) == set(LESSON_OF) == set(TASKS)
    for key in TASKS:
        if key in LOOKED_UP:
            assert ca.exercise_table(key).attrs["title"], key
            assert " Table: " in ca.exercise(key).sealed()["rule"]
        else:
            with pytest.raises(ValueError, match=key):
                ca.exercise_table(key)
            assert " Table: " not in ca.exercise(key).sealed()["rule"]


def test_the_figures_behind_a_claim_are_words_and_do_not_tell_the_verdict():
    for seed in range(0, 27, 2):
        table = ca.exercise_table("verdict", seed=seed)
        text = " ".join(table.astype("str").to_numpy().ravel())
        assert not re.search(r"\b(KAZ|KGZ|TJK|TKM|UZB|CHN|RUS)\b", text), text
        assert not re.search(r"\d{4}-\d\d-\d\d|[a-z]+-\d{4}-[a-z]+", text), text
        assert ca.worked_answer("verdict", seed).answer not in table["value"].to_list()


def test_tables_follow_altered_data():
    states = ca.load_countries()
    states.loc[states["iso3"].eq("KAZ"), "highest_point_m"] = 6543
    shown = ca.exercise_table("relief", data={"countries": states})
    assert shown.set_index("name").loc["Kazakhstan", "highest_point_m"] == 6543


def test_exercise_table_names_what_it_needs():
    with pytest.raises(ValueError, match="Name an exercise"):
        ca.exercise_table()
    with pytest.raises(ValueError, match="area-time"):
        ca.exercise_table("area-tims")
