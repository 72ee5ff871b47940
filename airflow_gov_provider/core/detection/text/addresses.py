"""Street addresses, in the orders of several languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from airflow_gov_provider.core.detection.spans import Span

#: Stays a capital where the rest of a pattern takes any case.
_CAPITAL = r"(?-i:[^\W\d_a-zß-öø-ÿ][\w'’.-]*)"
_NUMBER = r"\d{1,5}(?:\s?[-/]\s?\d{1,5})?(?:\s?(?:bis|ter|quater|[A-Za-z](?![\w])))?"
_ENGLISH = (
    r"Street|St|Avenue|Ave|Av|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Square|Sq|Terrace|Terr|Close|Crescent|Cres|Highway|Hwy|Parkway|Pkwy|Gardens|Gdns|Grove|Place|Pl|Way|Circle|Cir|Trail|Trl|"
    r"Turnpike|Pike|Plaza|Alley|Loop|Row|Walk|Mews|Quay|Wharf|Esplanade|Parade|Mount|Rise|View|Hill|Green|Heights|Ridge|Run|Path|Expressway|Overpass|Underpass|Crossing|Junction|Bypass|Route|Vista|Glen|Hollow|Knoll|Bend|Cove"
)
_GERMANIC = r"(?:straße|strasse|str\.|gasse|gässchen|allee|weg|platz|damm|ufer|ring|steig|stieg|pfad|chaussee|graben|markt|brücke|gate|gata|gaten|gatan|vej|veien|vegen|vägen|väg|gade|straat|laan|weg|plein|kade|gracht|dreef|singel|katu|tie|kuja|polku|tänav)"
_ROMANCE = (
    r"rue|avenue|av\.|boulevard|bd\.?|blvd|chemin|impasse|quai|place|allée|allee|cours|passage|route|square|sentier|faubourg|villa|cité|résidence|esplanade|promenade|voie|ruelle|venelle|montée|traverse|"
    r"calle|c/|avenida|avda\.?|plaza|plza\.?|paseo|camino|carretera|ronda|travesía|callejón|via|viale|piazza|piazzale|corso|largo|vicolo|strada|lungomare|contrada|"
    r"rua|r\.|travessa|praça|pça\.?|alameda|estrada|rodovia|beco|ladeira|ulica|ul\.|aleja|al\.|plac|pl\.|osiedle|os\.|улица|ул\.|проспект|пр\.|переулок|площадь|strada|str\.|bulevardul|calea|οδός|λεωφ\.|λεωφόρος|cadde|cad\.|sokak|sok\.|mahallesi|mah\."
)
_UNIT = r"(?:,?\s*(?:Apt|Apartment|Appt|Appartement|Suite|Ste|Unit|Flat|Floor|Fl|Room|Rm|Bldg|Building|No|Wohnung|Whg|piso|apto|bâtiment|bât|Box|Lot|PO Box|#)\.?\s?#?[\w-]{1,6})?"
#: Number, name, kind of street.
_FIRST = re.compile(
    rf"(?<![\w.$€£-]){_NUMBER},?\s(?:(?:[NSEW]|North|South|East|West|NE|NW|SE|SW)\.?\s)?(?:{_CAPITAL}\s|\d+(?:st|nd|rd|th)\s){{1,4}}(?:{_ENGLISH})\b\.?(?:\s(?:[NSEW]|NE|NW|SE|SW|North|South|East|West)\b)?{_UNIT}"
)
#: Number before a romance kind of street, or words for a small number.
_FIRST_ROMANCE = re.compile(
    rf"(?<![\w.$€£])(?:{_NUMBER}|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt),?\s+(?:{_ROMANCE})\s(?:(?:de|du|des|la|le|les|l['’]|d['’]|of)\s?){{0,3}}[\w'’.-]+(?:\s(?:(?:de|du|des|la|le|les|sur|et|en)\s|(?:d|l)['’])?{_CAPITAL}){{0,4}}{_UNIT}",
    re.IGNORECASE,
)
#: A romance or Slavic kind of street, name, number.
_LAST_ROMANCE = re.compile(
    rf"(?<!\w)(?:{_ROMANCE})\s+(?:(?:de|del|de la|dei|della|delle|do|da|dos|das|di|la|las|los|el|św\.)\s)*{_CAPITAL}(?:[\s'’-]+(?:(?:de|del|de la|di|da|do|dos|das|e|y|i)\s)*{_CAPITAL}){{0,5}},?\s*(?:n[.º°]*\s?|nº\s?|no\.?\s|núm\.?\s|number\s)?{_NUMBER}(?!\w){_UNIT}",
    re.IGNORECASE,
)
#: A German, Dutch, Nordic or Finnish street ends with its kind, then the number.
_LAST_GERMANIC = re.compile(
    rf"(?<!\w)(?:{_CAPITAL}{_GERMANIC}|(?:{_CAPITAL}\s|(?:Am|An der|Auf der|Im|In der|Zum|Zur|Unter den|Van|De)\s){{1,3}}(?:Straße|Strasse|Str\.|Gasse|Allee|Weg|Platz|Damm|Ufer|Ring|Straat|Laan|Plein|Gate|Gata|Vei|Vej))\s\d{{1,4}}(?:\s?[a-zA-Z](?!\w))?(?:\s?[-/]\s?\d{{1,4}})?(?!\w|[.,]\d|\s?%)"
)
_BOX = re.compile(r"(?<!\w)(?:P\.?\s?O\.?\s?Box|Postfach|Boîte postale|B\.?P\.|Apartado(?: de Correos)?|Casella postale|Caixa Postal|Postbus|Postboks|Postbox|PSC|Box)\s#?\d{2,6}(?!\w)", re.IGNORECASE)  # fmt: skip
_FLAT = re.compile(
    r"(?<!\w)(?:Suite|Apt\.?|Apartment|Appt\.?|Wohnung|Bldg\.?)\s#?\d{1,5}[A-Za-z]?(?!\w)", re.IGNORECASE
)
_MILITARY = re.compile(r"(?<!\w)(?:PSC \d+,? Box \d+|Unit \d+,? Box \d+|US[NS]S? [A-Z]\w+)[\s,]+(?:APO|FPO|DPO),? (?:AA|AE|AP) \d{5}", re.IGNORECASE)  # fmt: skip
#: Town and postal code after a street belong to it.
_TOWN = re.compile(
    rf"\s*,?\s*(?:(?:[A-Z]{{1,3}}[- ])?\d{{4,6}}(?:-\d{{3,4}})?\s+{_CAPITAL}(?:[\s-]{_CAPITAL}){{0,3}}|{_CAPITAL}(?:[\s-]{_CAPITAL}){{0,3}},?\s+[A-Z]{{2,3}}\.?,?\s+\d{{4,5}}(?:-\d{{4}})?|{_CAPITAL}(?:[\s-]{_CAPITAL}){{0,2}},?\s+[A-Z]{{1,2}}\d[A-Z\d]?\s?\d[A-Z]{{2}})(?!\w)"
)
_PATTERNS = ((_FIRST, 0.7), (_FIRST_ROMANCE, 0.7), (_LAST_ROMANCE, 0.65), (_LAST_GERMANIC, 0.65), (_BOX, 0.5), (_FLAT, 0.5), (_MILITARY, 0.7))  # fmt: skip


def addresses(text: str) -> Iterator[Span]:
    """Streets with their numbers; the town behind is a span of its own."""
    if not any(character.isdigit() for character in text):
        return
    for pattern, score in _PATTERNS:
        for match in pattern.finditer(text):
            yield Span(match.start(), match.end(), "STREET_ADDRESS", score)
            town = _TOWN.match(text, match.end())
            if town:
                left = len(town.group()) - len(town.group().lstrip(" ,\n\t"))
                yield Span(town.start() + left, town.end(), "LOCATION", 0.5)
