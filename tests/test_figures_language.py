"""Numbers, lists, days and sentences have one form each, and no sentence mixes two languages."""

import gettext
import importlib.util
import re
import string
from pathlib import Path

import pandas as pd
import pytest

import ca_summit as ca
from ca_summit import translations
from ca_summit.figures.language import (
    Words,
    fill,
    format_days,
    format_number,
    format_percent,
    listed,
    short_number,
)
from ca_summit.figures.text import hovers

RUSSIAN = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
"n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\n"

msgid "Who trades most with {place}?"
msgstr "Кто больше всех торгует с {place}?"

msgid "{count} meeting"
msgid_plural "{count} meetings"
msgstr[0] "{count} встреча"
msgstr[1] "{count} встречи"
msgstr[2] "{count} встреч"
"""


@pytest.fixture
def russian(tmp_path, monkeypatch):
    """A language whose catalogue is complete."""
    file = tmp_path / "ru.po"
    file.write_text(RUSSIAN, encoding="utf-8")
    monkeypatch.setattr(translations, "COMPLETE", ("en", "ru"))
    monkeypatch.setattr(translations, "catalogue", lambda _: translations.read_catalogue(file))
    return Words("ru")


def test_a_complete_language_has_sentences_names_and_plural_forms_of_its_own(russian):
    place = russian.name("KAZ")
    assert russian.say("Who trades most with {place}?", place=place).endswith("с Казахстан?")
    counted = [russian.count("{count} meeting", "{count} meetings", n) for n in (1, 3, 5, 21)]
    assert counted == ["1 встреча", "3 встречи", "5 встреч", "21 встреча"]


def test_without_a_catalogue_names_change_on_labels_and_sentences_stay_whole(monkeypatch):
    monkeypatch.setattr(translations, "COMPLETE", ("en",))
    words = Words("ru")
    assert words.label("CHN") == "Китай"
    sentence = words.say("Who trades most with {place}?", place=words.name("USA"))
    assert sentence == "Who trades most with the United States?"


def test_a_language_that_is_none_is_refused():
    with pytest.raises(ValueError, match="`language` must be one of"):
        Words("de")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1234.5, "1,234"),
        (-1200, "−1,200"),
        (0.00012, "0.00012"),
        (float("inf"), "∞"),
        (pd.NA, "no data"),
        (None, "no data"),
    ],
)
def test_numbers_have_one_form(value, text):
    assert format_number(value) == text


def test_numbers_follow_the_language():
    assert format_number(4004451, language="ru") == "4\u00a0004\u00a0451"
    assert format_percent(45.29, language="ru").startswith("45,3")
    assert listed(["a", "b"], language="ru") == "a и b"


@pytest.mark.parametrize(("language", "word"), [("ru", "тыс."), ("kk", "мың")])
def test_ticks_of_thousands_have_the_word_of_the_language(language, word):
    bar = next(
        trace.marker.colorbar
        for trace in ca.map_region("gdp_per_capita_ppp", language=language).data
        if trace.marker and trace.marker.showscale
    )
    axis = ca.plot_indicator("gdp_per_capita_ppp", language=language).layout.yaxis
    for ticks in (bar, axis):
        assert [text.partition("\xa0")[2] for text in ticks.ticktext if text != "0"] == [word] * (
            len(ticks.ticktext) - ("0" in ticks.ticktext)
        )
        assert len(ticks.ticktext) == len(ticks.tickvals) > 2


def test_short_numbers_keep_three_digits_and_no_zero_behind_the_point():
    assert [short_number(v) for v in (999, 1000, 1234, 12345, 4.1e6, -2.5e12)] == [
        "999",
        "1k",
        "1.23k",
        "12.3k",
        "4.1m",
        "−2.5tn",
    ]


def test_a_day_that_is_missing_is_said_in_words():
    assert format_days(pd.NaT) == "day not known"
    first, last = pd.Timestamp("2025-12-30"), pd.Timestamp("2026-01-02")
    assert format_days(first, last) == "30 Dec 2025 – 2 Jan 2026"


def test_text_of_a_table_is_shown_as_it_is_and_not_as_marks_of_the_page():
    rows = pd.DataFrame({"name": ["<b>bold</b> & co", "{name}"], "v": [1.5, None]})
    first, second = hovers(rows, Words(), "<b>{name}</b>", "{v:n} tonnes", proof=False)
    assert first == "<b>&lt;b>bold&lt;/b> &amp; co</b><br>1.50 tonnes"
    assert second == "<b>{name}</b>"


def test_a_place_of_a_message_without_a_value_fails_loudly():
    with pytest.raises(KeyError):
        fill("{place} and {other}", {"place": "here"})


@pytest.fixture(scope="module")
def messages():
    """Every sentence that figures can say."""
    tool = Path(__file__).resolve().parents[1] / "tools" / "extract_messages.py"
    spec = importlib.util.spec_from_file_location("extract_messages", tool)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return [message.id for message in module.messages() if message.id]


def test_the_sentences_of_figures_are_collected_with_their_plural_forms(messages):
    assert "Who trades most with {place}?" in messages
    assert ("{count} claim", "{count} claims") in messages
    assert "{billion:n} billion US dollars, {measure}" in messages
    assert "No share of {least:n} percent or more." in messages
    assert len(messages) > 300


def test_both_forms_of_a_sentence_have_their_places_and_none_an_unknown_format(messages):
    for message in messages:
        forms = message if isinstance(message, tuple) else (message,)
        places = [
            {(name, spec) for _, name, spec, _ in string.Formatter().parse(form) if name}
            for form in forms
        ]
        assert all(re.fullmatch(r"[a-z_0-9]+", name) for names in places for name, _ in names)
        assert {spec for names in places for _, spec in names} <= {
            *"npsdDl",
            "",
            ".0f",
            "c",
            ".1f",
            ".2f",
            "r2",
            "r3",
            "r4",
            "r6",
        }, message
        assert not places[0] - places[-1], message


def test_a_translated_figure_is_wholly_in_its_language(monkeypatch):
    class Marked(gettext.NullTranslations):
        """A language that says every sentence in brackets."""

        def gettext(self, message):
            return f"⟦{message}⟧"

        def ngettext(self, one, many, n):
            return f"⟦{one if n == 1 else many}⟧"

    monkeypatch.setattr(translations, "COMPLETE", ("en", "ru"))
    plain = translations.catalogue
    monkeypatch.setattr(
        translations, "catalogue", lambda name: Marked() if name == "ru" else plain(name)
    )
    layout = ca.plot_trade_balance(series="cow_trade_4", language="ru").layout
    for text in (layout.title.text, layout.title.subtitle.text):
        assert text.startswith("⟦")
        assert text.endswith("⟧")
    assert layout.title.text.startswith("⟦Китай ")


@pytest.mark.parametrize("name", [name for name in ca.__all__ if name.startswith("plot_")])
def test_what_a_chart_says_can_be_translated(name, messages, monkeypatch):
    said = set()

    class Listening(gettext.NullTranslations):
        """English, that keeps what was asked for."""

        def gettext(self, message):
            said.add(message)
            return message

        def ngettext(self, one, many, n):
            said.add((one, many))
            return one if n == 1 else many

    monkeypatch.setattr(translations, "catalogue", lambda _: Listening())
    getattr(ca, name)()
    sentences = {text for text in said if isinstance(text, tuple) or " " in text}
    assert sentences <= set(messages)


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_a_sentence_that_ends_in_an_abbreviation_has_one_stop(language: str) -> None:
    alt = ca.figure_alt(ca.plot_known_on(language=language))
    assert re.search(r"\w\. [А-ЯҚӘ]", alt)
    assert ".." not in alt
