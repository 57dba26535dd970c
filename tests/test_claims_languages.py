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


#: What a class of the language writes, and the same in English.
WRITTEN_ALIKE = {
    "ru": [
        ({"comparison": "около", "value": "4 млн"}, {"comparison": "about", "value": "4 million"}),
        ({"comparison": "больше", "value": "5 млн"}, {"comparison": ">", "value": "5 million"}),
        (
            {"comparison": "между", "value": "3,9 млн и 4,1 млн"},
            {"comparison": "between", "value": "3.9 million and 4.1 million"},
        ),
        ({"quantity": "сумма area_km2"}, {"quantity": "sum of area_km2"}),
        ({"quantity": "Число строк", "value": 5}, {"quantity": "rows", "value": 5}),
        ({"quantity": "число разных iso3", "value": 5}, {"quantity": "different iso3", "value": 5}),
        ({"rows": "country = Казахстан | Киргизия"}, {"rows": "country = KAZ | KGZ"}),
    ],
    "kk": [
        ({"comparison": "шамамен", "value": "4 миллион"}, {"value": "4 million"}),
        ({"comparison": "кем емес", "value": 5}, {"comparison": "at least", "value": 5}),
        (
            {"comparison": "аралығында", "value": "3 және 4 млн"},
            {"comparison": "between", "value": "3 and 4 million"},
        ),
        ({"quantity": "ең үлкен area_km2"}, {"quantity": "largest area_km2"}),
        ({"quantity": "жолдар саны", "value": 5}, {"quantity": "rows", "value": 5}),
        ({"rows": "country = Қазақстан | Қырғызстан"}, {"rows": "country = KAZ | KGZ"}),
    ],
}


@pytest.mark.parametrize(
    ("told", "meant"), [pair for language in TRANSLATED for pair in WRITTEN_ALIKE[language]]
)
def test_a_class_compares_and_counts_in_the_words_of_its_language(told, meant):
    own, english = (check_claims(claim(**row)).iloc[0] for row in (told, meant))
    assert own["verdict"] == english["verdict"]
    assert own["figures"] == english["figures"]


FAULTS = [
    {"comparison": "abuot"},
    {"comparison": "окло"},
    {"table": "contries"},
    {"table": "vdem_indexes", "quantity": "rows"},
    {"quantity": "sum of area"},
    {"quantity": "sum of name"},
    {"rows": "contry = Kazakhstan"},
    {"rows": "country = Kazahkstan"},
    {"rows": "Kazakhstan"},
    {"rows": "name > 5"},
    {"rows": "country = |"},
    {"value": "many"},
    {"value": "1,250"},
    {"value": ""},
    {"value": "5 and 4", "comparison": "between"},
    {"value": "5", "comparison": "between"},
    {"tolerance": ""},
    {"tolerance": -1},
    {"tolerance": "300 %"},
    {"as_of": "2025-10-27"},
    {"as_of": "27.10.2025", "table": "meetings", "quantity": "rows", "rows": ""},
    {"as_of": "2999-01-01", "table": "meetings", "quantity": "rows", "rows": ""},
    {"tolrance": 1},
]


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("told", FAULTS, ids=str)
def test_faults_of_an_own_article_are_sentences_of_the_language(language, told):
    with pytest.raises(ValueError, match="check_claims") as fault:
        check_claims(claim(**told), language=language)
    # What stands in quotes, backticks and brackets is quoted from the table.
    said = re.sub(r"'[^']*'|`[^`]*`|\[[^\]]*\]|check_claims\(\)", " ", str(fault.value))
    assert len(re.findall("[А-Яа-яҚқӘәІіҢңҒғҮүҰұӨөҺһ]+", said)) > 6, said
    names = {"CSV", "YYYY", "MM", "DD", "name"}
    assert not set(latin_in(said)) - names, said


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_file_of_claims_that_is_none_is_told_in_the_language(language, tmp_path):
    ca.use_language(language)
    (tmp_path / "empty.csv").write_text(",".join(claim().columns) + "\n", encoding="utf-8")
    (tmp_path / "short.csv").write_text("claim,value\nx,1\n", encoding="utf-8")
    for file, error in [
        ("none.csv", FileNotFoundError),
        ("empty.csv", ValueError),
        ("short.csv", ValueError),
    ]:
        with pytest.raises(error, match=r"[а-яқ]{4,} [а-яқ]{3,}"):
            ca.read_article(tmp_path / file)
