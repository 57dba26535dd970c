"""Rebuild data/country_names.csv from the Unicode CLDR names that ship with Babel.

Run: python tools/build_names.py   (needs the package ``babel``; the version used is printed)
"""

from __future__ import annotations

import csv

import babel
from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_official_languages

from common import DATA, UNDATED_COLUMNS
from sources_key import source_id

#: Codes that CLDR maps and ISO 3166 does not hold, or no longer.
RETIRED = {
    "ASC",
    "BUR",
    "CPT",
    "DDR",
    "DGA",
    "FXX",
    "QUU",
    "TAA",
    "TMP",
    "XAA",
    "XBB",
    "YMD",
    "ZAR",
    "ZZZ",
}
#: The code of statistics where ISO 3166 has none.
OURS = {"XKK": "XKX"}
#: Names of groups, which no standard lists; ours.
GROUPS = {
    "EU": ("European Union", "Европейский союз"),
    "EUU": ("European Union", "Европейский союз"),
    "WLD": ("World", "Мир"),
    "UN": ("United Nations", "Организация Объединённых Наций"),
    "GCC": ("Gulf states", "Государства Залива"),
    "C5": ("Central Asia", "Центральная Азия"),
    "CA5": ("Central Asia", "Центральная Азия"),
    "CA4": ("Central Asia without Turkmenistan", "Центральная Азия без Туркменистана"),
    "-": ("Central Asia alone", "Только Центральная Азия"),
    "OTH": ("Other or unknown origin", "Прочие и неизвестные"),
    "UNK": ("Unknown country", "Неизвестная страна"),
    "XXA": ("Stateless", "Без гражданства"),
}
GROUP_SOURCE = "ca-summit-group-names"
COLUMNS = (
    "code",
    "iso2",
    "name_en",
    "name_ru",
    "name_local",
    "other_names",
    "source_id",
    "verification",
)
#: Where CLDR offers a longer or disputed form, the short name that English-speaking readers know.
SHORT = {
    "ATG": "Antigua and Barbuda",
    "BIH": "Bosnia and Herzegovina",
    "COD": "DR Congo",
    "COG": "Congo",
    "HKG": "Hong Kong",
    "MAC": "Macao",
    "MMR": "Myanmar",
    "TTO": "Trinidad and Tobago",
    "TUR": "Türkiye",
}
#: Further spellings that people, newspapers and statistical offices use; ours.
OTHERS = {
    "AFG": "Islamic Republic of Afghanistan",
    "ARE": "UAE;U.A.E.;Emirates;Объединённые Арабские Эмираты;Эмираты",
    "BIH": "Bosnia & Herzegovina;Bosnia;Босния",
    "BLR": "Belorussia;Byelorussia;Белоруссия",
    "BOL": "Bolivia, Plurinational State of",
    "BRN": "Brunei Darussalam",
    "CHN": "People's Republic of China;PRC;P.R. China;Mainland China;КНР;Китайская Народная "
    "Республика",
    "CIV": "Ivory Coast;Cote d'Ivoire",
    "COD": "Democratic Republic of the Congo;Congo, Dem. Rep.;DRC;Congo-Kinshasa;Congo - Kinshasa",
    "COG": "Congo Republic;Republic of the Congo;Congo, Rep.;Congo-Brazzaville;Congo - Brazzaville",
    "CPV": "Cabo Verde",
    "CZE": "Czech Republic",
    "DEU": "Federal Republic of Germany;FRG;ФРГ",
    "EGY": "Egypt, Arab Rep.",
    "FRA": "French Republic",
    "GBR": "UK;U.K.;Great Britain;Britain;England;United Kingdom of Great Britain and Northern "
    "Ireland;Соединённое Королевство;Британия;Англия",
    "HKG": "Hong Kong SAR;Hong Kong SAR, China;Hong Kong SAR China;Гонконг",
    "IRN": "Islamic Republic of Iran;Iran, Islamic Rep.;Iran (Islamic Republic of);Persia",
    "KAZ": "Republic of Kazakhstan;Qazaqstan;Республика Казахстан",
    "KGZ": "Kyrgyz Republic;Kirghizia;Kirgizia;Kyrgyzia;Кыргызстан;Кыргызская Республика",
    "KOR": "Republic of Korea;Korea, Rep.;Korea (Republic of);ROK;Южная Корея",
    "LAO": "Lao PDR;Lao People's Democratic Republic",
    "MAC": "Macao SAR China;Macau",
    "MDA": "Republic of Moldova;Молдавия",
    "MKD": "Macedonia;Македония",
    "MMR": "Burma;Myanmar (Burma);Мьянма;Бирма",
    "NLD": "Holland;The Netherlands;Голландия",
    "PRK": "Democratic People's Republic of Korea;DPRK;Korea, Dem. People's Rep.;Северная Корея",
    "PSE": "Palestine;State of Palestine;West Bank and Gaza;Палестина",
    "RUS": "Russian Federation;РФ;Российская Федерация",
    "SAU": "Kingdom of Saudi Arabia;KSA",
    "SVK": "Slovak Republic",
    "SWZ": "Swaziland",
    "SYR": "Syrian Arab Republic",
    "TJK": "Republic of Tajikistan;Tadjikistan;Tadzhikistan;Республика Таджикистан",
    "TKM": "Turkmenia;Туркмения",
    "TUR": "Turkey;Turkiye;Republic of Türkiye",
    "TWN": "Taiwan, China;Chinese Taipei",
    "TZA": "United Republic of Tanzania",
    "USA": "U.S.;U.S.A.;United States of America;America;the United States;США;"
    "Соединённые Штаты Америки;Америка",
    "UZB": "Republic of Uzbekistan;Ozbekiston;Республика Узбекистан",
    "VAT": "Holy See",
    "VEN": "Venezuela, RB",
    "VNM": "Viet Nam",
    "YEM": "Yemen, Rep.",
    "ZAF": "RSA;Republic of South Africa;ЮАР",
    "EU": "the EU;European Union (EU27);ЕС;Евросоюз",
    "WLD": "the World;all countries;весь мир",
    "UN": "the UN;ООН",
    "GCC": "Gulf Cooperation Council;ССАГПЗ",
    "CA5": "five states of Central Asia;C5 states",
}


def own_names(iso2: str) -> list[str]:
    """Return the names of a state in its official languages, as CLDR has them."""
    names = []
    for language in get_official_languages(iso2, de_facto=True):
        try:
            name = Locale.parse(language).territories.get(iso2)
        except (UnknownLocaleError, ValueError):
            continue
        if name and name not in names:
            names.append(name.replace(";", ","))
    return names


def states() -> list[tuple[str, str]]:
    """Return the ISO 3166 alpha-3 and alpha-2 code of every state and territory of CLDR."""
    pairs = []
    known = Locale("en").territories
    for iso3, iso2 in get_global("territory_aliases").items():
        one_state = len(iso3) == 3 and iso3.isalpha() and len(iso2) == 1 and iso2[0] in known
        if one_state and iso3 not in RETIRED:
            pairs.append((OURS.get(iso3, iso3), iso2[0]))
    return pairs


def main() -> None:
    """Write the table."""
    english, russian = Locale("en"), Locale("ru")
    source = source_id(
        "Unicode Consortium",
        "Common Locale Data Repository, territory names",
        "https://cldr.unicode.org",
        "",
    )
    rows = [
        (
            iso3,
            iso2,
            SHORT.get(iso3, english.territories[iso2]),
            russian.territories[iso2],
            ";".join(own_names(iso2)),
            OTHERS.get(iso3, ""),
            source,
            "read",
        )
        for iso3, iso2 in states()
    ]
    rows += [
        (code, "", en, ru, "", OTHERS.get(code, ""), GROUP_SOURCE, "read")
        for code, (en, ru) in GROUPS.items()
    ]
    with (DATA / "country_names.csv").open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(COLUMNS)
        out.writerows(sorted(rows))
    with (DATA / "sources_names.csv").open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(UNDATED_COLUMNS)
        out.writerow(
            [
                source,
                "Unicode Consortium",
                "Common Locale Data Repository, territory names",
                "https://cldr.unicode.org",
                "",
                "Unicode License v3",
                "yes",
                f"PyPI package babel {babel.__version__}",
                "true",
            ]
        )
        out.writerow(
            [
                GROUP_SOURCE,
                "ca_summit",
                "Names of groups of countries and further spellings, chosen by the project",
                "",
                "",
                "CC BY 4.0",
                "yes",
                "",
                "false",
            ]
        )
    print(f"{len(rows)} names, babel {babel.__version__}")


if __name__ == "__main__":
    main()
