"""Explanations of claims are whole sentences in every language, on altered tables too."""

import re

import pandas as pd
import pytest

import ca_summit as ca
from ca_summit.claims import check_claim, check_claims, examine, explanation_of
from ca_summit.figures.language import Words
from ca_summit.figures.plain_table import plain_table
from ca_summit.tables import read_table
from ca_summit.translations import COMPLETE
from test_claims_altered import ALTERED
from test_claims_article import claim

TRANSLATED = [language for language in COMPLETE if language != "en"]
#: Names that other languages write in Latin letters too, and what names tables and columns.
LATIN = {"V", "Dem", "B5", "meeting", "coverage", "countries", "iso3", "area", "km2", "sum"}


def latin_in(text):
    return [word for word in re.findall(r"[A-Za-z][A-Za-z0-9]*", text) if word not in LATIN]


@pytest.mark.parametrize("language", TRANSLATED)
def test_reasons_hold_no_english_and_the_verdicts_stay(language):
    english = check_claims(language="en")
    told = check_claims(language=language)
    assert list(told["verdict"]) == list(english["verdict"])
    assert list(told["figures"]) == list(english["figures"])
    for text in [*told["explanation"], *told["weakness"]]:
        assert not latin_in(text), text
        assert ".." not in text, text
        assert "{" not in text, text
        assert text.endswith("."), text
    assert not set(told["explanation"]) & set(english["explanation"])


def test_reasons_on_altered_tables_hold_no_english():
    for claim_id, table, change, _ in ALTERED:
        text = explanation_of(*examine(claim_id, data={table: change(read_table(table))}))
        for language in TRANSLATED:
            told = text.written(Words(language))
            assert not latin_in(told), (claim_id, table, told)
            assert "{" not in told, (claim_id, told)


def test_what_no_rule_can_check_is_said_in_the_language():
    empty = {
        name: read_table(name).iloc[:0]
        for name in ("countries", "attendance", "meetings", "resources", "trade_partners")
    }
    told = check_claims(data=empty, language="ru")
    lacking = told[told["verdict"].eq("not checkable")]["explanation"]
    assert lacking.str.contains("В таблицах нет").sum() > 5
    assert not [text for text in lacking if latin_in(text)]


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize(
    "told",
    [
        {},
        {"value": "9 million"},
        {"comparison": "more than", "tolerance": "", "value": 10, "against": "iso3 = KGZ"},
        {"rows": "area_km2 < 5"},
        {"rows": "iso3 = KAZ | KGZ", "quantity": "area_km2"},
    ],
)
def test_claims_of_an_own_article_are_answered_in_the_language(language, told):
    table = claim(**told)
    row = check_claims(table, language=language).iloc[0]
    english = check_claims(table, language="en").iloc[0]
    assert row["verdict"] == english["verdict"]
    allowed = {"country", "KAZ", "KGZ", "TJK", "TKM", "UZB"}
    for name in ("explanation", "rule", "would_change"):
        assert not set(latin_in(row[name])) - allowed, row[name]


def test_a_session_chooses_the_language_of_reasons_too():
    ca.use_language("kk")
    try:
        assert check_claim("soviet-past")["explanation"].startswith("Бес елдің бәрі")
    finally:
        ca.use_language(None)
    assert check_claim("soviet-past")["explanation"].startswith("All five")


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_chart_of_claims_tells_its_reasons_in_the_language(language):
    fig = ca.plot_claims(reasons=True, language=language)
    hovers = [re.sub(r"<[^>]*>", " ", text) for trace in fig.data for text in trace.hovertext]
    assert not [text for text in hovers if latin_in(text)]
    failed = check_claims(language=language)
    failed = failed[failed["claim_id"].eq("divisions-or-unity")]["explanation"].iloc[0]
    first = failed.split(".")[0]
    shown = " ".join(str(text) for trace in fig.data for text in trace.text)
    assert first[:20] in re.sub(r"<[^>]*>|\u2002", " ", shown).replace("  ", " ")


def test_numbers_and_days_of_reasons_follow_the_language():
    told = dict(
        pd.DataFrame(check_claims(language="ru"))[["claim_id", "explanation"]].itertuples(
            index=False
        )
    )
    assert "4\u00a0004\u00a0451\u00a0км²" in told["area-like-eu"]
    assert "31 августа 1991" in told["soviet-past"].replace("\u00a0", " ")
    assert "4,6\u00a0%" in told["population-80-million"]


@pytest.mark.parametrize("language", TRANSLATED)
def test_rules_of_a_sheet_stay_whole_sentences_of_the_language(language):
    table = ca.exercise_table("verdict", language=language)
    shown = plain_table(table, language=language)
    cells = [text for column in shown.columns for text in shown[column]]
    assert not [text for text in cells if len(latin_in(text)) > 3]
