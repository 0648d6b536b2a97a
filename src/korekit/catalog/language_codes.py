"""Codes of languages with their English names: short (`es`), or with a region (`en_gb`, `en-GB`).

Codes are ISO 639; regions that stand for a short code are the usual ones. The platform keeps short codes where the
region is the usual one, and an underscore otherwise; it answers a region with a hyphen.

Source: contract, change-default-language with its quirks; bot-variables-import (zh_cn, zh_tw).
"""

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["Language", "every_language", "find_language"]

# Code, usual region, English name.
_TABLE: Final = """
af ZA Afrikaans; am ET Amharic; ar SA Arabic; as IN Assamese; az AZ Azerbaijani; be BY Belarusian; bg BG Bulgarian;
bn BD Bengali; bo CN Tibetan; br FR Breton; bs BA Bosnian; ca ES Catalan; ceb PH Cebuano; co FR Corsican;
cs CZ Czech; cy GB Welsh; da DK Danish; de DE German; dv MV Divehi; el GR Greek; en US English; eo 001 Esperanto;
es ES Spanish; et EE Estonian; eu ES Basque; fa IR Persian; fi FI Finnish; fil PH Filipino; fj FJ Fijian; fo FO Faroese;
fr FR French; fy NL Western Frisian; ga IE Irish; gd GB Scottish Gaelic; gl ES Galician; gu IN Gujarati; ha NG Hausa;
haw US Hawaiian; he IL Hebrew; hi IN Hindi; hmn CN Hmong; hr HR Croatian; ht HT Haitian Creole; hu HU Hungarian;
hy AM Armenian; id ID Indonesian; ig NG Igbo; is IS Icelandic; it IT Italian; iu CA Inuktitut; ja JP Japanese;
jv ID Javanese; ka GE Georgian; kk KZ Kazakh; km KH Khmer; kn IN Kannada; ko KR Korean; ku TR Kurdish; ky KG Kyrgyz;
la VA Latin; lb LU Luxembourgish; lo LA Lao; lt LT Lithuanian; lv LV Latvian; mg MG Malagasy; mi NZ Maori;
mk MK Macedonian; ml IN Malayalam; mn MN Mongolian; mr IN Marathi; ms MY Malay; mt MT Maltese; my MM Burmese;
nb NO Norwegian Bokmal; ne NP Nepali; nl NL Dutch; nn NO Norwegian Nynorsk; no NO Norwegian; ny MW Nyanja;
or IN Odia; pa IN Punjabi; pl PL Polish; ps AF Pashto; pt BR Portuguese; ro RO Romanian; ru RU Russian;
rw RW Kinyarwanda; sd PK Sindhi; si LK Sinhala; sk SK Slovak; sl SI Slovenian; sm WS Samoan; sn ZW Shona;
so SO Somali; sq AL Albanian; sr RS Serbian; st LS Southern Sotho; su ID Sundanese; sv SE Swedish; sw KE Swahili;
ta IN Tamil; te IN Telugu; tg TJ Tajik; th TH Thai; ti ER Tigrinya; tk TM Turkmen; tl PH Tagalog; to TO Tongan;
tr TR Turkish; tt RU Tatar; ty PF Tahitian; ug CN Uyghur; uk UA Ukrainian; ur PK Urdu; uz UZ Uzbek; vi VN Vietnamese;
xh ZA Xhosa; yi 001 Yiddish; yo NG Yoruba; yue HK Cantonese; zu ZA Zulu
"""
# Chinese has no short code: what it is written in has to be said.
_CHINESE: Final = {"cn": "Chinese Simplified", "tw": "Chinese Traditional", "hk": "Chinese Traditional, Hong Kong"}
_SCRIPTS: Final = {"hans": "cn", "hant": "tw", "": "cn"}
_CODE: Final = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{2}|[0-9]{3}|hans|hant))?")


@dataclass(frozen=True, slots=True)
class Language:
    """A language. `code`: as the platform keeps it, `es` or `zh_cn`; `regional`: `es-ES`; `name`: in English."""

    code: str
    regional: str
    name: str


def _rows() -> dict[str, tuple[str, str]]:
    rows = (row.split(None, 2) for row in _TABLE.replace("\n", " ").split(";"))
    return {code: (region, name.strip()) for code, region, name in rows}


_LANGUAGES: Final = _rows()


def every_language() -> list[Language]:
    """Every language in its usual region, by English name."""
    codes = [*_LANGUAGES, *(f"zh_{region}" for region in _CHINESE)]
    return sorted((found for code in codes if (found := find_language(code))), key=lambda one: one.name)


def find_language(code: str) -> Language | None:
    """The language of a code, in either spelling and any case; `None` where there is none."""
    matched = _CODE.fullmatch(code.strip().lower())
    if matched is None:
        return None
    short, region = matched.group(1), matched.group(2) or ""
    if short == "zh":
        region = _SCRIPTS.get(region, region)
        name = _CHINESE.get(region)
        return None if name is None else Language(f"zh_{region}", f"zh-{region.upper()}", name)
    if short not in _LANGUAGES:
        return None
    usual, name = _LANGUAGES[short]
    if region in ("", usual.lower()):
        return Language(short, f"{short}-{usual}", name)
    return Language(f"{short}_{region}", f"{short}-{region.upper()}", f"{name} ({region.upper()})")
