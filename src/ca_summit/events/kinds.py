"""Say which kinds of events are meetings, in each system of kinds.

CAMEO after its code book, PLOVER after the code book of POLECAT; both from memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ca_summit.checks import check_choice

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Groups of kinds by name. A kind of PLOVER is a type, or a type and its mode.
GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "cameo": {
        "meetings": ("042", "043", "044", "046", "057"),
        "planned": ("036",),
        "phone": ("041",),
        "consultations": ("040", "041", "042", "043", "044", "045", "046"),
    },
    "plover": {
        "meetings": ("CONSULT:visit", "CONSULT:third-party", "CONSULT:multilateral"),
        "planned": ("AGREE:meet",),
        "phone": ("CONSULT:phone",),
        "consultations": ("CONSULT",),
    },
    "status": {
        "meetings": ("held",),
        "planned": ("planned",),
        "phone": (),
        "consultations": ("held",),
    },
}
#: What the kinds that count as meetings, or nearly, mean.
LABELS = {
    "036": "express intent to meet or negotiate",
    "040": "consult, not specified",
    "041": "discuss by telephone",
    "042": "make a visit",
    "043": "host a visit",
    "044": "meet at a third location",
    "045": "engage in mediation",
    "046": "engage in negotiation",
    "057": "sign a formal agreement",
}


def kind_codes(kinds: str | Iterable[str], system: str) -> tuple[str, ...]:
    """Return the codes of a group of kinds, or the codes given.

    Parameters
    ----------
    kinds
        ``"meetings"``, ``"planned"``, ``"phone"``, ``"consultations"``, or codes of the system.
    system
        ``"cameo"``, ``"plover"`` or ``"status"``.

    Raises
    ------
    ValueError, TypeError
        If a name is unknown, a code is a number (``042`` is text: as a number it loses its zero),
        or nothing is named.

    Examples
    --------
    >>> kind_codes("meetings", "cameo"), kind_codes(["051"], "cameo")
    (('042', '043', '044', '046', '057'), ('051',))
    """
    groups = GROUPS[system]
    if isinstance(kinds, str):
        if kinds not in groups and not any(sign.isdigit() or sign.isupper() for sign in kinds):
            check_choice("kinds", kinds, groups)
        named = groups.get(kinds, (kinds,))
    else:
        named = tuple(kinds)
    for code in named:
        if not isinstance(code, str):
            raise TypeError(
                f"`kinds` must be codes as text, such as '042'; got {code!r}. A number loses its "
                "leading zero."
            )
    if not named:
        raise ValueError(f"`kinds` names no kind of event here; one of {sorted(groups)} does.")
    return tuple(dict.fromkeys(named))
