"""Street addresses by their structure: words for streets of many languages beside a house number.

Three orders of the world: the number first (``12 rue de la Paix``, ``8 Mill Lane``), the number last
(``Hauptstr. 5``, ``ul. Długa 3/4``, ``Calle Mayor, 4``), and from the large to the small (China, Japan,
Korea). A number beside capital words alone is no address (``Model 3``), but in a column where a good
part have a word for a street it is one more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from airflow_gov_provider.core.detection.chance import lower_bound
from airflow_gov_provider.core.detection.facts import Drawn
from airflow_gov_provider.core.detection.findings import Finding
from airflow_gov_provider.core.detection.verdicts.lists import LoadLists
from airflow_gov_provider.core.detection.verdicts.sampled import finding_of


class Shape(Enum):
    """What one value is."""

    STREET = "a word for a street and a number, or a post office box"
    NUMBERED = "capital words and a house number"
    OTHER = "anything else"


#: Of few values all have to be addresses.
FEWEST = 8
#: So many distinct values have a word for a street.
STREETS_AT_LEAST = 0.25
#: And so many at least a number where a house number stands.
SHAPED_AT_LEAST = 0.6
#: Where numbers stand nearly everywhere, fewer words will do: Czech and Greek streets have none.
NUMBERED_AT_LEAST = 0.9
FEW_STREETS = 0.15

#: Where a script has no capitals to tell names by, and no word for a street is usual.
CASELESS_AT_LEAST = 0.85
CASELESS_DIFFERENT = 0.6

#: English and American words after the name; the second line also begins other names and needs the number first.
_AFTER = (
    "street|str|st|avenue|ave|av|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|circle|cir|place|pl|square|sq|"
    "terrace|ter|terr|trail|trl|way|parkway|pkwy|highway|hwy|crescent|cres|close|grove|gardens|gdns|row|mews|walk|"
    "hill|hills|loop|alley|aly|plaza|plz|pike|turnpike|tpke|expressway|freeway|fwy|path|point|pt|crossing|xing|ridge|"
    "run|bend|bypass|causeway|cove|cv|pass|green|heights|hts|junction|jct|landing|manor|mnr|meadow|meadows|"
    "park|parade|parkways|port|quay|rise|shore|shores|spring|springs|spur|station|summit|valley|view|vista|village|"
    "estate|estates|extension|ext|field|fields|flat|flats|ford|forest|forge|fork|forks|garden|gateway|glen|grade|"
    "harbor|harbour|haven|hollow|inlet|island|islands|isle|key|knoll|knolls|lake|lakes|light|lights|lodge|mall|mill|"
    "mills|mission|mount|mountain|neck|orchard|oval|overpass|plain|plains|prairie|radial|ramp|ranch|rapid|rapids|rest|"
    "river|route|rue|shoal|shoals|skyway|stravenue|stream|throughway|trace|track|trafficway|tunnel|underpass|union|"
    "unions|viaduct|ville|well|wells|crest|crossroad|curve|dale|dam|divide|falls|ferry|cliff|cliffs|club|common|"
    "commons|corner|corners|course|courts|creek|center|centre|canyon|camp|burg|brook|branch|bridge|bluff|bottom|"
    "beach|bayou|arcade|annex|nagar|marg|chowk|colony|layout|salai|bazaar|motorway|esplanade|promenade"
)
_WEST = (
    "rue|avenue|av\\.?|ave\\.?|boulevard|bd\\.?|blvd|chemin|ch\\.|impasse|imp\\.|all[ée]es?|place|pl\\.?|quai|route|rte|cours|"
    "passage|square|sentier|ruelle|voie|faubourg|fbg|lotissement|r[ée]sidence|mont[ée]e|esplanade|promenade"
)
#: Words before the name, the number after it.
_BEFORE = (
    "calle|c/|c\\.|cl\\.?|avenida|avda\\.?|av\\.?|paseo|p[ºo]\\.?|plaza|pza\\.?|plz|pl\\.|carretera|ctra\\.?|camino|cno\\.?|ronda|rda\\.?|"
    "traves[ií]a|callej[oó]n|glorieta|pasaje|psje\\.?|urbanizaci[oó]n|urb\\.|cuesta|rambla|carrera|cra\\.?|cll\\.?|kr\\.?|diagonal|"
    "transversal|calzada|privada|circuito|boulevard|prolongaci[oó]n|cerrada|jir[oó]n|jr\\.|alameda|c[aá]llizo|acceso|via|vía|"
    "viale|v\\.le|piazza|p\\.za|p\\.zza|corso|c\\.so|largo|vicolo|strada|contrada|c\\.da|lungo\\w+|borgo|piazzale|rotonda|canale|"
    "incrocio|stretto|salita|calata|fondamenta|localit[aà]|loc\\.|rua|r\\.|travessa|tv\\.|pra[cç]a|al\\.|estrada|rodovia|"
    "rod\\.|beco|viela|ladeira|quadra|setor|vila|residencial|ch[aá]cara|fazenda|loteamento|parque|morro|vale|passarela|campo|trecho|condom[ií]nio|s[ií]tio|aeroporto|col[oô]nia|conjunto|distrito|favela|feira|jardim|lagoa?|n[uú]cleo|p[aá]tio|recanto|trevo|vereda|viaduto|[aá]rea|"
    "corredor|peatonal|andador|continuaci[oó]n|eje|retorno|perif[eé]rico|ampliaci[oó]n|"
    "ul\\.?|ulica|ulice|aleja|aleje|plac|os\\.|osiedle|rondo|skwer|bulwar|rynek|n[aá]m\\.|n[aá]b[rř]e[zž][ií]|t[rř][ií]da|t[rř]\\.|"
    "str\\.?|bd\\.?|b-dul|bulevardul|calea|aleea|[sșş]oseaua|splaiul|intrarea|pia[tțţ]a|bulevard|bul\\.|"
    "am|an der|an den|im|in der|auf der|auf dem|zum|zur|unter den|hinter der|vor dem|"
    "ул\\.?|улица|пр\\.?|просп\\.?|пр-т|пр-кт|проспект|пер\\.?|переулок|ш\\.|шоссе|бул\\.?|бульвар|б-р|наб\\.?|набережная|пл\\.?|"
    "площадь|алл\\.|аллея|проезд|тупик|вул\\.?|вулиця|провулок|площа|узвіз|набережна|"
    "οδός|οδος|λεωφόρος|λεωφ\\.|λεωφορος|πλατεία|πλ\\.|πάροδος|"
    "jl\\.?|jalan|jln\\.?|gang|gg\\.?|lorong|lrg|lebuh|persiaran|taman|kampung|kg\\.|đường|phố|ngõ|hẻm|số|"
    "rruga|rr\\.|iela|gatv[eė]|prospektas|shari'?a?|شارع|طريق|ميدان|خیابان|کوچه|بلوار|میدان|רחוב|רח'|שדרות|שד'|"
    "דרך|סמטת|ถนน|ซอย|หมู่|barangay|brgy\\.?|purok|sitio|block|blk|plot|house no\\.?|flat no\\.?|h\\.? ?no\\.?|door no\\.?"
)
#: Endings of one word: Hauptstraße, Kerkstraat, Storgatan.
_JOINED = (
    "straße|strasse|str\\.|str|gasse|gassli|weg|allee|platz|ring|damm|ufer|steig|chaussee|markt|graben|pfad|stieg|promenade|"
    "berg|feld|hof|kamp|winkel|wall|tor|garten|bogen|"
    "straat|laan|plein|gracht|kade|singel|dijk|steeg|dreef|pad|baan|plantsoen|wal|haven|hoek|"
    "vej|gade|gate|gata|gatan|v[äa]gen|väg|veien|vei|vegen|all[ée]|all[ée]n|plads|plass|torg|torget|torv|stræde|stien|stigen|"
    "gränd|backen|bakken|kroken|svingen|lia|haugen|toppen|jordet|moen|"
    "katu|katu|tie|polku|kuja|tori|kaari|ranta|raitti|rinne|mäki|penger|"
    "gatvė|iela|tänav|maantee|puiestee|vägi|g\\.|gata|braut|vegur|stígur"
)
#: A word of its own after the name, the number after it.
_BEHIND = (
    "straße|strasse|str\\.?|gasse|weg|allee|platz|ring|damm|ufer|straat|laan|plein|"
    "utca|u\\.|út|útja|tér|krt\\.?|körút|köz|sor|fasor|sétány|rakpart|lépcső|liget|lejtő|dűlő|"
    "sk\\.?|sok\\.?|sokak|sokağı|cad\\.?|cd\\.?|caddesi|cadde|bulvarı|blv\\.?|bulv\\.?|mah\\.?|mahallesi|yolu|"
    "ulica|ulice|třída|nábřeží|náměstí|улица|проспект|переулок|шоссе|бульвар|вулиця|iela|gatvė|tänav|street|road|avenue|lane|drive"
)
_BOX = (
    r"p\.? ?o\.? ?box|post office box|postfach|bo[iî]te postale|b\.?p\.?|apartado(?: de correos)?|casilla(?: de correo)?|"
    r"caixa postal|casella postale|postbus|postboks|box|postilokero|skrytka pocztowa|а/я|κουτί"
)
_NUMBER = r"\d{1,6}(?:[ -]?[A-Za-zА-Яа-я](?![^\W\d_]))?(?:[-–/]\d{1,4}[A-Za-z]?)?"
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u0670\u0900-\u0dff\u0e00-\u0eff\u200c\u200d"
_LETTER = rf"(?:[^\W\d_]|[{_MARKS}])"
_NAME = rf"(?:{_LETTER}[\w.'’{_MARKS}-]*|\d{{1,3}}(?:st|nd|rd|th|[eè]me|[ºª.])?)"
_SIDE = r"(?:(?:[NSEW]|NE|NW|SE|SW|North|South|East|West|Northeast|Northwest|Southeast|Southwest)\.?\s)?"
_END = r"(?=$|[\s,;#(/.])"
_STREETS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\w.]){_NUMBER},?\s{_SIDE}(?:{_NAME}\s){{1,4}}(?:{_AFTER}){_END}",
        rf"(?<![\w.]){_NUMBER}(?:\s(?:bis|ter|quater))?,?\s(?:{_WEST})\s[^\W\d_]",
        rf"(?:^|,\s*)\W*(?:{_BEFORE})(?:(?<=[./])\s*|\s+)(?:[^\W_][\w.'’/-]*,?\s){{1,6}}(?:n[ºo°r]?\.?\s?|nr\.?\s?|num\.?\s?|#\s?|д\.?\s?|дом\s|буд\.\s?|no[.:]?\s?)?{_NUMBER}{_END}",
        rf"^\W*(?:[^\W\d_][\w.'’-]*\s){{0,3}}[^\W\d_][\w'’-]*(?:{_JOINED})\s?,?\s*{_NUMBER}{_END}",
        rf"^\W*(?:[^\W\d_][\w.'’-]*\s){{1,4}}(?:{_BEHIND}),?\s(?:no[.:]?\s?)?{_NUMBER}",
        rf"^\W*(?:{_BOX})\s*(?:n[ºo°]?\.?\s*)?\d{{1,6}}{_END}",
        r"\b(?:APO|FPO|DPO),?\s(?:AA|AE|AP)\b",
        r"[\u3400-\u9fff]{1,8}(?:路|街|道|巷|弄|大道|胡同|段)[\u3400-\u9fff]{0,4}\s?[\dA-Z]+\s?(?:号|號|弄|座|室|楼|樓|$)",
        r"(?:[都道府県市区町村郡丁]|丁目).*\d+(?:番|[-−－ー]\d+|丁目|号)|\d+丁目\d+",
        r"[\uac00-\ud7a3]+(?:로|길|동|리|대로|거리|가)\s?\d+(?:-\d+)?|\d+번지",
        r"(?:मार्ग|गली|नगर|रोड|चौक)",
        r"\d.*(?:ถนน|ซอย|หมู่|ถ\.|ซ\.|ต\.|อ\.)|(?:كوچه|کوچه|خیابان|بلوار|شارع|طريق).*\d|\d.*(?:کوچه|خیابان|بلوار|شارع|طريق)",
        # Georgian and Armenian: the word behind the name, the number last; Persian in any order.
        rf"{_LETTER}\s(?:ქ\.|ქუჩა|გამზ\.|გამზირი|მოედანი|ჩიხი|ხეივანი|փողոց|փ\.|պողոտա),?\s(?:№\s?|N\s?)?\d",
        r"\d.*(?:تقاطع|میدان|بزرگراه|پلاک)|(?:تقاطع|میدان|بزرگراه|پلاک).*\d",
        r"\d.*(?<!\w)(?:đường|phố|ngõ|hẻm|phường|quận|xã|khóm|thôn)\s|^\s*số\s\d+\s",
    )
)
_NUMBER_FIRST = re.compile(rf"^\W*{_NUMBER},?\s{_SIDE}(?:{_NAME}[\s,]*){{1,5}}(?:#?\d+\w?)?$")
_NUMBER_LAST = re.compile(rf"^\W*(?:{_NAME}[\s,]+){{1,5}}{_NUMBER}\.?$")
_POSTCODE = re.compile(
    r"(?<![\w-])(?:[A-Z]{1,3}[- ]?)?(?:\d{4,7}|\d{3} \d{2}|\d{2}-\d{3}|\d{5}-\d{3,4}|\d{4}-\d{3}|\d{4} ?[A-Z]{2}|"
    r"[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})(?![\w-])"
)
_PARTS = re.compile(r"\s*[\n,;]\s*|\s{2,}")
_CASELESS = re.compile(r"[\u05d0-\u05ea\u0621-\u064a\u0671-\u06d3\u0904-\u0ddf\u10d0-\u10ff]{2}")
_LONGEST = 250
#: Measures and versions after a number are no streets: ``5 kg``, ``12 inch``.
_MEASURE = re.compile(
    r"^\W*\d[\d.,]*\s?(?:kg|g|mg|ml|cl|l|cm|mm|m|km|inch|in|ft|oz|lb|lbs|pcs|pieces?|items?|units?|days?|hours?|hrs?|minutes?|"
    r"min|mins|sec|seconds?|weeks?|months?|years?|yrs?|times?|people|persons?|users?|rows?|pages?|items?|%|usd|eur|x)\b",
    re.IGNORECASE,
)


def shape_of(text: str, streets: frozenset[str] = frozenset()) -> Shape:
    """What one value is. :param streets: case-folded names of streets."""
    plain = " ".join(text.split())
    if len(plain) > _LONGEST or not any(map(str.isalpha, plain)) or _MEASURE.match(plain):
        return Shape.OTHER
    if any(pattern.search(plain) for pattern in _STREETS):
        return Shape.STREET
    if _is_numbered(plain):
        return Shape.STREET if _street_of(plain) in streets else Shape.NUMBERED
    return Shape.STREET if _is_whole(text) else Shape.OTHER


def _is_numbered(plain: str) -> bool:
    numbered = _NUMBER_FIRST.match(plain) or _NUMBER_LAST.match(plain)
    # Scripts without capitals have none of their words in lower case.
    return bool(numbered) and any(not word[0].islower() for word in re.findall(r"[^\W\d_]{2,}", plain))


def _street_of(plain: str) -> str:
    return re.sub(rf"^\W*{_NUMBER},?\s|[\s,]{_NUMBER}\.?$", "", plain).strip(" ,").casefold()


def _is_whole(text: str) -> bool:
    """A line with a house number and one with a postal code and a town."""
    parts = [part for part in _PARTS.split(text.strip()) if part]
    numbered = next((at for at, part in enumerate(parts) if _is_numbered(part)), None)
    if numbered is None or len(parts) < 2:
        return False
    rest = parts[:numbered] + parts[numbered + 1 :]
    return any(_POSTCODE.search(part) for part in rest) and any(map(str.isalpha, "".join(rest)))


def addresses(drawn: Drawn, lists: LoadLists) -> Finding | None:
    """The finding STREET_ADDRESS, if the values are addresses."""
    shapes = [shape_of(text) for text in drawn.texts]
    if sum(shape is not Shape.OTHER for shape in shapes) < SHAPED_AT_LEAST * len(shapes):
        return None
    if not _are_addresses(shapes, drawn.texts):
        known = lists().streets
        shapes = [shape_of(text, known) for text in drawn.texts]
    if not _are_addresses(shapes, drawn.texts):
        return None
    hits = [at for at, shape in enumerate(shapes) if shape is not Shape.OTHER]
    streets = sum(shape is Shape.STREET for shape in shapes)
    return finding_of("STREET_ADDRESS", drawn, hits, 0.7, {"streets": float(streets)})


def _are_addresses(shapes: Sequence[Shape], texts: Sequence[str]) -> bool:
    total = len(shapes)
    streets = sum(shape is Shape.STREET for shape in shapes)
    shaped = sum(shape is not Shape.OTHER for shape in shapes)
    if total < FEWEST:
        return streets >= max(1, total - 1) and shaped == total and _differ(texts)
    if not _differ(texts) and not (streets >= NUMBERED_AT_LEAST * total and len(_names(texts)) >= FEWEST):
        return False
    if shaped >= CASELESS_AT_LEAST * total and _are_caseless(texts):
        return True
    if lower_bound(streets, total) >= STREETS_AT_LEAST and shaped >= SHAPED_AT_LEAST * total:
        return True
    return lower_bound(streets, total) >= FEW_STREETS and shaped >= NUMBERED_AT_LEAST * total


def _are_caseless(texts: Sequence[str]) -> bool:
    """In letters without case, of the Near East or India, most names different: streets need no word for them."""
    caseless = sum(_CASELESS.search(text) is not None for text in texts)
    return caseless >= CASELESS_AT_LEAST * len(texts) and len(_names(texts)) > CASELESS_DIFFERENT * len(texts)


def _differ(texts: Sequence[str]) -> bool:
    """Different names, not one name with different numbers: ``Ring 1``, ``Ring 2``."""
    return len(_names(texts)) > len(texts) / 3


def _names(texts: Sequence[str]) -> set[str]:
    """Without the numbers."""
    return {re.sub(r"[\d\W]+", " ", text).strip().casefold() for text in texts}
