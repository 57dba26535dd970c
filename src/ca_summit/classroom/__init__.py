"""Set exercises whose answers are computed from the tables when asked."""

from ca_summit.classroom.api import (
    answer_key,
    check_answer,
    exercise,
    list_exercises,
    worked_answer,
)
from ca_summit.classroom.display import Exercise, Feedback, WorkedAnswer, show_table
from ca_summit.classroom.lookup import exercise_table

__all__ = [
    "Exercise",
    "Feedback",
    "WorkedAnswer",
    "answer_key",
    "check_answer",
    "exercise",
    "exercise_table",
    "list_exercises",
    "show_table",
    "worked_answer",
]
