"""Show an exercise in JupyterLab with a field that judges what is typed, in place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ca_summit.classroom.api import check_answer, exercise
from ca_summit.report.i18n import words
from ca_summit.translations import msg, translate

try:
    import anywidget
    import traitlets
except ImportError as error:  # pragma: no cover - shown by a test in a new interpreter
    raise ImportError(
        "answer() needs anywidget, which is not installed. From a checkout: "
        'pip install ".[lab]". Without it use exercise() and check_answer().'
    ) from error

if TYPE_CHECKING:
    from ca_summit.classroom.api import Data
    from ca_summit.classroom.display import Exercise

_HERE = Path(__file__).resolve().parent
_SILENT = msg("No answer from the kernel: run the cell again.")


class AnswerField(anywidget.AnyWidget):
    """An exercise with a field; what is sent is judged by `check_answer`.

    In an exported report it becomes an exercise that checks itself; a viewer that draws no
    widgets shows the question.
    """

    _esm = (_HERE / "answer_field.js").read_text(encoding="utf-8")
    _css = (_HERE / "answer_field.css").read_text(encoding="utf-8")
    shown = traitlets.Dict().tag(sync=True)
    said: traitlets.List[str] = traitlets.List().tag(sync=True)

    def __init__(self, asked: Exercise, data: Data) -> None:
        self._asked, self._data = asked, data
        page = words(asked.language)
        super().__init__(
            shown={
                "title": asked.title,
                "about": asked.about,
                "question": asked.question,
                "options": list(asked.options),
                "kind": asked.kind,
                "unit": asked.unit,
                "rule": f"{asked.rule[:1].upper()}{asked.rule[1:]}.",
                "words": {
                    "check": page["exercise_check"],
                    "field": page["exercise_answer"],
                    "silent": translate(_SILENT, asked.language),
                },
                "language": asked.language,
            }
        )
        self.on_msg(self._judge)

    def _judge(self, _: Any, content: Any, __: Any) -> None:
        """Judge what the page sent; the same answer twice is told twice."""
        typed = str(content.get("answer", ""))
        asked = self._asked
        told = check_answer(asked.id, typed, asked.seed, data=self._data, language=asked.language)
        self.said = []
        self.said = [told.outcome, told.message]

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        shown = super()._repr_mimebundle_(**kwargs)
        bundle, metadata = shown if isinstance(shown, tuple) else (shown or {}, {})
        return {**self._asked._repr_mimebundle_(), **bundle}, metadata


def answer(
    id: str,  # noqa: A002
    seed: int = 0,
    *,
    data: Data = None,
    language: str | None = None,
) -> AnswerField:
    """Set an exercise with a field that judges in place, in JupyterLab and Notebook 7.

    Parameters
    ----------
    id, seed, data, language
        As for :func:`exercise`.

    Returns
    -------
    AnswerField
        Shows question, field and button; tells right, nearly right or wrong with a hint, as
        :func:`check_answer` does. In an exported report it is an exercise that checks itself.

    Raises
    ------
    ValueError
        If there is no such exercise, or ``seed`` is not a whole number from 0.
    ImportError
        If anywidget is not installed.

    Examples
    --------
    >>> field = answer("area-times", seed=2)
    >>> field.shown["question"]
    'How many times does ... fit into ...? Use the total areas.'
    """
    return AnswerField(exercise(id, seed, data=data, language=language), data)
