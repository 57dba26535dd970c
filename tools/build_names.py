"""Rebuild data/country_names.csv from the Unicode CLDR names that ship with Babel.

Run: python tools/build_names.py   (needs the package ``babel``; the version used is printed)
"""

from __future__ import annotations

import csv
from pathlib import Path

import babel
from babel import Locale

from sources_key import source_id

DATA = Path(__file__).resolve().parents[1] / "data"
#: ISO 3166 codes of every country that a table or a map of the package names.
CODES = (
    "AFG AF,ALB AL,ARE AE,ARM AM,AUS AU,AUT AT,AZE AZ,BEL BE,BGR BG,BIH BA,BLR BY,BRA BR,CAN CA,"
    "CHE CH,CHN CN,CYP CY,CZE CZ,DEU DE,DNK DK,EGY EG,ESP ES,EST EE,FIN FI,FRA FR,GBR GB,GEO GE,"
    "GRC GR,GRL GL,HRV HR,HUN HU,IND IN,IRL IE,IRN IR,IRQ IQ,ISL IS,ISR IL,ITA IT,JOR JO,JPN JP,"
    "KAZ KZ,KGZ KG,KOR KR,KWT KW,LBN LB,LTU LT,LUX LU,LVA LV,MDA MD,MDG MG,MKD MK,MLT MT,MMR MM,"
    "MNE ME,MNG MN,MYS MY,NGA NG,NLD NL,NOR NO,NPL NP,OMN OM,PAK PK,POL PL,PRK KP,PRT PT,QAT QA,"
    "ROU RO,RUS RU,SAU SA,SRB RS,SVK SK,SVN SI,SWE SE,SYR SY,THA TH,TJK TJ,TKM TM,TUR TR,TZA TZ,"
    "UKR UA,USA US,UZB UZ,VNM VN,YEM YE,ZAF ZA,"
    "ARG AR,ATG AG,BDI BI,BOL BO,BRN BN,CHL CL,CMR CM,COG CG,COL CO,CRI CR,DOM DO,DZA DZ,ECU EC,"
    "ETH ET,GHA GH,GIN GN,LAO LA,LBY LY,LIE LI,LKA LK,MEX MX,MLI ML,MRT MR,NER NE,NZL NZ,PER PE,"
    "PHL PH,PSE PS,RWA RW,SLE SL,SOM SO,TTO TT,UGA UG,VEN VE,VIR VI,ZMB ZM"
)
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
#: Where CLDR offers a longer or disputed form, the short name that English-speaking readers know.
SHORT = {
    "TUR": "Türkiye",
    "BIH": "Bosnia and Herzegovina",
    "MMR": "Myanmar",
    "ATG": "Antigua and Barbuda",
    "TTO": "Trinidad and Tobago",
    "COG": "Congo",
}


def main() -> None:
    """Write the table."""
    english, russian = Locale("en"), Locale("ru")
    source = source_id(
        "Unicode Consortium",
        "Common Locale Data Repository, territory names",
        "https://cldr.unicode.org",
        "",
    )
    rows = []
    for pair in CODES.split(","):
        iso3, iso2 = pair.split()
        rows.append(
            (
                iso3,
                SHORT.get(iso3, english.territories[iso2]),
                russian.territories[iso2],
                source,
                "read",
            )
        )
    rows += [(code, en, ru, GROUP_SOURCE, "read") for code, (en, ru) in GROUPS.items()]
    with (DATA / "country_names.csv").open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(["code", "name_en", "name_ru", "source_id", "verification"])
        out.writerows(sorted(rows))
    with (DATA / "sources_names.csv").open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(
            [
                "source_id",
                "publisher",
                "title",
                "url",
                "published",
                "licence",
                "redistribute",
                "obtained_via",
                "has_address",
            ]
        )
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
                "Names of groups of countries, chosen by the project",
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
