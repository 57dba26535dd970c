"""Turn what people write for a state or a group of states into its code, and choose its rows."""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from ca_summit.spelling import folded
from ca_summit.tables.reader import chosen, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    States = str | Iterable[str] | None

#: One group under two codes: which of them a table uses is the table's business.
_ALIKE = (("EU", "EUU"), ("CA5", "C5"))
_LISTED = 60
#: Languages in which a state may be named besides those of the tables: the region's, then others.
_LANGUAGES = """kk ky uz uz_Cyrl tg tk ru en
    ar az de es fa fr hi it ja ko pl pt tr uk zh zh_Hant""".split()
#: "Republic" where the region's official names have it, and a trailing article.
_RANK = re.compile(
    r"\b(республикасы|республикаси|respublikasy|respublikasi|cumhuriyeti|ҷумҳурии|the)\b"
)
#: Short names in them, and names in other letters or of a time when the state was the same.
_SHORT = {
    "USA": ("АҚШ", "АКШ", "AQSh", "AQŞ", "ABŞ", "ИМА"),
    "RUS": ("Орусия", "RF"),
    "CHN": ("Чин",),
    "COD": ("Zaire", "Заир"),
    "KGZ": ("Kyrgyz Rep.", "Кыргыз Республикасы"),
    "MKD": ("FYROM",),
    "VAT": ("Vatican", "Holy See (Vatican City State)"),
}
#: Names that mean one of several states: whoever writes one is asked back.
_SHARED = {
    ("COD", "COG"): ("Congo", "Конго", "Kongo"),
    ("KOR", "PRK"): ("Korea", "Корея", "Koreya", "Kore", "Corea", "Corée", "Coreia"),
    ("VGB", "VIR"): ("Virgin Islands", "Виргинские острова"),
    ("GUF", "GUY"): ("Guiana", "Гвиана"),
    ("CHN", "TWN"): ("Republic of China", "Китайская Республика"),
}
#: What is no state today, by the names that people write for it.
_NO_STATES = {
    "the Soviet Union, which is gone: name the state you mean": (
        *("USSR", "U.S.S.R.", "Soviet Union", "SUN", "СССР", "Советский Союз", "КСРО"),
        *("Union of Soviet Socialist Republics", "KSRO", "Sovetunionen", "Sowjetunion"),
    ),
    "Czechoslovakia, which is gone: CZE or SVK by what is meant": (
        *("Czechoslovakia", "Чехословакия", "CSK", "Former Czechoslovakia"),
    ),
    "Yugoslavia, which is gone: name its successor by the date": (
        *("Yugoslavia", "Югославия", "YUG", "Yugoslav SFR", "Former Yugoslavia"),
    ),
    "Serbia and Montenegro, which is gone: SRB or MNE by what is meant": (
        *("Serbia and Montenegro", "SCG", "Сербия и Черногория"),
    ),
    "one of two German states, which are gone: DEU is Germany since 1990": (
        *("East Germany", "GDR", "DDR", "ГДР", "German Democratic Republic", "West Germany"),
        *("ФРГ (до 1990)",),
    ),
    "a Soviet republic: KAZ is the state since 1991": (
        *("Kazakh SSR", "Kazakh Soviet Socialist Republic", "Казахская ССР"),
    ),
    "a Soviet republic: KGZ is the state since 1991": (
        *("Kirghiz SSR", "Kirgiz SSR", "Kyrgyz SSR", "Киргизская ССР"),
    ),
    "a Soviet republic: TJK is the state since 1991": (
        *("Tajik SSR", "Tadzhik SSR", "Таджикская ССР"),
    ),
    "a Soviet republic: TKM is the state since 1991": ("Turkmen SSR", "Туркменская ССР"),
    "a Soviet republic: UZB is the state since 1991": ("Uzbek SSR", "Узбекская ССР"),
    "a region of several states and a city of Kazakhstan: name the state you mean": (
        *("Turkestan", "Turkistan", "Туркестан", "Түркістан", "Russian Turkestan", "Turkiston"),
        *("Русский Туркестан", "East Turkestan", "Western Turkestan"),
    ),
    "a part of the United Kingdom, GBR": ("Scotland", "Wales", "Northern Ireland", "Шотландия"),
    "an organisation, no state": (
        *("SCO", "ШОС", "CIS", "СНГ", "EAEU", "EEU", "ЕАЭС", "CSTO", "ОДКБ", "OTS", "NATO", "НАТО"),
        *("BRICS", "БРИКС", "ASEAN", "OSCE", "ОБСЕ", "OPEC", "OECD", "G7", "G20", "ООН", "CICA"),
        *("Shanghai Cooperation Organisation", "Shanghai Cooperation Organization"),
        *("Commonwealth of Independent States", "Eurasian Economic Union", "African Union"),
    ),
}
#: Cyrillic letters that look like Latin ones.
_LOOK_ALIKE = str.maketrans("АВЕКМНОРСТУХІЅЈ", "ABEKMHOPCTYXISJ")


def country_codes(
    values: str | Iterable[str], argument: str = "country", among: Iterable[object] | None = None
) -> list[str]:
    """Return the codes of the states and groups that a text, or several, name.

    Parameters
    ----------
    values
        Names in English, Russian, a language of the state or of the region, common short forms,
        ISO2 or ISO3
        codes, codes of groups; letter case, accents, apostrophes and hyphens do not matter.
    argument
        What errors call ``values``.
    among
        Codes that count, such as those of a column. Default: every state and group known.

    Returns
    -------
    list of ISO3 codes and codes of groups, in the order asked for, each once.

    Raises
    ------
    ValueError
        If a text names no state, or one that is not ``among`` those that count; the message
        lists these and the nearest.

    Examples
    --------
    >>> country_codes(["Kazakhstan", "uz", "Кыргызстан", "Turkey", "США"])
    ['KAZ', 'UZB', 'KGZ', 'TUR', 'USA']
    >>> country_codes("European Union", among=["CHN", "EUU"])
    ['EUU']
    """
    several = (
        [values] if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__") else values
    )
    counted = None if among is None else [str(code) for code in among]
    codes = [_code(value, argument, counted) for value in several]
    if not codes:
        raise ValueError(f"`{argument}` names nothing: the list is empty. Leave it away for all.")
    return list(dict.fromkeys(codes))


def country_code(
    value: str, argument: str = "country", among: Iterable[object] | None = None
) -> str:
    """Return the code of the one state or group that a text names, see `country_codes`.

    Examples
    --------
    >>> country_code("Қазақстан")
    'KAZ'
    """
    if not isinstance(value, str):
        raise ValueError(f"`{argument}` must be one state, such as 'KAZ'; got {value!r}.")
    return country_codes(value, argument, among)[0]


def select_states(
    frame: pd.DataFrame, argument: str, values: States, *columns: str
) -> pd.DataFrame:
    """Keep the rows in which one of the columns names one of the states; ``None`` keeps all.

    A cell may hold several codes separated by ``;``.

    Examples
    --------
    >>> frame = pd.DataFrame({"iso3": ["KAZ;RUS", "UZB", None]})
    >>> select_states(frame, "country", "Russia", "iso3")["iso3"].to_list()
    ['KAZ;RUS']
    """
    if values is None:
        return frame
    held = {column: {cell: cell.split(";") for cell in _cells(frame[column])} for column in columns}
    known = {code.strip() for cells in held.values() for codes in cells.values() for code in codes}
    codes = set(country_codes(values, argument, sorted(known)))
    keep = pd.Series(False, index=frame.index)
    for column, cells in held.items():
        wanted = [cell for cell, those in cells.items() if codes & {c.strip() for c in those}]
        keep |= frame[column].isin(wanted)
    return chosen(frame, keep)


def named(text: str) -> tuple[str, ...]:
    """Return the codes that a name stands for in any language known, the likeliest first.

    Names in languages of the region and of the United Nations that the tables lack come from
    Unicode's CLDR; a republic may be called one. A name that two states share stands for both.

    Examples
    --------
    >>> named("Tojikiston"), named("Қырғызстан"), named("Kasachstan"), named("nowhere")
    (('TJK',), ('KGZ',), ('KAZ',), ())
    >>> named("Қазақстан Республикасы"), named("Gambia, The"), named("Saint Lucia")
    (('KAZ',), ('GMB',), ('LCA',))
    >>> named("Congo")
    ('COD', 'COG')
    """
    spelt = folded(text)
    plain = re.sub(r"\bsaint\b", "st", _RANK.sub("", spelt)).strip()
    for name in dict.fromkeys((spelt, plain)):
        found = _shared().get(name) or _spellings().get(name) or _in_other_languages().get(name)
        if found:
            return found
    return ()


def meant_by(codes: Iterable[str]) -> str:
    """Return the states that a shared name means, as an error lists them; nothing for one state.

    Examples
    --------
    >>> meant_by(named("Korea")), meant_by(named("South Korea")), meant_by(["EU", "EUU"])
    ('South Korea (KOR) or North Korea (PRK)', '', '')
    """
    codes = tuple(codes)
    if codes not in _SHARED:
        return ""
    english = {
        c: [n for n in _names()[c] if n.isascii() and folded(n) not in _shared()] for c in codes
    }
    return " or ".join(f"{names[0]} ({code})" for code, names in english.items())


def code_meant(cell: str) -> str:
    """Return the code that a cell means which names states otherwise; nothing where it is right.

    Examples
    --------
    >>> code_meant("Kazakhstan"), code_meant("kaz"), code_meant("KAZ;UZB"), code_meant("Oblast 1")
    ('KAZ', 'KAZ', '', '')
    >>> code_meant("Congo")
    'COD or COG'
    """
    for part in cell.split(";"):
        if part in _codes() or not part.strip():
            continue
        plain = plain_text(part)
        found = (plain.upper(),) if plain.upper() in _codes() else named(plain)
        if found:
            return " or ".join(found) if found in _SHARED else found[0]
    return ""


def no_state(text: str) -> str:
    """Return what a name or an abbreviation stands for that is no state today; else nothing.

    Examples
    --------
    >>> no_state("СССР"), no_state("Kazakhstan")
    ('the Soviet Union, which is gone: name the state you mean', '')
    >>> no_state("Astana")
    'a place in Kazakhstan: write KAZ'
    """
    return _not_states().get(folded(text), "")


def lookalike(code: str) -> str:
    """Return a code in Latin letters where it mixes them with Cyrillic ones that look the same."""
    latin = code.strip().upper().translate(_LOOK_ALIKE)
    mixed = latin.isascii() and not code.isascii() and any(c.isascii() for c in code)
    return latin if mixed and latin in _codes() else ""


def spellings() -> dict[str, tuple[str, ...]]:
    """Return every known spelling, folded, with the codes it stands for, the likeliest first."""
    return _spellings()


def _cells(column: pd.Series) -> list[str]:
    return [str(cell) for cell in column.dropna().unique()]


def _code(value: object, argument: str, among: list[str] | None) -> str:
    if not isinstance(value, str):
        raise ValueError(
            f"`{argument}` must be the name or code of a state, such as 'KAZ'; got {value!r}."
        )
    if value:
        value = plain_text(value)
        code = value.upper()
        found = named(value)
        if asked := meant_by(found):
            raise ValueError(
                f"`{argument}` is {value!r}, which names more than one state: write the code of "
                f"the one you mean, {asked}."
            )
        candidates = [value, code, *alike(code), *found]
        for code in candidates:
            if code in _codes() if among is None else code in among:
                return code
        meant = [code for code in candidates if code in _codes()]
    else:
        meant = []
    choices = sorted(_codes() if among is None else among)
    if not choices:
        raise ValueError(f"`{argument}` is {value!r}, but the table has no rows to choose from.")
    told = "" if meant else no_state(value)
    near = [] if meant or told else _near(value, choices)
    shown = (near or choices[:6]) if len(choices) > _LISTED else choices
    listed = f"{len(choices)} codes such as {shown}" if len(choices) > _LISTED else f"{shown}"
    message = f"`{argument}` must be one of {listed} or a name of one; got {value!r}."
    if meant:
        message += f" This table has no rows of {meant[-1]!r}."
    elif told:
        message += f" It is {told}."
    elif several := _parts(value):
        message += f" Give several as a list: {argument}={several}."
    elif near:
        message += f" Did you mean {near[0]!r}{_called(near[0])}?"
    raise ValueError(message)


def plain_text(text: str) -> str:
    """Return a text in usual widths of letters, without signs that nobody sees."""
    plain = unicodedata.normalize("NFKC", text) if not text.isascii() else text
    return "".join(c for c in plain if unicodedata.category(c) != "Cf").strip()


@cache
def _not_states() -> dict[str, str]:
    places = read_table("places")
    found: dict[str, str] = {}
    for name, code in zip(places["name"], places["country_iso3"], strict=True):
        state = _first_names().get(str(code), str(code))
        if folded(str(name)) not in _spellings():
            found[folded(str(name))] = f"a place in {state}: write {code}"
    for told, names in _NO_STATES.items():
        found.update(dict.fromkeys(map(folded, names), told))
    return found


def _parts(value: object) -> list[str]:
    """Return the codes of several states that one text names, separated by signs or words."""
    parts = re.split(r"\s*[,;|/+&]\s*|\s+and\s+|\s+и\s+", str(value).strip())
    codes = [part.upper() if part.upper() in _codes() else code_meant(part) for part in parts]
    return codes if len(codes) > 1 and _codes().issuperset(codes) else []


def alike(code: str) -> tuple[str, ...]:
    """Return the codes under which tables hold what a code means: ``EU`` and ``EUU``."""
    return next((group for group in _ALIKE if code in group), (code,))


def _called(code: str) -> str:
    name = _first_names().get(code)
    return f" ({name})" if name and name != code else ""


def _near(value: str, choices: Sequence[str]) -> list[str]:
    """Return the codes among ``choices`` that a misspelt code or name may mean, best first.

    Letters swapped in a code come first; then names that begin with the letters, or hold them
    in their order (``TAJ`` in Tajikistan); then whatever looks alike.
    """
    text = folded(value)
    if not text:
        return []
    if (latin := lookalike(value)) in choices:
        return [latin]
    named: dict[str, list[str]] = {}
    for spelling, codes in _spellings().items():
        for code in codes:
            if code in choices:
                named.setdefault(spelling, []).append(code)
    for code in choices:
        named.setdefault(folded(code), []).append(code)
    words = [word for word in named if len(word) > 3]
    found = [word for word in named if len(word) == len(text) and sorted(word) == sorted(text)]
    if len(text) == 3:
        found += [word for word in words if word.startswith(text)]
        found += [word for word in words if word[0] == text[0] and _holds(word, text)]
    found += difflib.get_close_matches(
        text, list(named), n=6, cutoff=0.6 if len(text) < 5 else 0.72
    )
    return list(dict.fromkeys(code for word in found for code in named[word]))


def _holds(word: str, letters: str) -> bool:
    rest = iter(word)
    return all(letter in rest for letter in letters)


@cache
def _shared() -> dict[str, tuple[str, ...]]:
    return {folded(name): codes for codes, names in _SHARED.items() for name in names}


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for code, names in _names().items():
        for name in names:
            codes = found.setdefault(folded(name), [])
            codes += [one for one in alike(code) if one not in codes]
    return {spelling: tuple(codes) for spelling, codes in found.items()}


@cache
def _in_other_languages() -> dict[str, tuple[str, ...]]:
    """Return names of states in further languages, folded, with their codes."""
    from babel import Locale

    table = read_table("country_codes")
    codes = dict(zip(table["iso2"], table["iso3"], strict=True)) | {"EU": "EU"}
    found: dict[str, tuple[str, ...]] = {
        folded(name): (code,) for code, names in _SHORT.items() for name in names
    }
    for language in _LANGUAGES:
        for place, name in Locale.parse(language).territories.items():
            if place in codes:
                found.setdefault(folded(name), alike(codes[place]))
    return found


@cache
def _names() -> dict[str, list[str]]:
    """Return the names of each code, the best known first."""
    names: dict[str, list[str]] = {}
    for table, key, columns in (
        ("countries", "iso3", ("name", "official_name", "name_russian", "name_local", "iso2")),
        ("country_names", "code", ("name_en", "name_ru", "name_local", "other_names", "iso2")),
        ("comparators", "code", ("name",)),
    ):
        frame = read_table(table)
        for row in frame[[key, *columns]].itertuples(index=False, name=None):
            cells = [cell for cell in row[1:] if isinstance(cell, str)]
            own = names.setdefault(str(row[0]), [])
            own += [name.strip() for cell in cells for name in cell.split(";")]
    return names


@cache
def _first_names() -> dict[str, str]:
    return {code: names[0] for code, names in _names().items() if names}


@cache
def _codes() -> frozenset[str]:
    return frozenset(_names())
