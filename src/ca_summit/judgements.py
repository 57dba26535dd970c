"""Hold what is said about an answer to an exercise, in Python and on a page."""

from __future__ import annotations

from ca_summit.translations import msg

#: By the reason that `check_answer` gives.
MESSAGES = {
    "right": msg("Right."),
    "unit": msg("Nearly right: the digits fit, the power of ten does not. Check the unit."),
    "swapped": msg("Nearly right: you have it upside down. Which value goes on top?"),
    "sign": msg("Nearly right: check the sign."),
    "rounding": msg(
        "Nearly right: close, but not close enough. Calculate with more digits, round at the end."
    ),
    "one_off": msg("Nearly right: one too many or one too few."),
    "spelling": msg("Nearly right: check the spelling."),
    "reversed": msg("Nearly right: your order runs the wrong way round."),
    "one_swap": msg("Nearly right: two neighbours have changed places."),
    "wrong": msg("Not right yet."),
    "unreadable": msg("This cannot be read as a number. Write digits, for example 1250 or 3.4."),
    "other_unit": msg("This is another unit than the one asked for. Write the number alone."),
    "incomplete": msg("Write each letter once, for example B A D C."),
    "empty": msg("Write or choose an answer first."),
}
