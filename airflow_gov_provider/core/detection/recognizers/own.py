"""Recognizers that Presidio lacks or that it has in a form that misses, as data.

``stores.detectors`` makes Presidio ``PatternRecognizer`` objects of them. Patterns scored below the
threshold count only where the column's name or the words before them support them.
"""

from __future__ import annotations

# ruff: noqa: ISC004 - long patterns read better in pieces, each in its own parentheses already
import re
from dataclasses import dataclass

from airflow_gov_provider.core.detection.headers import vocabulary as words

_LOOSE = re.IGNORECASE | re.MULTILINE | re.DOTALL
_EXACT = re.MULTILINE | re.DOTALL
#: What needs support.
WEAK = 0.1


@dataclass(frozen=True, slots=True)
class Own:
    """One recognizer: its patterns as (name, regular expression, score) and its context words."""

    entity: str
    name: str
    patterns: tuple[tuple[str, str, float], ...]
    context: tuple[str, ...] = ()
    flags: int = _LOOSE
    luhn: bool = False


def _any_of(terms: list[str]) -> str:
    longest_first = sorted(terms, key=len, reverse=True)
    return r"(?<!\w)(?:" + "|".join(re.escape(term) for term in longest_first) + r")(?!\w)"


def _vocabulary(entity: str, strong: list[str], weak: list[str], context: str) -> Own:
    patterns = [("terms", _any_of(strong), 0.6)]
    if weak:
        patterns.append(("weak terms", _any_of(weak), WEAK))
    return Own(entity, f"{entity} terms", tuple(patterns), tuple(context.split("|")))


_CARD = r"(?<![\w.])(?:222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)([- .]?)\d{4}\1\d{4}\1\d{4}(?![\w]|\.\d)"
_DOTTED = r"(?<![\w.])(?:(?:4\d{3}|5[0-5]\d{2}|6\d{3}|35\d{2})\.\d{4}\.\d{4}\.\d{4}|3[47]\d{2}\.\d{6}\.\d{5})(?!\w|\.\d)"
#: Longer than any card Presidio knows: UnionPay, Maestro and Visa issue up to 19 digits.
_LONG = r"(?<![\w.])(?:4\d{18}|6\d{16,18}|5[06-8]\d{15,17})(?!\w|\.\d)"
_GIVEN = "|".join(sorted(words.GIVEN_NAMES))
_FAMILY = "|".join(sorted(words.FAMILY_NAMES))
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w'’-]*[a-zß-öø-ÿ]"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})"
_YEAR = r"(?:19|20)\d{2}"
_DATE = (
    rf"(?<!\d)(?:{_YEAR}[-/. ]?{_MONTH}[-/. ]?{_DAY}|{_DAY}[-/. ]{{1,2}}{_MONTH}[-/., ]{{1,2}}(?:{_YEAR}|\d{{2}})|"
    rf"{_MONTH}[-/. ]{_DAY}[-/., ]{{1,2}}(?:{_YEAR}|\d{{2}})|{_YEAR})(?!\d)"
)

#: Documented beginnings of keys: each vendor's own pages on secret scanning or authentication.
_VENDORS = (
    r"A(?:BIA|CCA|ROA|IDA)[A-Z2-7]{16}|"
    r"GOCSPX-[\w-]{28}|ya29\.[\w-]{30,}|"
    r"gl(?:ptt|dt|rt|cbt|ft|soat|agent|imt|oas)-[\w.-]{20,}|"
    r"xapp-\d-[A-Z0-9]{8,}-\d{10,}-[a-z0-9]{40,}|xox[eo]-[\w-]{20,}|"
    r"whsec_[A-Za-z0-9+/=]{24,}|pk_live_[A-Za-z0-9]{20,}|"
    r"pypi-AgE[\w-]{50,}|dckr_(?:pat|oat)_[\w-]{20,}|"
    r"SK[0-9a-f]{32}|key-[0-9a-f]{32}|[0-9a-f]{32}-us\d{1,2}|"
    r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}|sq0(?:atp|csp|idp)-[\w-]{22,43}|"
    r"\d{8,10}:AA[\w-]{33}|"
    r"do[opr]_v1_[0-9a-f]{64}|dapi[0-9a-f]{32}(?:-\d)?|hv[sbr]\.[\w-]{24,}|[\w-]{14}\.atlasv1\.[\w-]{60,}|"
    r"sntry[su]_[\w+/=-]{40,}|NRAK-[A-Z0-9]{27}|PMAK-[0-9a-f]{24}-[0-9a-f]{34}|"
    r"gl(?:sa|c)_[\w+/=-]{32,}|lin_api_[A-Za-z0-9]{40}|(?:secret|ntn)_[A-Za-z0-9]{43,}|"
    r"AGE-SECRET-KEY-1[A-Z0-9]{58}|dp\.(?:pt|st|ct|sa)\.[\w.]{40,}|pscale_(?:tkn|pw|oauth)_[\w-]{32,}|"
    r"sbp_[0-9a-f]{40}|ATATT3x[\w=-]{100,}|EAACEdEose0cBA[A-Za-z0-9]{20,}|r8_[A-Za-z0-9]{37}|fo1_[\w-]{43}"
)

OWN: tuple[Own, ...] = (
    Own("CREDIT_CARD", "Card spellings", (("2-series", _CARD, 0.3), ("dotted", _DOTTED, 0.3), ("long", _LONG, 0.3)),
        ("card", "credit", "debit", "pan", "mastercard", "visa"), luhn=True),
    _vocabulary("RELIGION", words.RELIGIONS, words.RELIGIONS_WEAK, "religion|religious|faith|konfession|belief"),
    _vocabulary("ETHNICITY", words.ETHNICITIES, words.ETHNICITIES_WEAK, "ethnicity|ethnic|race|racial"),
    _vocabulary("POLITICAL_OPINION", words.POLITICS, words.POLITICS_WEAK, "political|politics|party|vote|votes|voter"),
    _vocabulary("TRADE_UNION_MEMBERSHIP", words.UNIONS, [], "union|gewerkschaft|syndicat"),
    _vocabulary("SEXUAL_ORIENTATION", words.ORIENTATIONS, words.ORIENTATIONS_WEAK, "sexual|orientation|sexuality"),
    _vocabulary("HEALTH_CONDITION", words.CONDITIONS, words.CONDITIONS_WEAK,
                "diagnosis|diagnosed|diagnoses|condition|disease|illness|medical|suffers|symptom"),
    Own("HEALTH_CONDITION", "ICD codes", (("ICD-10", r"(?<!\w)[A-TV-Z]\d[0-9AB](?:\.?[0-9A-TV-Z]{1,4})?(?!\w)", WEAK),),
        ("icd", "icd10", "icd9", "diagnosis", "diagnoses", "diagnosed")),
    Own("DATE_OF_BIRTH", "Birth dates", (("date", _DATE, WEAK),),
        ("birth", "born", "dob", "bday", "birthday", "birthdate", "geburtsdatum", "geburtstag", "geboren", "naissance",
         "nacimiento", "nascita", "nascimento", "urodzenia", "fødselsdato", "födelsedatum")),
    Own("STREET_ADDRESS", "Street addresses", (
        ("number first", r"(?<!\w)\d{1,5}[A-Za-z]?,? (?:(?:[NSEW]|North|South|East|West)\.? )?"
         r"(?:[A-Z][\w'.-]*|\d+(?:st|nd|rd|th)) (?:[A-Z][\w'.-]* ){0,3}"
         r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Square|Sq|Terrace|Close|Crescent|"
         r"Highway|Hwy|Parkway|Pkwy|Gardens|Grove)(?!\w)", 0.6),
        ("number last", r"(?<!\w)(?:[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|gasse|allee|weg|platz|damm|ufer)|"
         r"(?:[A-ZÄÖÜ][\wäöüß-]* )(?:Straße|Strasse|Str\.|Gasse|Allee|Weg|Platz))\s\d{1,4}\s?[a-zA-Z]?(?!\w)", 0.6),
        ("romance", r"(?<!\w)(?:\d{1,4}(?: bis| ter)?,? (?:rue|avenue|boulevard|chemin|impasse|quai) [^\W\d_][\w' -]{2,40}|"
         r"(?:Calle|Avenida|Plaza|Paseo|Via|Viale|Piazza|Corso|Rua|Largo|ulica|ul\.) [A-ZÀ-Þ][\w' .-]{2,40},? ?\d{1,4})"
         r"(?!\w)", 0.6),
        ("any", r"(?<!\w)\d{1,5}[A-Za-z]?,? [^\W\d_]{3,}|[^\W\d_]{3,}\.? \d{1,5}[A-Za-z]?(?!\w)", WEAK)),
        ("address", "street", "addr", "adresse", "strasse", "straße", "direccion", "dirección", "indirizzo", "domicilio",
         "morada"), _EXACT),
    Own("ACCOUNT_NUMBER", "Account numbers", (
        ("digits", r"(?<![\w.])\d{6,17}(?![\w]|\.\d)", 0.05),
        ("grouped", r"(?<![\w.])(?:[A-Z]{2,4}-?)?\d{2,6}(?:[- ]\d{2,6}){1,4}(?![\w]|\.\d)", 0.05),
        ("lettered", r"(?<![\w.])[A-Z]{2,4}-?\d{6,14}(?!\w)", 0.05)),
        ("account", "acct", "konto", "kontonummer", "compte", "cuenta", "acc no", "sort code")),
    Own("NATIONAL_ID", "National identity numbers", (
        ("identity number", r"(?<![\w.])(?=[\w./-]*\d{3})[A-Za-z0-9](?:[A-Za-z0-9]|[./-](?=\w)){5,19}(?!\w)", 0.05),),
        ("national id", "nationalid", "identity number", "identity card", "id card", "idcard", "personalausweis",
         "personnummer", "cpf", "curp", "cedula", "cédula", "dni", "rut", "codice fiscale", "insurance number",
         "social insurance", "citizen id", "citizen number", "national number", "nino", "burgerservicenummer")),
    Own("SECRET", "Secrets", (
        ("cloud keys", r"(?<!\w)(?:AKIA|ASIA)[A-Z0-9]{16}(?!\w)|(?<!\w)AIza[\w-]{35}(?!\w)", 0.9),
        ("service tokens", r"(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,}|glpat-[\w-]{20,}|"
         r"xox[abprs]-[\w-]{10,}|(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}|sk-(?:proj-|ant-)?[\w-]{20,}|"
         r"npm_[A-Za-z0-9]{36}|SG\.[\w-]{20,}\.[\w-]{20,}|hf_[A-Za-z0-9]{30,})", 0.9),
        ("vendors' keys", rf"(?<![\w-])(?:{_VENDORS})(?![\w-])", 0.9),
        ("storage keys", r"(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{40,88}={0,2}", 0.9),
        ("web hooks", r"https://hooks\.slack\.com/services/T\w{8,}/B\w{8,}/\w{20,}|"
         r"https://(?:discord|discordapp)\.com/api/webhooks/\d{17,20}/[\w-]{60,}", 0.9),
        ("private key", r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----", 1.0),
        ("web token", r"(?<!\w)eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}", 0.9),
        ("URL with password", r"\w+://[^\s:/@]+:[^\s:/@]{3,}@[\w.-]+", 0.8),
        ("assignment", r"(?i)(?<![^\W_])(?:password|passwd|pwd|secret|api[_-]?key|access[_-]?token|client[_-]?secret)"
         r"[\"']?\s*[=:]\s*[\"']?[^\s\"']{6,}", 0.7),
        ("value", r"(?<!\S)\S{6,}(?!\S)", WEAK)),
        ("password", "passwd", "pwd", "api key", "apikey", "secret key", "client secret", "access token", "auth token",
         "private key", "passphrase", "kennwort", "passwort", "mot de passe", "contraseña"), _EXACT),
    Own("PERSON", "Names from lists", (
        ("given and family name", rf"(?<![\w'’-])(?:{_GIVEN})(?: [A-Z]\.?)? (?:{_FAMILY})(?![\w'’])", 0.8),
        ("family name, given name", rf"(?<![\w'’-])(?:{_FAMILY}), ?(?:{_GIVEN})(?![\w'’])", 0.8),
        ("title and name", rf"(?<!\w)(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herr|Frau|Mme|Monsieur|Madame|Señor|Señora|Signor|Signora)"
         rf"\.? {_CAPITAL}(?: {_CAPITAL})?(?!\w)", 0.7),
        ("given name and another", rf"(?<![\w'’-])(?:{_GIVEN})(?: [A-Z]\.?)? {_CAPITAL}(?!\w)", 0.5)),
        (), _EXACT),
)  # fmt: skip
