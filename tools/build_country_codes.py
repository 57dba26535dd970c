"""Rebuild data/country_codes.csv: what each state is called in other systems of codes.

Run: python tools/build_country_codes.py   (needs ``babel``; the version used is printed)

The ISO codes come from the Unicode CLDR that ships with Babel. The codes of the other systems
stand below: they are works of the United States government (FIPS 10-4) or plain facts, typed from
memory; FIPS 10-4 and the Olympic codes were compared with copies of both lists.
"""

from __future__ import annotations

import csv
from pathlib import Path

import babel
from babel.core import get_global

from sources_key import source_id

DATA = Path(__file__).resolve().parents[1] / "data"
COLUMNS = [
    "iso3",
    "iso2",
    "numeric",
    "cow_code",
    "cow_abbrev",
    "fips",
    "ioc",
    "cameo",
    "other_codes",
    "source_id",
    "verification",
    "recalled_fields",
]
RECALLED = ("cow_code", "cow_abbrev", "fips", "ioc", "cameo", "other_codes")

#: ISO 3166-1 alpha-3, all codes officially assigned.
ISO3 = (
    "ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD "
    "BGR BHR BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR "
    "COD COG COK COL COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH "
    "ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL "
    "GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR "
    "JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR "
    "MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL "
    "NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY "
    "PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP "
    "SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA "
    "UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE"
)
#: Correlates of War: abbreviation, number, ISO3 (states of today only).
COW = """
USA 2 USA,CAN 20 CAN,BHM 31 BHS,CUB 40 CUB,HAI 41 HTI,DOM 42 DOM,JAM 51 JAM,TRI 52 TTO,BAR 53 BRB,
DMA 54 DMA,GRN 55 GRD,SLU 56 LCA,SVG 57 VCT,AAB 58 ATG,SKN 60 KNA,MEX 70 MEX,BLZ 80 BLZ,GUA 90 GTM,
HON 91 HND,SAL 92 SLV,NIC 93 NIC,COS 94 CRI,PAN 95 PAN,COL 100 COL,VEN 101 VEN,GUY 110 GUY,
SUR 115 SUR,ECU 130 ECU,PER 135 PER,BRA 140 BRA,BOL 145 BOL,PAR 150 PRY,CHL 155 CHL,ARG 160 ARG,
URU 165 URY,UKG 200 GBR,IRE 205 IRL,NTH 210 NLD,BEL 211 BEL,LUX 212 LUX,FRN 220 FRA,MNC 221 MCO,
LIE 223 LIE,SWZ 225 CHE,SPN 230 ESP,AND 232 AND,POR 235 PRT,GMY 255 DEU,POL 290 POL,AUS 305 AUT,
HUN 310 HUN,CZR 316 CZE,SLO 317 SVK,ITA 325 ITA,SNM 331 SMR,MLT 338 MLT,ALB 339 ALB,MNG 341 MNE,
MAC 343 MKD,CRO 344 HRV,YUG 345 SRB,BOS 346 BIH,SLV 349 SVN,GRC 350 GRC,CYP 352 CYP,BUL 355 BGR,
MLD 359 MDA,ROM 360 ROU,RUS 365 RUS,EST 366 EST,LAT 367 LVA,LIT 368 LTU,UKR 369 UKR,BLR 370 BLR,
ARM 371 ARM,GRG 372 GEO,AZE 373 AZE,FIN 375 FIN,SWD 380 SWE,NOR 385 NOR,DEN 390 DNK,ICE 395 ISL,
CAP 402 CPV,STP 403 STP,GNB 404 GNB,EQG 411 GNQ,GAM 420 GMB,MLI 432 MLI,SEN 433 SEN,BEN 434 BEN,
MAA 435 MRT,NIR 436 NER,CDI 437 CIV,GUI 438 GIN,BFO 439 BFA,LBR 450 LBR,SIE 451 SLE,GHA 452 GHA,
TOG 461 TGO,CAO 471 CMR,NIG 475 NGA,GAB 481 GAB,CEN 482 CAF,CHA 483 TCD,CON 484 COG,DRC 490 COD,
UGA 500 UGA,KEN 501 KEN,TAZ 510 TZA,BUI 516 BDI,RWA 517 RWA,SOM 520 SOM,DJI 522 DJI,ETH 530 ETH,
ERI 531 ERI,ANG 540 AGO,MZM 541 MOZ,ZAM 551 ZMB,ZIM 552 ZWE,MAW 553 MWI,SAF 560 ZAF,NAM 565 NAM,
LES 570 LSO,BOT 571 BWA,SWA 572 SWZ,MAG 580 MDG,COM 581 COM,MAS 590 MUS,SEY 591 SYC,MOR 600 MAR,
ALG 615 DZA,TUN 616 TUN,LIB 620 LBY,SUD 625 SDN,SSD 626 SSD,IRN 630 IRN,TUR 640 TUR,IRQ 645 IRQ,
EGY 651 EGY,SYR 652 SYR,LEB 660 LBN,JOR 663 JOR,ISR 666 ISR,SAU 670 SAU,YEM 679 YEM,KUW 690 KWT,
BAH 692 BHR,QAT 694 QAT,UAE 696 ARE,OMA 698 OMN,AFG 700 AFG,TKM 701 TKM,TAJ 702 TJK,KYR 703 KGZ,
UZB 704 UZB,KZK 705 KAZ,CHN 710 CHN,MON 712 MNG,TAW 713 TWN,PRK 731 PRK,ROK 732 KOR,JPN 740 JPN,
IND 750 IND,BHU 760 BTN,PAK 770 PAK,BNG 771 BGD,MYA 775 MMR,SRI 780 LKA,MAD 781 MDV,NEP 790 NPL,
THI 800 THA,CAM 811 KHM,LAO 812 LAO,DRV 816 VNM,MAL 820 MYS,SIN 830 SGP,BRU 835 BRN,PHI 840 PHL,
INS 850 IDN,ETM 860 TLS,AUL 900 AUS,PNG 910 PNG,NEW 920 NZL,VAN 935 VUT,SOL 940 SLB,KIR 946 KIR,
TUV 947 TUV,FIJ 950 FJI,TON 955 TON,NAU 970 NRU,MSI 983 MHL,PAL 986 PLW,FSM 987 FSM,WSM 990 WSM
"""
#: FIPS 10-4, code and ISO2. The West Bank (WE) and Gaza (GZ) are two codes there and none here.
FIPS = """
AF AF,AL AL,AG DZ,AQ AS,AN AD,AO AO,AV AI,AY AQ,AC AG,AR AR,AM AM,AA AW,AS AU,AU AT,AJ AZ,BF BS,
BA BH,BG BD,BB BB,BO BY,BE BE,BH BZ,BN BJ,BD BM,BT BT,BL BO,BK BA,BC BW,BV BV,BR BR,IO IO,BX BN,
BU BG,UV BF,BM MM,BY BI,CB KH,CM CM,CA CA,CV CV,CJ KY,CT CF,CD TD,CI CL,CH CN,KT CX,CK CC,CO CO,
CN KM,CF CG,CG CD,CW CK,CS CR,IV CI,HR HR,CU CU,CY CY,EZ CZ,DA DK,DJ DJ,DO DM,DR DO,EC EC,EG EG,
ES SV,EK GQ,ER ER,EN EE,ET ET,FK FK,FO FO,FJ FJ,FI FI,FR FR,FG GF,FP PF,FS TF,GB GA,GA GM,GG GE,
GM DE,GH GH,GI GI,GR GR,GL GL,GJ GD,GP GP,GQ GU,GT GT,GK GG,GV GN,PU GW,GY GY,HA HT,HM HM,HO HN,
HK HK,HU HU,IC IS,IN IN,ID ID,IR IR,IZ IQ,EI IE,IM IM,IS IL,IT IT,JM JM,JA JP,JE JE,JO JO,KZ KZ,
KE KE,KR KI,KN KP,KS KR,KU KW,KG KG,LA LA,LG LV,LE LB,LT LS,LI LR,LY LY,LS LI,LH LT,LU LU,MC MO,
MK MK,MA MG,MI MW,MY MY,MV MV,ML ML,MT MT,RM MH,MB MQ,MR MR,MP MU,MF YT,MX MX,FM FM,MD MD,MN MC,
MG MN,MJ ME,MH MS,MO MA,MZ MZ,WA NA,NR NR,NP NP,NL NL,NC NC,NZ NZ,NU NI,NG NE,NI NG,NE NU,NF NF,
CQ MP,NO NO,MU OM,PK PK,PS PW,PM PA,PP PG,PA PY,PE PE,RP PH,PC PN,PL PL,PO PT,RQ PR,QA QA,RE RE,
RO RO,RS RU,RW RW,TB BL,RN MF,SH SH,SC KN,ST LC,SB PM,VC VC,WS WS,SM SM,TP ST,SA SA,SG SN,RI RS,
SE SC,SL SL,SN SG,LO SK,SI SI,BP SB,SO SO,SF ZA,SX GS,OD SS,SP ES,CE LK,SU SD,NS SR,SV SJ,WZ SZ,
SW SE,SZ CH,SY SY,TW TW,TI TJ,TZ TZ,TH TH,TT TL,TO TG,TL TK,TN TO,TD TT,TS TN,TU TR,TX TM,TK TC,
TV TV,UG UG,UP UA,AE AE,UK GB,US US,UY UY,UZ UZ,NH VU,VT VA,VE VE,VM VN,VI VG,VQ VI,WF WF,WI EH,
YM YE,ZA ZM,ZI ZW,UC CW,NN SX
"""
#: Olympic codes where they are not the ISO3 code; "." where there is no committee.
IOC = """
DZA ALG,ASM ASA,AGO ANG,ATG ANT,ABW ARU,BHS BAH,BHR BRN,BGD BAN,BRB BAR,BLZ BIZ,BMU BER,BTN BHU,
BWA BOT,BRN BRU,BGR BUL,BFA BUR,KHM CAM,CYM CAY,TCD CHA,CHL CHI,TWN TPE,COG CGO,CRI CRC,HRV CRO,
DNK DEN,SLV ESA,GNQ GEQ,FJI FIJ,GMB GAM,DEU GER,GRC GRE,GRD GRN,GTM GUA,GIN GUI,GNB GBS,HTI HAI,
HND HON,IDN INA,IRN IRI,KWT KUW,LVA LAT,LSO LES,LBY LBA,MDG MAD,MWI MAW,MYS MAS,MRT MTN,MUS MRI,
MCO MON,MNG MGL,MMR MYA,NPL NEP,NLD NED,NIC NCA,NER NIG,NGA NGR,OMN OMA,PSE PLE,PRY PAR,PHL PHI,
PRT POR,PRI PUR,KNA SKN,WSM SAM,SAU KSA,SYC SEY,SVN SLO,SLB SOL,ZAF RSA,LKA SRI,VCT VIN,SDN SUD,
CHE SUI,TGO TOG,TON TGA,ARE UAE,TZA TAN,URY URU,VUT VAN,VNM VIE,VGB IVB,VIR ISV,ZMB ZAM,ZWE ZIM
"""
NO_COMMITTEE = (
    "AIA ALA ATA ATF BES BLM BVT CCK CUW CXR ESH FLK FRO GGY GIB GLP GRL GUF HMD IMN IOT JEY MAC "
    "MAF MNP MSR MTQ MYT NCL NFK NIU PCN PYF REU SGS SHN SJM SPM SXM TCA TKL UMI VAT WLF"
)
#: CAMEO (event data: GDELT, ICEWS) writes ISO3, for two states in an older form.
CAMEO = {"ROU": "ROM", "TLS": "TMP"}
#: FIFA, withdrawn ISO 3166 and older World Bank codes that mean the state.
OTHER_CODES = {
    "ROU": "ROM",
    "COD": "ZAR",
    "TLS": "TMP",
    "MMR": "BUR",
    "SRB": "SCG;YUG",
    "BFA": "HVO",
    "BEN": "DHY",
    "BLR": "BYS",
    "DEU": "GFR;FRG",
    "LBN": "LIB",
    "SGP": "SIN",
    "TTO": "TRI",
    "AND": "ADO",
    "PSE": "WBG",
    "IMN": "IMY",
    "GNQ": "EQG",
    "CAF": "CTA",
    "GBR": "UK",
    "GRC": "EL",
    "ARE": "UAE",
    "CHN": "PRC",
    "KOR": "ROK",
    "PRK": "DPRK",
}


def pairs(text: str) -> list[list[str]]:
    """Return the words of each entry between commas."""
    return [entry.split() for entry in text.replace("\n", "").split(",") if entry.strip()]


def iso_codes() -> list[tuple[str, str, str]]:
    """Return ISO3, ISO2 and number of every officially assigned code, from CLDR."""
    aliases = get_global("territory_aliases")
    numbers = {v[0]: k for k, v in aliases.items() if k.isdigit() and len(v) == 1}
    return [(c, aliases[c][0], numbers[aliases[c][0]]) for c in sorted(ISO3.split())]


def main() -> None:
    """Write the table."""
    source = source_id(
        "Unicode Consortium",
        "Common Locale Data Repository, territory names",
        "https://cldr.unicode.org",
        "",
    )
    cow = {iso3: (abbrev, number) for abbrev, number, iso3 in pairs(COW)}
    fips = {iso2: code for code, iso2 in pairs(FIPS)}
    ioc = dict(pairs(IOC)) | dict.fromkeys(NO_COMMITTEE.split(), "")
    codes = iso_codes()
    iso3s = {iso3 for iso3, _, _ in codes}
    rows = []
    for iso3, iso2, numeric in codes:
        abbrev, number = cow.get(iso3, ("", ""))
        others = [c for c in OTHER_CODES.get(iso3, "").split(";") if c and c not in iso3s]
        sovereign = iso3 in cow or iso3 in {"PSE", "HKG", "MAC", "VAT"}
        row = {
            "iso3": iso3,
            "iso2": iso2,
            "numeric": numeric,
            "cow_code": number,
            "cow_abbrev": abbrev,
            "fips": fips.get(iso2, ""),
            "ioc": ioc.get(iso3, iso3),
            "cameo": CAMEO.get(iso3, iso3) if sovereign else "",
            "other_codes": ";".join(others),
            "source_id": source,
            "verification": "read",
        }
        row["recalled_fields"] = ";".join(name for name in RECALLED if row[name])
        rows.append(row)
    with (DATA / "country_codes.csv").open("w", encoding="utf-8", newline="") as stream:
        out = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    print(f"{len(rows)} states and territories, babel {babel.__version__}")


if __name__ == "__main__":
    main()
