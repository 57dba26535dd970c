"""Load the tables of votes, institutions, lending and people: UN, V-Dem, AidData, refugees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ca_summit.tables.choice import choose

if TYPE_CHECKING:
    import pandas as pd

    from ca_summit.tables.choice import Day, Words
    from ca_summit.tables.spans import Moment
    from ca_summit.tables.states import States


def load_un_ideal_points(
    *, country: States = None, since: Moment = None, until: Moment = None, as_of: Day = None
) -> pd.DataFrame:
    """Load where states stand in the UN General Assembly, estimated from their votes, 1991-2024.

    Parameters
    ----------
    country
        States by any name or code: the five and 17 others. Default: all.
    since, until
        First and last year kept.
    as_of
        Keep rows whose source was out on that day, without later remarks. Default: all.

    Returns
    -------
    DataFrame, one row per state and year, unique on ``iso3`` and ``year``:
        ``ideal_point`` (no unit; higher is nearer to the United States and its allies) with its 90
        percent interval ``low`` to ``high`` and the ``votes`` behind it; ``with_parts`` is a
        second estimate that uses votes on paragraphs too, to 2023. A year without a row has no
        vote of that state.

    Notes
    -----
    Small moves from year to year lie inside the interval and mean nothing.

    Examples
    --------
    >>> points = load_un_ideal_points(country=["KAZ", "USA"], since=2024)
    >>> points.set_index("iso3")["ideal_point"].round(1).to_dict()
    {'KAZ': -0.5, 'USA': 2.2}
    """
    return choose("un_ideal_points", country=country, since=since, until=until, as_of=as_of)


def load_un_agreement(
    *,
    country: States = None,
    partner: States = None,
    since: Moment = None,
    until: Moment = None,
    as_of: Day = None,
) -> pd.DataFrame:
    """Load how often two states voted alike in the UN General Assembly, year by year, 1992-2023.

    Parameters
    ----------
    country
        One or several of the five; ``"USA"`` and ``"RUS"`` are held as pairs of reference.
    partner
        The state compared with: China, Russia, the United States, Türkiye, Germany or one of
        the five.
    since, until
        First and last year kept.
    as_of
        Keep rows whose source was out on that day, without later remarks. Default: all.

    Returns
    -------
    DataFrame, one row per pair and year, unique on ``iso3``, ``partner``, ``year``:
        ``agreement_pct`` (percent of the roll calls in which **both voted**; an abstention beside
        a yes or no counts half), ``strict_pct`` (there it counts nothing), ``yes_no_pct`` (only
        roll calls in which both said yes or no), and the counts behind them. ``absent`` and
        ``absent_partner`` count roll calls that are in no share. Missing: no common vote.

    Notes
    -----
    Pairs of two of the five stand in both directions, so a sum over the table counts them twice.
    The emergency session on Ukraine is not among the roll calls; see ``load_un_ukraine_votes()``.

    Examples
    --------
    >>> with_china = load_un_agreement(country="TKM", partner="CHN", since=2023)
    >>> with_china[["agreement_pct", "absent"]].iloc[0].to_list()
    [89.52, 25.0]
    """
    return choose(
        "un_agreement", country=country, partner=partner, since=since, until=until, as_of=as_of
    )


def load_un_ukraine_votes(
    *,
    country: States = None,
    text: Words = None,
    since: Moment = None,
    until: Moment = None,
    as_of: Day = None,
) -> pd.DataFrame:
    """Load how 23 states voted on 25 texts about Ukraine in the UN General Assembly, 2014-2026.

    Parameters
    ----------
    country
        States by any name or code. Default: all 23.
    text
        Ids of texts, such as ``"es-11-1"``. Default: all.
    since, until
        First and last day of the votes kept.
    as_of
        Keep votes that had been cast by that day, without later remarks. Default: all.

    Returns
    -------
    DataFrame, one row per text and state, unique on ``text_id`` and ``iso3``:
        ``vote`` is yes, no, abstain or absent, missing where no document that was read says it;
        ``date``, ``title`` (in our words), ``resolution`` (its number may be from memory, see
        ``recalled_fields``), ``total_yes`` … ``total_absent`` over all members.

    Examples
    --------
    >>> votes = load_un_ukraine_votes(country="KGZ", text="es-11-1")
    >>> votes["vote"].to_list(), int(votes["total_yes"].iloc[0])
    (['abstain'], 141)
    """
    return choose(
        "un_ukraine_votes", country=country, text=text, since=since, until=until, as_of=as_of
    )


def load_vdem(
    index: Words = None,
    *,
    country: States = None,
    since: Moment = None,
    until: Moment = None,
    as_of: Day = None,
) -> pd.DataFrame:
    """Load V-Dem's indices of democracy and institutions, 1991-2024 (licence: CC BY-SA 4.0).

    Parameters
    ----------
    index
        Ids of indices, see ``load_vdem_indices()``. Default: all 13.
    country
        States by any name or code, ``"EU"`` for the mean of the 27 members. Default: all.
    since, until
        First and last year kept.
    as_of
        Keep rows whose source was out on that day, without later remarks. Default: all.

    Returns
    -------
    DataFrame, one row per index, state and year, unique on the three:
        ``value`` from 0 to 1 (of ``v2x_regime`` 0 to 3), ``low`` and ``high`` V-Dem's own interval
        (about 68 percent), missing where the copy of that edition has none. Higher is more; of
        ``v2x_corr`` higher is more corrupt.

    Notes
    -----
    Share alike: a table made from this one may be passed on only under the same licence.

    Examples
    --------
    >>> kyrgyz = load_vdem("v2x_libdem", country="KGZ", since=2024)
    >>> kyrgyz[["low", "value", "high"]].iloc[0].to_list()
    [0.154, 0.183, 0.212]
    """
    return choose("vdem", index=index, country=country, since=since, until=until, as_of=as_of)


def load_vdem_indices(*, index: Words = None) -> pd.DataFrame:
    """Load what each V-Dem index measures, its edition and whether it has intervals.

    Parameters
    ----------
    index
        Ids kept. Default: all.

    Returns
    -------
    DataFrame, one row per index, unique on ``index_id``: ``measures`` (in words), ``edition``,
    ``first_year``, ``last_year``, ``has_interval``.

    Examples
    --------
    >>> load_vdem_indices(index="v2x_libdem")["label"].to_list()
    ['Liberal democracy']
    """
    return choose("vdem_indices", index=index)


def load_china_finance(
    *, recipient: States = None, since: Moment = None, until: Moment = None, as_of: Day = None
) -> pd.DataFrame:
    """Load what Chinese state lenders and donors committed, by recipient and year, 2000-2021.

    Parameters
    ----------
    recipient
        The five or one of six others, by any name or code. Default: all.
    since, until
        First and last year kept.
    as_of
        Keep rows whose source was out on that day, without later remarks. Default: all.

    Returns
    -------
    DataFrame, one row per recipient and year with a recorded project, unique on the two:
        ``oda_usd2021`` (aid-like), ``oof_usd2021`` (loans near market terms), ``vof_usd2021``
        (too vague to tell) and ``total_usd2021`` in US dollars of 2021. Missing where projects
        are recorded without any amount (``amount_known`` is false); commitments, not payments.

    Examples
    --------
    >>> turkmen = load_china_finance(recipient="TKM")
    >>> int(turkmen["amount_known"].eq(False).sum()), turkmen["total_usd2021"].max() > 6e9
    (6, np.True_)
    """
    return choose("china_finance", recipient=recipient, since=since, until=until, as_of=as_of)


def load_migrant_stock(
    *,
    origin: States = None,
    destination: States = None,
    since: Moment = None,
    until: Moment = None,
    as_of: Day = None,
) -> pd.DataFrame:
    """Load how many people of one country live in another, 1990-2024, by the United Nations.

    Parameters
    ----------
    origin, destination
        States by any name or code; ``"WLD"`` for all. Default: all pairs, each with one of the
        five at either end.
    since, until
        First and last year kept; there are values for 1990, 1995 … 2020 and 2024.
    as_of
        Keep rows whose source was out on that day, without later remarks. Default: all.

    Returns
    -------
    DataFrame, one row per pair and year, unique on ``origin``, ``destination``, ``year``:
        ``migrants`` (people, mid-year). ``is_sum`` marks sums over destinations made here: leave
        them and the origin ``WLD`` out before adding.

    Notes
    -----
    From censuses and registers: seasonal labour is mostly not in it, people who left for good
    decades ago are.

    Examples
    --------
    >>> uzbek = load_migrant_stock(origin="UZB", destination="RUS", since=2024)
    >>> int(uzbek["migrants"].iloc[0])
    778041
    """
    return choose(
        "migrant_stock",
        origin=origin,
        destination=destination,
        since=since,
        until=until,
        as_of=as_of,
    )


def load_refugees(
    *,
    origin: States = None,
    asylum: States = None,
    since: Moment = None,
    until: Moment = None,
    as_of: Day = None,
) -> pd.DataFrame:
    """Load refugees and displaced people by origin and asylum at the end of each year, 1992-2025.

    Parameters
    ----------
    origin, asylum
        States by any name or code, ``"UNK"`` unknown, ``"XXA"`` stateless. Default: all pairs,
        each with one of the five at either end.
    since, until
        First and last year kept.
    as_of
        Keep rows whose source was out on that day, without later remarks. Default: all.

    Returns
    -------
    DataFrame, one row per pair and year, unique on ``origin``, ``asylum``, ``year``:
        ``refugees``, ``asylum_seekers``, ``returned_refugees``, ``displaced_inside`` (origin and
        asylum are one state), ``stateless`` (origin ``XXA``), ``others_of_concern``,
        ``other_protection``, all people. Missing where the count cannot apply or was not
        collected; a pair without a row has no figure.

    Examples
    --------
    >>> displaced = load_refugees(origin="KGZ", asylum="KGZ").set_index("year")["displaced_inside"]
    >>> int(displaced[2011])
    163900
    """
    return choose("refugees", origin=origin, asylum=asylum, since=since, until=until, as_of=as_of)
