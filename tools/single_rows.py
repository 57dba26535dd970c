"""Add and drop single rows of the compiled facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

_CPC = {"record_type": "operator_stake", "subject": "Caspian Pipeline Consortium", "value": "15"}
_AKTAU = {"record_type": "export_route", "year": "2024 (10 months)"}
_SPLIT = (
    "of 3.1 Mt shipped from Aktau: 1.6 to Makhachkala, 1.2 to Baku, 0.3 without a destination in "
    "the source"
)

#: Rows that say again what another row says.
DROPPED = [("route_events", {"route_id": "h-bedel", "date": "2024-09-04"})]

_FERGANA = {
    "source_publisher": "Fergana",
    "source_title": "News item 136703, with the shareholders of the Caspian Pipeline Consortium",
    "source_url": "https://en.fergana.agency/news/136703",
    "source_date": "2025-02-18",
    "verification": "two_sources",
}
_FOUNDED = (
    "completes the consortium to 100 percent; the same share is printed since its foundation "
    "(Oil & Gas Journal, 24 June 1996)"
)


def _holder(counterpart: str, iso3: str, value: str, note: str) -> dict[str, str]:
    row = {"counterpart": counterpart, "counterpart_iso3": iso3, "value": value, "note": note}
    return {"like": _CPC} | row | _FERGANA


#: New rows: ``like`` finds the row that they copy, the rest is their own.
ADDED = {
    "processing_and_power": [
        _holder(
            "Rosneft-Shell Caspian Ventures",
            "RUS",
            "7.5",
            f"51 percent of it Rosneft, 49 Shell at the foundation; {_FOUNDED}",
        ),
        _holder("BG Overseas Holdings (Shell group)", "GBR", "2", _FOUNDED),
        _holder("Eni International", "ITA", "2", _FOUNDED),
        _holder(
            "Oryx Caspian Pipeline",
            "",
            "1.75",
            f"American at the foundation, present owner not looked up; {_FOUNDED}",
        ),
        {
            "like": _AKTAU | {"counterpart": "Aktau port to Baku (BTC line)"},
            "counterpart": "Aktau port to Makhachkala",
            "counterpart_iso3": "RUS",
            "value": "1.6",
        },
        {
            "like": _AKTAU | {"counterpart": "Aktau port to Baku (BTC line)"},
            "counterpart": "Aktau port, destination not named",
            "counterpart_iso3": "",
            "value": "0.3",
            "note": f"computed here, {_SPLIT}",
        },
    ],
    "resources": [
        {
            "like": {
                "iso3": "KAZ",
                "commodity": "wheat",
                "measure": "production",
                "value": "16500",
            },
            "basis": "harvest of the calendar year",
            "value": "18000",
            "preferred": "true",
            "source_publisher": "Wedoany (Ministry of Agriculture of Kazakhstan)",
            "source_title": "Grain harvest of Kazakhstan, 16 October 2025",
            "source_url": "https://de.wedoany.com/shortnews/66270.html",
            "source_date": "2025-10",
            "verification": "read",
            "note": "of 26.7 million tonnes of grain; bunker or clean weight not stated; the USDA "
            "row of the marketing year stays beside it",
        }
    ],
}


def with_single_rows(df: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return the facts of a table without the rows dropped and with the rows added here.

    Raises
    ------
    ValueError
        If a row to be dropped or copied is not exactly one.
    """
    for name, row in DROPPED:
        if name == table:
            df = df.drop(index=_only(df, row, table))
    added = [
        df.loc[_only(df, own["like"], table)].to_dict()
        | {column: text for column, text in own.items() if column != "like"}
        for own in ADDED.get(table, [])
    ]
    return pd.concat([df, pd.DataFrame(added, columns=df.columns)], ignore_index=True)


def _only(df: pd.DataFrame, row: Mapping[str, str], table: str) -> int:
    mask = pd.Series(True, index=df.index)
    for column, text in row.items():
        mask &= df[column].eq(text)
    if mask.sum() != 1:
        raise ValueError(f"{table}: {row} must find one row; it finds {mask.sum()}")
    return int(df.index[mask][0])
