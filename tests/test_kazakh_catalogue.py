"""The Kazakh catalogue keeps what its grammar needs, and says that nobody has reviewed it."""

import re

import pytest
from babel.messages.pofile import read_po

from ca_summit.files import locale_path

ENDING = re.compile(r"\}[-–]?[а-яәғқңөұүһі]", re.IGNORECASE)
MIXED = re.compile(r"[а-яәғқңөұүһі][a-z]|[a-z][а-яәғқңөұүһі]", re.IGNORECASE)


@pytest.fixture(scope="module")
def catalogue():
    with locale_path("kk").open("rb") as file:
        return read_po(file)


def texts(catalogue):
    for message in catalogue:
        if message.id:
            yield from [message.string] if isinstance(message.string, str) else message.string


def test_no_ending_is_glued_to_a_place_whose_last_vowel_is_not_known(catalogue):
    assert not [text for text in texts(catalogue) if ENDING.search(text)]


def test_no_word_mixes_latin_and_cyrillic_letters_that_look_alike(catalogue):
    bare = (re.sub(r"\{[^}]*\}|<[^>]*>|`[^`]*`", " ", text) for text in texts(catalogue))
    assert not [text for text in bare if MIXED.search(text)]


def test_the_file_says_that_no_native_speaker_has_reviewed_it(catalogue):
    assert "NOT REVIEWED" in catalogue.header_comment
    assert "not reviewed" in catalogue.language_team
