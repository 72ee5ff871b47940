"""Identifiers that the words before them name: ``passport number RX…``, ``Kundennummer: …``.

No checksum helps here. The words say what follows, and the shape of what follows says that it is an
identifier: letters and digits, at least some digits.
"""

from __future__ import annotations

# ruff: noqa: ISC004 - long patterns read better in pieces, each in its own parentheses already
import re
from collections.abc import Iterator

from airflow_gov_provider.core.detection.spans import Span
from airflow_gov_provider.core.detection.text.births import is_date
from airflow_gov_provider.core.detection.text.keys import is_placeholder

_NUMBER = r"(?:'s|’s|s)?(?:[ -]?(?:card|document|registration))?(?:[ -]?(?:numbers?|nummer|numéro|numero|número|num|no\b\.?|nr\b\.?|n[°º]\.?|№|id(?:entifier|entification)?s?|code|#))?"
_LINK = r"(?:\s*(?:\([^()\n]{0,30}\)))?(?:\s*[:=#-]+\s*|\s+(?:is|was|ist|lautet|est|es|é|are|of|de|du|von|with|ending in|under)\s+|\s*,\s*|\s+)(?:(?:number|no\.?|nr\.?|n[°º]|id|#)\s*[:=#]?\s*)?[\"'“‘(\[#]{0,2}"
_CODE = r"(?=[\w./#-]{0,14}\d)#?[A-Z0-9](?:[A-Za-z0-9]|[./_-](?=[A-Za-z0-9])){3,29}"
_SPACED = r"\d(?: ?\d){5,19}|[A-Z]{1,3}(?: ?\d){5,12}|[A-Z]{2}(?: [\dA-Z]{2,4}){2,6}|\d{2,4}(?:[ .-]\d{2,5}){1,5}(?:[ /.-]?\d{1,3})?"

#: Entity type → words, longest first within a language; matched in any case.
_WORDS: tuple[tuple[str, str], ...] = (
    ("PASSPORT", r"passports?|reisepass(?:nummer)?|pass(?:nummer|-nr\.?)|passeport|pasaporte|passaporto|passaporte|paspoort(?:nummer)?|paszport\w*|паспорт\w*|pasaport"),
    ("DRIVER_LICENSE", r"driv(?:er|ers|er's|er’s|ing)[ -]?licen[cs]es?|dl(?: no)?(?=[:#])|führerschein(?:nummer)?|permis de conduire|licencia de conducir|permiso de conducir|"
     r"carnet de conducir|patente di guida|carteira (?:nacional )?de (?:motorista|habilitação)|cnh|rijbewijs(?:nummer)?|prawo jazdy|körkort\w*|førerkort\w*|ajokortti"),
    ("US_SSN", r"ssns?|social security|social(?= (?:number|no))"),
    ("HEALTH_ID", r"nhs|medicare|medicaid|health(?:[ -]?(?:insurance|card|plan))?(?= ?(?:id|no|number|card))|insurance(?: policy)?(?= ?(?:id|no|number|card|#))|krankenversicherten\w*|versicherten(?:nummer|nr)|"
     r"versicherungs(?:nummer|nr)|carte vitale|medical (?:record|file)|mrn|mbi"),
    ("NATIONAL_ID", r"national (?:id|identity|identification|insurance)|identity (?:card|document|number)|id card|citizen(?:ship)? (?:id|card|number)|voter(?: id)?|voter'?s|aadhaa?r(?: card)?|pan(?: card)?|"
     r"tax(?:payer)?(?: (?:id|identification|file|reference))?(?= ?(?:id|no|number|nr|:|#|\d))|ein|itin|tin|personalausweis(?:nummer)?|ausweis(?:nummer)?|identitätskarte|steuer(?:-?id|nummer|identifikationsnummer)|sozialversicherungs(?:nummer|nr)|ahv(?:-nummer)?|"
     r"sécurité sociale|n[°º] ?(?:d['’]id(?:entification|entité)?(?: national)?|insee|ss)|nir|d['’]identification|immatriculation|dni|nif|nie|cuil|curp|rfc|cédula(?: de (?:identidad|ciudadanía))?|cpf(?:/mf)?|rg|"
     r"codice fiscale|carta d['’]identità|carte (?:nationale )?d['’]identité|documento(?: nacional)? de identidad|bilhete de identidade|cartão de cidadão|bsn|burgerservicenummer|pesel|nip|personnummer|samordningsnummer|fødselsnummer|cpr(?:-nummer)?|"
     r"henkilötunnus|hetu|rodné číslo|(?:tc )?kimlik(?: numarası| no)?|nric|инн|снилс|registration(?= number)|visa(?= number)|alien registration|green card|naturali[sz]ation"),
    ("BANK_ACCOUNT", r"(?:(?:bank|checking|savings?|deposit|current)[ -]?)?accounts?(?=[ -]?(?:numbers?|no\b|nr|num|details|#|:))|bank[ -]account|acct|acc(?=:|num| no)|accnum|routing|aba|sort code|(?:bank)?konto(?:nummer|nr\.?)?|"
     r"compte(?: bancaire)?|cuenta(?: bancaria| corriente)?|conta(?: corrente| bancária)?|agência|conto(?: corrente)?|rekening(?:nummer)?|(?:numer )?konta|clabe|bban"),
    ("PERSON_ID", r"(?:patient|employee|customer|client|member(?:ship)?|student|staff|subscriber|personnel|badge|worker|applicant|beneficiary|policy ?holder|user|case|claim|policy|insurance policy|loan|"
     r"confirmation|medical license|professional licen[cs]e|licen[cs]e)(?=(?:'s|’s)?[ -]?(?:id\b|no\b|nr|num|number|code|#|n°))|policy(?= #)|"
     r"(?:kunden|personal|mitarbeiter|patienten|mitglieds|matrikel|vertrags|fall)(?:nummer|nr\.?|-nr\.?|-id)|matricule|matr[ií]cula|ipp|nda|n[°º] (?:de )?(?:client|patient|dossier|adhérent|sécu)|dossier n[°º]|"
     r"número de (?:cliente|empleado|paciente|socio)|nº de (?:cliente|socio)|numero (?:cliente|paziente|tessera)|klantnummer|numer klienta|kundnummer|kundenummer|asiakasnumero|medical record|mrn|frequent flyer|loyalty"),
    ("LICENSE_PLATE", r"licen[cs]e plates?|number plates?|plate|kfz-kennzeichen|kennzeichen|plaque(?: d['’]immatriculation)?|matrícula|placa|targa|kenteken|registration plate"),
    ("VIN", r"vin|vehicle identification|chassis|fahrgestell(?:nummer)?|fin(?=:| \w{17})"),
    ("DEVICE_ID", r"imei|meid|imsi|iccid|device|udid|serial|seriennummer|advertising|idfa|gaid|android|appliance serial|firmware key"),
)  # fmt: skip
_PATTERNS = tuple(
    (
        entity,
        re.compile(
            rf"(?<![^\W_])(?:{words}){_NUMBER}{_LINK}(?P<value>(?-i:{_CODE})|{_SPACED})(?![\w])",
            re.IGNORECASE,
        ),
        re.compile(rf"(?<![^\W_])(?:{words})", re.IGNORECASE),
    )
    for entity, words in _WORDS
)
#: Digits that each needs at least.
_FEWEST = {"LICENSE_PLATE": 1, "DEVICE_ID": 4, "PERSON_ID": 3, "BANK_ACCOUNT": 5, "US_SSN": 7, "VIN": 4}
_PHONE = re.compile(
    r"(?<![^\W_])(?:tele?(?:phone|fon|f[oô]n[oe])?s?|tél(?:éphone)?|ph(?:one)?s?|mobile?|mobil(?:nummer|telefon)?|cell(?:ular)?|fax|telefax|handy(?:nummer)?|telefon(?:nummer)?|rufnummer|celular|móvil|"
    r"telem[oó]vel|telefoon(?:nummer)?|whatsapp|sms|call(?: me| us)?(?: at| on)?|joignables?(?: au)?|contact|dial|text(?: me)?(?: at| on)?|tlf|puh|тел|телефон|電話|电话|전화)"
    r"(?:\s?(?:number|no\.?|nr\.?|n[°º]|portable|fixe|de bureau))?\.?\s*(?:\([^()\n\d]{0,20}\)\s*)?(?:[:=#-]|is|at|on|au|ist|est|es|é)?\s*[:=]?\s*(?P<value>[+(]?\d[\d\s()./-]{5,20}\d)(?!\w)",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@./-])@(?P<value>[A-Za-z_](?:[\w]|\.(?=\w)){1,29})(?![\w@])")
_USER = re.compile(
    r"(?<![^\W_])(?:user ?names?|user ?ids?|login(?: name| id)?|log-?in|screen name|nickname|handle|benutzername|benutzerkennung|nom d['’]utilisateur|identifiant|nombre de usuario|usuario|nome utente|nome de usuário|gebruikersnaam|nazwa użytkownika|användarnamn)"
    r"(?:\s*[:=]\s*|\s+(?:is|was|ist|est|es|é|of)\s+|\s+(?=[\"'“‘]))[\"'“‘]?(?P<value>[A-Za-z][\w.@-]{2,38}[\w])", re.IGNORECASE
)  # fmt: skip
_ROMANS = re.compile(r"[IVXLC]+")


def phrases(text: str) -> Iterator[Span]:
    """Identifiers named by the words before them."""
    for entity, pattern, cue in _PATTERNS:
        if cue.search(text):
            for match in pattern.finditer(text):
                if _is_identifier(match["value"], _FEWEST.get(entity, 4)):
                    yield Span(match.start("value"), match.end("value"), entity, 0.65)
    for match in _PHONE.finditer(text):
        if not is_date(match["value"]) and 7 <= sum(c.isdigit() for c in match["value"]) <= 15:
            yield Span(match.start("value"), match.end("value"), "PHONE_NUMBER", 0.6)
    for match in _USER.finditer(text):
        if not is_placeholder(match["value"]) and not (
            match["value"].isalpha() and match["value"].islower() and len(match["value"]) < 4
        ):
            yield Span(match.start("value"), match.end("value"), "USERNAME", 0.6)
    for match in _HANDLE.finditer(text) if "@" in text else ():
        yield Span(match.start(), match.end(), "USERNAME", 0.5)


def _is_identifier(value: str, fewest: int) -> bool:
    digits = sum(character.isdigit() for character in value)
    return (
        digits >= fewest
        and not is_date(value)
        and not is_placeholder(value)
        and not re.fullmatch(r"(?:19|20)\d\d", value)
    )
