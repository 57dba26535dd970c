"""Read the tables that programs of itables show, whose rows they hold as text."""

from __future__ import annotations

import json
import re

_STRING = r"(\"(?:[^\"\\]|\\.)*\")"
_ROWS = re.compile(rf"\"data_json\":\s*{_STRING}")
_HEAD = re.compile(rf"\"table_html\":\s*{_STRING}")
_PLACE = re.compile(r"querySelectorAll\(\"#(itables_\w+)[:\"]")
_DRAWS = "new ITable("
#: Programs that bring the library, or show its table in the place of a shorter one.
_BRINGS = re.compile(r"\b_itables_\d|\"itables_\w+\"\)\?\.\w+Attribute")


def stored_table(program: str) -> tuple[str, str] | None:
    r"""Return the id of the place of a table, and its HTML with all rows that the program holds.

    Examples
    --------
    >>> head = r'"table_html": "<table><thead><tr><th>a</th></tr></thead></table>"'
    >>> rows = r'"data_json": "[[\"x\"], [[\"1.50\", 1.5]]]"'
    >>> stored_table(f'querySelectorAll("#itables_7:not(.t)"); {{{head}, {rows}}}')[1][-53:]
    '<td>x</td></tr><tr><td>1.50</td></tr></tbody></table>'
    """
    place, head, data = _PLACE.search(program), _HEAD.search(program), _ROWS.search(program)
    if not (place and head and data):
        return None
    try:
        html, rows = json.loads(head[1]), json.loads(json.loads(data[1]))
    except ValueError:
        return None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return None
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return place[1], f"{html.removesuffix('</table>')}<tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    shown = value[0] if isinstance(value, list) and value else value  # the second is for sorting
    return f"<td>{'' if shown is None else shown}</td>"


def is_helper(program: str) -> bool:
    """Whether a program of itables shows nothing of its own."""
    return _DRAWS not in program and _BRINGS.search(program) is not None
