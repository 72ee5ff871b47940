"""What the key of a value says the value is, in the words of public schemas and of many languages.

Sources of the words: FHIR, schema.org, vCard, LDAP (inetOrgPerson), OpenID Connect claims, the Elastic
Common Schema, OpenTelemetry's conventions, FIX and ISO 20022 field names, and the forms of authorities.
"""

from __future__ import annotations

# ruff: noqa: SIM905, ISC004 - words read better in lines than in quotes, long patterns in pieces
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from airflow_gov_provider.core.detection.headers.header import Header
from airflow_gov_provider.core.detection.text.births import is_date


@dataclass(frozen=True, slots=True)
class Meaning:
    """What values of a key are.

    :param entity: entity type; empty: something that is no personal data whatever it looks like.
    """

    entity: str
    holds: Callable[[str], bool]


_NOBODY = frozenset(
    "unknown anonymous none null nil na n/a nan test yes no true false other male female string text undefined "
    "default admin root guest user name todo tbd redacted masked removed hidden".split()
)
_PLACEHOLDER = re.compile(r"[xX*#.•_\- ]+|[<\[{(]+[^<>\[\]{}()]*[>\]})]+|\$?\{\{?.*\}?\}|%\w+|\?+|\$\d+|:\w+")
_NAME = re.compile(r"[^\W\d_][^\W\d_.'’-]*(?:[ ,.'’-]+[^\W\d_]+[.]?){0,6}")


def is_placeholder(value: str) -> bool:
    """Stands for a value that is not there: masks, parameters, words for nothing."""
    plain = value.strip(" \"'")
    return not plain or plain.casefold() in _NOBODY or _PLACEHOLDER.fullmatch(plain) is not None


def _name(value: str) -> bool:
    return len(value) > 1 and not is_placeholder(value) and _NAME.fullmatch(value.strip()) is not None


def _digits(least: int, most: int = 40) -> Callable[[str], bool]:
    def holds(value: str) -> bool:
        count = sum(character.isdigit() for character in value)
        return least <= count and len(value) <= most and not is_placeholder(value)

    return holds


def _phone(value: str) -> bool:
    return re.fullmatch(
        r"[+(]?[\d\s()./x+-]{6,24}(?:(?:ext|x)\.? ?\d+)?", value.strip()
    ) is not None and _digits(6)(value)


def _some(value: str) -> bool:
    return 2 <= len(value.strip()) <= 80 and not is_placeholder(value)


def _plate(value: str) -> bool:
    plain = value.strip()
    has_form = any(c.isdigit() for c in plain) or plain.isupper()
    return 3 <= len(plain) <= 12 and has_form and not is_placeholder(value)


def _street(value: str) -> bool:
    return (
        len(value.strip()) >= 4
        and any(c.isalpha() for c in value)
        and not is_placeholder(value)
        and "@" not in value
    )


def _secret(value: str) -> bool:
    plain = value.strip().removesuffix("\\n")
    return (
        4 <= len(plain) <= 4096 and not is_placeholder(value) and " " not in plain and not plain.endswith(":")
    )


#: Spaces within come from programs that cut texts into words.
_MAILBOX = re.compile(r"[^\s@]\s?@\s?[^\s@]*[^\s@.]\s?\.\s?[^\s@]|^[^\s@]+@[^\s@]+$")


def _mailbox(value: str) -> bool:
    return _MAILBOX.search(value.strip()) is not None


def _card(value: str) -> bool:
    return (
        12 <= sum(c.isdigit() for c in value) <= 19 and re.fullmatch(r"[\d .-]+", value.strip()) is not None
    )


def _age(value: str) -> bool:
    return re.fullmatch(r"\d{1,3}", value.strip()) is not None


#: First match decides. Matched against the key's words joined by spaces, lower case.
_MEANINGS: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    ("SECRET", r"\b(?:passw(?:or)?d|pwd|passphrase|secret|api ?key|apikey|access (?:key|token)|auth(?:entication|orization)? ?(?:token|key)|"
     r"authtoken|accesstoken|refresh ?token|id token|bearer|session ?(?:id|key|token)|sessid|phpsessid|jsessionid|csrf ?token|private key|client secret|"
     r"credentials?|token|pin code|otp|cvv2?|cvc2?|kennwort|passwort|contraseña|senha|mot de passe|wachtwoord|hasło|lösenord|"
     r"salasana|parola|şifre|пароль)\b(?! (?:count|limit|type|length|expires?|expiry|policy|hint|changed|reset|ttl))", _secret),
    # What stands in a cookie is told by its own keys.
    ("", r"^(?:set )?cookies?$", _some),
    ("EMAIL_ADDRESS", r"\be ?mails?\b|\bcorreo\b|\bcourriel\b", _mailbox),
    ("", r"\b(?:file|host|domain|database|db|table|column|field|model|pool|dag|task|bundle|asset|product|item|event|class|function|"
     r"method|service|server|app|application|package|module|variable|project|repo|repository|branch|job|queue|topic|bucket|cluster|"
     r"node|image|container|display|brand|company|organi[sz]ation|org|institution|bank|airline|arline|airport|merchant|store|shop|department|team|"
     r"category|group|role|plan|campaign|channel|school|university|hospital|vendor|supplier|plugin|script|template|schema|tag|"
     r"index|screen|page|menu|button|widget|metric|drug|medication|species|color|colour|day|month|week|weekday|firma|unternehmen|société|empresa|"
     r"entreprise|produkt|produit|producto)s? ?(?:display )?names?\b", _some),
    ("DATE_OF_BIRTH", r"\b(?:date of birth|birth ?dates?|birth ?days?|dob|bday|born(?: on| at)?|geburts(?:datum|tag)|geboren(?: am)?|date de naissance|naissance|"
     r"né ?e? le|née le|fecha de? ?nacimiento|nacimiento|nacid[oa] el|data di nascita|nascita|nat[oa] il|data de nascimento|nascimento|nascid[oa] em|"
     r"geboortedatum|geboren op|data urodzenia|urodzenia|fødselsdato|fødselsdag|födelsedatum|född|syntymäaika|doğum tarihi|datum narození|"
     r"дата рождения|出生日期|生年月日|생년월일|تاريخ الميلاد)\b", is_date),
    ("US_SSN", r"\b(?:ssn|social security(?: number| no| nr)?|socialsecurity(?:number)?)\b", _digits(4)),
    ("PASSPORT", r"\b(?:passport|reisepass|passeport|pasaporte|passaporto|passaporte|paspoort|paszport|pass ?(?:number|nummer|nr|no)|паспорт)\b", _digits(3, 32)),
    ("DRIVER_LICENSE", r"\b(?:driv(?:er|ers|ing|er s)? ?(?:licen[cs]e|license|permit)|drivers? lic|dl (?:number|no|num)|führerschein(?:nummer)?|permis de conduire|"
     r"licencia de conduc\w+|permiso de conduc\w+|patente(?: di guida)?|carteira de motorista|cnh|rijbewijs\w*|prawo jazdy|körkort\w*|førerkort)\b", _digits(3, 30)),
    ("VIN", r"\b(?:vin|vehicle identification(?: number)?|chassis(?: number| no)?|fahrgestellnummer)\b", _digits(3, 20)),
    ("LICENSE_PLATE", r"\b(?:lic(?:en[cs]e)? ?plates?|number ?plate|plate(?: (?:number|no))?|registration plate|vehicle registration|kennzeichen|plaque(?: d ?immatriculation)?|"
     r"immatriculation|matrícula|placa|targa|kenteken|rejestracyjny|nummernschild)\b", _plate),
    ("IMEI", r"\b(?:imei|meid)\b", _digits(14, 20)),
    ("DEVICE_ID", r"\b(?:device ?(?:id|identifier|uuid|serial)|udid|advertising ?id|idfa|gaid|aaid|android ?id|imsi|iccid|device serial(?: number)?|hardware ?id|"
     r"serial ?(?:number|no))\b", _digits(1, 64)),
    ("MAC_ADDRESS", r"\bmac(?: ?addr(?:ess)?)?\b", lambda value: re.search(r"(?:[0-9A-Fa-f]{2}[:. -]?){6}", value) is not None),
    ("IP_ADDRESS", r"\b(?:ip ?v?[46]?|ip ?addr(?:ess)?|client ?ip|remote ?addr|source ?ip|src ?ip|dst ?ip|x forwarded for|x real ip)\b",
     lambda value: re.search(r"\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:]+", value) is not None),
    ("IBAN_CODE", r"\b(?:iban|international bank account(?: number)?)\b", _digits(10)),
    ("CREDIT_CARD", r"\b(?:credit ?card|debit ?card|card ?(?:number|no|num|nr)|cc ?(?:number|no|num)|ccn|pan|kreditkarte\w*|carte (?:de )?crédit|carte bancaire|american ?express|amex|master ?card|visa(?: ?card)?(?! ?(?:number|no|type|status|id|expir))|maestro|diners(?: ?club)?|jcb|"
     r"tarjeta(?: de crédito)?|carta di credito|cartão)\b", _card),
    ("BANK_ACCOUNT", r"\b(?:bank ?account|account ?(?:number|no|num|nr)|acct ?(?:number|no|num|nr)?|accnum|bban|konto(?:nummer|nr)?|bankverbindung|numéro de compte|compte bancaire|"
     r"(?:número de )?cuenta(?: bancaria)?|conta(?: bancária| corrente)?|conto(?: corrente)?|rekeningnummer|numer konta|kontonummer|tilinumero|"
     r"clabe|routing ?(?:number|no)?|sort ?code|aba(?: routing)?(?: number)?)\b(?! (?:name|type|status|id|holder|manager|created|age|balance))", _digits(5, 40)),
    ("HEALTH_ID", r"\b(?:nhs(?: number| no)?|medicare(?: number)?|medicaid(?: id)?|mbi|health ?(?:card|insurance|plan)? ?(?:number|no|id)|insurance ?(?:number|no|id)|"
     r"member ?(?:id|number)|krankenversicher\w+|versichertennummer|versicherungsnummer|carte vitale|medical record(?: number| no)?|mrn|tarjeta sanitaria)\b", _digits(3, 30)),
    ("NATIONAL_ID", r"\b(?:identity document|document (?:number|no|id)|national ?(?:id|identity|identification)(?: ?(?:number|no|card))?|nationalid|identity ?(?:number|no|card)|id ?card(?: ?(?:number|no))?|citizen ?(?:id|number|card)|government ?id|"
     r"tax ?(?:id|identification|payer id|number|payer number|file number|no)(?: number)?|taxid|taxpayer(?: id)?|tin|itin|ein|vat(?: ?(?:id|number|no))?|personalausweis\w*|ausweisnummer|"
     r"steuer(?:nummer|id|identifikationsnummer| id)|sozialversicherungsnummer|numéro (?:de )?sécurité sociale|sécurité sociale|nir|insee|dni|nif|nie|cif|curp|rfc|cpf|cnpj|rg|rut|"
     r"c[eé]dula|ahv(?: nummer)?|avs|codice fiscale|partita iva|bsn|burgerservicenummer|pesel|nip|personnummer|fødselsnummer|cpr(?: nummer)?|henkilötunnus|hetu|"
     r"rodné číslo|tc kimlik(?: no)?|kimlik(?: no)?|aadhaa?r|pan (?:card|number|no)|voter ?id|nric|fin|emso|oib|egn|cnp|jmbg|sin|tfn|nino|national insurance(?: number)?|ni number|"
     r"инн|снилс|身份证号?|マイナンバー|주민등록번호)\b", _digits(4, 30)),
    ("PERSON_ID", r"\b(?:patient|employee|customer|client|member|student|user|person|subscriber|policy ?holder|personnel|staff|worker|applicant|beneficiary|voter|mitarbeiter|kunden?|patienten|"
     r"personal|matrikel|employé|cliente|empleado|paciente|dipendente|ipp|nda|mrn|matricula|matrícula|matricule)[ -]?(?:id|no|nr|num|number|nummer|code|identifier|numéro|número)\b|\bkundennummer\b|\bpersonalnummer\b|\bmatrikelnummer\b|"
     r"\bipp\b|\bpolicy ?(?:number|no|id)\b|\bnº de cliente\b|\bclaim ?(?:number|no|id)\b", _digits(3, 40)),
    ("USERNAME", r"\b(?:user ?names?|login(?: ?name)?|user ?id|uid|screen ?name|nick ?name|handle|account ?name|benutzer(?:name)?|nom d ?utilisateur|identifiant|usuario|nombre de usuario|utente|usuário|"
     r"gebruikersnaam|użytkownik|användarnamn|twitter|skype|instagram|telegram|slack ?(?:id|handle))\b(?! (?:pattern|prefix|agent|count|type|role|group|status|time|date|at))", _some),
    ("PHONE_NUMBER", r"\b(?:tele?phones?|phones?|tel(?:ef[oó]n[oe]?)?|mobiles?|mobil(?:e|nummer|telefon)?|cell(?:ular|phone)?s?|fax(?:es)?|handy(?:nummer)?|telefonnummer|rufnummer|téléphone|"
     r"portable|tél|movil|móvil|celular|telefone|telem[oó]vel|cellulare|telefoon\w*|puhelin|whatsapp|sms|msisdn|caller(?: ?id)?|contact ?(?:no|number)|номер телефона|телефон|电话|手机|電話|전화)\b"
     r"(?! (?:country|type|model|brand|os|code|verified|carrier|country code))", _phone),
    ("POSTAL_CODE", r"\b(?:zip|zip ?codes?|post(?:al)? ?codes?|postcode|plz|postleitzahl|code postal|código postal|codigo postal|cep|cap|kod pocztowy|postnummer|postinumero|pin ?code)\b",
     lambda value: 3 <= len(value.strip()) <= 10 and not is_placeholder(value)),
    ("STREET_ADDRESS", r"\b(?:street ?(?:address|name|no|number)?|streets?|address(?:es)?(?: ?line)?(?: ?[123])?|addr(?:ess)?[123]?|road|lane|avenue|alley|residence|home ?addr(?:ess)?|thoroughfare|house ?(?:number|address)|"
     r"adresse|anschrift|straße|strasse|str|wohnort|domicile|résidence|rue|voie|direcci[oó]n|calle|domicilio|domiciliad[oa]|indirizzo|via|residenza|endere[cç]o|logradouro|rua|morada|adres|ulica|"
     r"gatuadress|adress|gade|osoite|adresi|адрес|улица|地址|住所|주소)\b(?! (?:type|id|count|city|state|country|bar|verified|book))", _street),
    ("LOCATION", r"\b(?:city|town|municipality|locality|village|urban area|county|province|district|suburb|neighbou?rhood|place of birth|birth ?place|geburtsort|ort|stadt|ville|commune|ciudad|localidad|"
     r"citt[aà]|comune|cidade|munic[ií]pio|plaats|stad|miasto|kommune|country|nation|land|pays|pa[ií]s|paese|state|region|bundesland)\b(?! (?:code|id|abbreviation|abbr|machine|type|count|changed|tax))", _name),
    ("AGE", r"\b(?:age|alter|âge|edad|idade|età|leeftijd|wiek|ålder|ikä|yaş)\b", _age),
    ("", r"\b(?:count|limit|offset|size|length|duration|version|type|status|state|mode|format|level|order by|sort|page|total|amount|price|currency|latency|timeout|port|"
     r"timestamp|time|date|created|updated|pattern|prefix|cursor|checksum|digest|encoding|locale|language|title|occupation|profession|job|gender|sex|icao|iata|swift|bic|country code|url|uri|href|path)\b", _some),
    ("PERSON", r"\b(?:(?:first|last|full|given|family|middle|maiden|birth|legal|married|preferred|sur|fore|christian|second|chosen|nick|real|display|formatted) ?names?(?: ?(?:male|female|prefix|suffix))?|"
     r"givennames?|familynames?|fullname|firstnames?|lastnames?|surnames?|forenames?|middlenames?|maidenname|sn|cn|common name|vornamen?|nachnamen?|familienname|geburtsname|zuname|"
     r"pr[eé]noms?|nom(?: de famille| de naissance| d ?usage| complet)?|nombres?(?: completo)?|apellidos?|nome(?: completo)?|sobrenome|apelido|cognome|voornaam|achternaam|imi[eę]|nazwisko|förnamn|"
     r"efternamn|fornavn|etternavn|etunimi|sukunimi|adı?|soyadı?|jméno|příjmení|име|имя|фамилия|отчество|姓名|名前|氏名|이름|성명|الاسم|"
     r"(?:customer|client|patient|employee|contact|person|holder|card ?holder|account ?holder|owner|author|sender|recipient|payee|payer|beneficiary|borrower|applicant|guest|passenger|student|teacher|"
     r"member|doctor|physician|nurse|manager|agent|user|buyer|seller|driver|insured|claimant|tenant|subscriber|spouse|child|parent|guardian|father|mother|witness|emergency contact|signatory|"
     r"kunden?|patienten|mitarbeiter|inhaber|cliente|paciente|titular|empleado|employé|destinataire|assuré)(?: full| s)? ?(?:name|nombre|nome|nom)s?|cardholder|card holder|account ?holder|patiente?|"
     r"from|to|cc|attn|attention|contact|contact person|dear|directed by|written by|author|assignee|reporter|signed(?: by)?|owner|doctor|physician|arzt|médecin|docteur|interne?s?|secrétaire|"
     r"madame|monsieur|herr|frau|relator[a]?|advogad[oa]|paciente|autor[a]?|réu|requerente|impetrante|agravante|apelante)\b", _name),
    ("PERSON", r"^(?:names?|person|persons?|people|navn|namn|naam|nimi|isim)$", _name),
)  # fmt: skip
_COMPILED = tuple((entity, re.compile(pattern), holds) for entity, pattern, holds in _MEANINGS)
_ENTITY = {"IMEI": "DEVICE_ID"}
#: Entity type → what its values look like, whatever says that they are it.
_HOLDS = {entity: holds for entity, _, holds in reversed(_MEANINGS) if entity}
#: What of a key between the words is no word: ``family__name__male``, ``postCode``.
_JOINED = re.compile(r"[^\w]+|_+")


@lru_cache(maxsize=4096)
def meaning(key: str) -> Meaning | None:
    """What the key says; None when it says nothing we know. Traces have few keys and write them often.

    Words that stand for something in text only come first; then it is read as a column's name would be, so
    that the vocabulary of columns is that of keys too.
    """
    for phrase in _phrases(key):
        for entity, pattern, holds in _COMPILED:
            if pattern.search(phrase):
                return Meaning(_ENTITY.get(entity, entity), holds)
    return _as_column(Header.of([key]))


def _as_column(header: Header) -> Meaning | None:
    """What a column of this name would be; a thing's name and a measure are nobody's."""
    for claim in header.claims:
        holds = _HOLDS.get(claim.entity)
        if claim.sure and holds is not None:
            return Meaning(_ENTITY.get(claim.entity, claim.entity), holds)
    return Meaning("", _some) if header.says_thing or header.measures else None


def _phrases(key: str) -> Iterator[str]:
    """The key as words: by its capitals, as it stands, and without what may be written together with it."""
    split = Header.of([_JOINED.sub(" ", key).strip()]).phrase
    plain = " ".join(_JOINED.sub(" ", key).lower().split())
    yield split
    if plain != split:
        yield plain
    joined = _PREFIX.match(plain)
    if joined and " " not in plain:
        yield plain[joined.end() :]


#: What stands before a word in one: ``contactphone``, ``currentpassword``.
_PREFIX = re.compile(
    r"(?:contact|home|work|office|business|mobile|private|personal|primary|secondary|current|new|old|confirm|repeat|device|user|customer|client|employee|patient|member|billing|shipping|delivery|"
    r"emergency|alt|alternate|source|destination|remote|local|my|your|owner|holder|guest|key|store|trust|db|root|admin|login|account|smtp|ftp|proxy|vpn|wifi)(?=[a-z]{3})"
)
