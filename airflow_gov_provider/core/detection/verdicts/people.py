"""Columns of short values that are names of people, by lists of names and by what speaks against them.

A word of the lists may be a town, a fruit or a month as well, so a column is judged by how its distinct
values divide: unambiguous names, ambiguous ones, known places and things, unknown words. Of ordinary
English, German, French and Spanish words 6-13 % stand in the lists (``things`` among them), of towns 5 %.
"""

from __future__ import annotations

# ruff: noqa: SIM905 - words read better in lines than in quotes
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from airflow_gov_provider.core.detection.chance import lower_bound
from airflow_gov_provider.core.detection.facts import Drawn
from airflow_gov_provider.core.detection.findings import Finding
from airflow_gov_provider.core.detection.verdicts.lists import Lists
from airflow_gov_provider.core.detection.verdicts.sampled import finding_of


class Kind(Enum):
    """What one value is."""

    PAIR = "a given and a family name, one of them unambiguous"
    NAME = "one unambiguous name"
    EITHER = "a name and a place or thing as well"
    OTHER = "a place, a thing, a company"
    HALF = "an unambiguous name beside an unknown word, as given and family name stand"
    UNKNOWN = "letters"
    NO_NAME = "not only letters"


#: Fewer distinct values are a category, unless every one of them is a pair.
FEWEST = 8
#: Of few values single names would be chance, pairs are none.
PAIRS_AT_LEAST = 0.25
SINGLES_AT_LEAST = 0.35
#: Of two words one on a list is chance too, unless it is so in many values and hardly any is a thing.
HALVES_AT_LEAST = 0.35
OTHERS_AT_MOST = 0.1
#: Among names of things, where shops and stations are called after people.
AMONG_THINGS_AT_LEAST = 0.5
#: Where the column's name is a role of people: less will do.
HINTED_AT_LEAST = 0.15
#: Words without a capital are more often ordinary words.
LOWER_CASE_AT_LEAST = 0.6

_TITLES = frozenset(
    "mr mrs ms miss mx dr prof sir dame rev fr herr frau hr fru m mme mlle monsieur madame sr sra srta señor señora "
    "dott sig signor signora don doña dhr mevr mw pan pani ing mag dipl univ med г-н г-жа".split()
)
_SUFFIXES = frozenset("jr sr ii iii iv md phd dds dvm esq bsc msc cpa rn mba".split())
_PARTICLES = frozenset(
    "van von der den de del della di da do dos das du la le las los el al bin bint ibn ben abu zu zum zur ter ten "
    "af av y e i und of und the mac mc st san santa saint o".split()
)
_COMPANY = frozenset(
    "inc ltd llc llp gmbh ag corp corporation company co plc kg kgaa sa sas sarl srl spa bv nv oy oyj ab asa pty "
    "group holding holdings partners associates sons brothers bros bank university college school institute hospital "
    "clinic church hotel restaurant cafe coffee bar pizza store stores shop market mart supermarket center centre "
    "services service solutions systems software technologies technology industries international global studio "
    "studios media records press foundation association club society team united street road avenue drive county city "
    "island islands river lake mountain mount valley park beach airport station north south east west new great "
    "republic federation kingdom states department ministry office division limited und and & the und fils et "
    "edition series model pro plus max mini set kit pack sro vos ks spol doo ev αε οε επε ооо оао зао ао пао ип ltda "
    "eireli epp cia snc cie fils hnos hermanos ohg gbr mbh ek sl slu sca scop sagl oü sia uab ab zrt kft bt nyrt".split()
)
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u0670\u0900-\u0dff\u0e00-\u0eff\u200c\u200d"
_WORD = rf"(?:[^\W\d_]|[{_MARKS}])+"
_TOKEN = re.compile(rf"{_WORD}(?:['’`‘ʼ-]{_WORD})*")
_SHAPE = re.compile(rf"\s*(?:{_WORD}[.,]?(?:['’`‘ʼ -]|\s|$)*){{1,8}}(?:\({_WORD}\))?\s*")
_HAN = re.compile(r"[\u3400-\u9fff々〆ヶ]{2,5}")
_HANGUL = re.compile(r"[\uac00-\ud7a3]{2,4}")
#: Last characters of Chinese, Japanese and Korean names of places and institutions.
_EAST_PLACES = frozenset("市省区區县縣州国國町村郡府都道路街社部店局院学校大시도군구동읍면로길역")
_DOTTED = re.compile(r"(?:(?<!\w)[^\W\d_]{1,2}\.){2,}")
#: Made data tell people of one name apart by numbers: ``Omar359 Smith12``.
_COUNTED = re.compile(r"[^\W\d_]{2,}\d{1,4}(?=\s|$)")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Division:
    """How the drawn values divide.

    :param kinds: one a value. :param lower: values of names that have no capital though their script has.
    """

    kinds: tuple[Kind, ...]
    lower: int

    def count(self, *kinds: Kind) -> int:
        """Values of these kinds."""
        return sum(kind in kinds for kind in self.kinds)


def people(drawn: Drawn, lists: Lists, *, hinted: bool = False) -> Finding | None:
    """The finding PERSON, if the values are names.

    :param hinted: the column's name is a role of people: ``reviewer``, ``approved_by``.
    """
    if not drawn.texts or not lists.given:
        return None
    division = divide(drawn.texts, lists)
    return _finding(drawn, division, 0.6) if _hits(division, hinted=hinted) else None


def people_among_things(drawn: Drawn, lists: Lists) -> Finding | None:
    """The same where the column's name is a thing's: full names only, and hardly anything else."""
    if len(drawn.texts) < FEWEST or not lists.given:
        return None
    division = divide(drawn.texts, lists)
    total, pairs = len(division.kinds), division.count(Kind.PAIR)
    sure = lower_bound(pairs, total) >= AMONG_THINGS_AT_LEAST and not division.lower > pairs / 2
    if not sure or division.count(Kind.OTHER) > OTHERS_AT_MOST * total:
        return None
    return _finding(drawn, division, 0.5)


def _finding(drawn: Drawn, division: Division, score: float) -> Finding:
    # In a column of names, unknown words are names too.
    chosen = [at for at, kind in enumerate(division.kinds) if kind not in (Kind.OTHER, Kind.NO_NAME)]
    evidence = {
        "header": 0.0,
        "listed": float(division.count(Kind.PAIR, Kind.NAME, Kind.EITHER, Kind.HALF)),
        "pairs": float(division.count(Kind.PAIR, Kind.HALF)),
        "vetoes": float(division.count(Kind.OTHER)),
    }
    return finding_of("PERSON", drawn, chosen, score, evidence)


def divide(texts: Sequence[str], lists: Lists) -> Division:
    """The kind of each value."""
    kinds = tuple(kind_of(text, lists) for text in texts)
    named = (Kind.PAIR, Kind.NAME, Kind.EITHER)
    lower = sum(kind in named and text.strip()[:1].islower() for kind, text in zip(kinds, texts, strict=True))
    return Division(kinds, lower)


def _hits(division: Division, *, hinted: bool) -> frozenset[Kind]:
    """Kinds that count as names in this column; none when it is none of names."""
    total = len(division.kinds)
    pairs, singles = division.count(Kind.PAIR), division.count(Kind.NAME)
    either, other = division.count(Kind.EITHER), division.count(Kind.OTHER)
    lower = division.lower > (pairs + singles + either) / 2
    if total < FEWEST:
        return frozenset({Kind.PAIR}) if pairs == total and not lower else frozenset()
    hint = HINTED_AT_LEAST if hinted and not lower else 1.0
    least = LOWER_CASE_AT_LEAST if lower else min(hint, PAIRS_AT_LEAST)
    if lower_bound(pairs, total) >= least and pairs > other:
        return frozenset({Kind.PAIR, Kind.NAME})
    if not lower and _are_halves(division):
        return frozenset({Kind.PAIR, Kind.HALF, Kind.NAME})
    least = LOWER_CASE_AT_LEAST if lower else min(hint, SINGLES_AT_LEAST)
    known = pairs + singles
    if lower_bound(known, total) >= least and known > 2 * other and known + either >= min(hint, 0.5) * total:
        return frozenset({Kind.PAIR, Kind.NAME, Kind.EITHER})
    return frozenset()


def _are_halves(division: Division) -> bool:
    total = len(division.kinds)
    named = division.count(Kind.PAIR, Kind.HALF)
    few = division.count(Kind.OTHER, Kind.NO_NAME) <= OTHERS_AT_MOST * total
    return few and lower_bound(named, total) >= HALVES_AT_LEAST


def kind_of(text: str, lists: Lists) -> Kind:
    """What one value is."""
    # DICOM and HL7 have carets between the parts of a name.
    plain = unicodedata.normalize("NFC", text.replace("^", " ").strip())
    if plain[-1:].isdigit() and is_counted(plain):
        plain = re.sub(r"\d+", "", plain)
    if len(plain) > _LONGEST or _SHAPE.fullmatch(plain) is None:
        return Kind.NO_NAME
    eastern = _eastern(plain, lists)
    if eastern is not None:
        return eastern
    # S.r.o. is one word.
    folded = _DOTTED.sub(lambda found: found[0].replace(".", ""), plain.casefold())
    tokens = [token for token in _TOKEN.findall(folded) if token not in _TITLES and token not in _SUFFIXES]
    if not _COMPANY.isdisjoint(tokens):
        return Kind.OTHER
    words = [token for token in tokens if len(token) > 1 and token not in _PARTICLES]
    if not words:
        return Kind.UNKNOWN
    if len(words) == 1:
        return _one(words[0], plain, tokens, lists)
    kind = _several(words, folded, lists)
    return Kind.HALF if kind is Kind.UNKNOWN and _is_half(words, plain, lists) else kind


def is_counted(text: str) -> bool:
    """Every word is one in capital and small letters with a number behind it."""
    words = text.split()
    return bool(words) and all(
        _COUNTED.fullmatch(word) and word.rstrip("0123456789").istitle() for word in words
    )


def _is_half(words: Sequence[str], plain: str, lists: Lists) -> bool:
    """Two or three capital words: one that is only a name where such a one stands, the other unknown."""
    if len(words) > 3 or any(word[0].islower() for word in plain.split() if word.casefold() in words):
        return False
    first, last = words[0], words[-1]
    if any(_is_other(word, lists) for word in (first, last)):
        return False
    return _parts(first, lists.given) or _parts(last, lists.family) or _parts(last, lists.given)


def _one(word: str, plain: str, tokens: Sequence[str], lists: Lists) -> Kind:
    """One word, perhaps with an initial: ``J. Smith``, ``Smith, J``."""
    given, family = _parts(word, lists.given), _parts(word, lists.family)
    other = _is_other(word, lists) or _is_other(plain.casefold(), lists)
    if not (given or family):
        return Kind.OTHER if other else Kind.UNKNOWN
    if len(word) <= 3 and (plain.isupper() or plain.islower()):
        # Codes of three letters are names by chance.
        return Kind.EITHER
    initials = [token for token in tokens if len(token) == 1]
    if initials and len(word) > 2 and not other and ("." in plain or "," in plain):
        return Kind.PAIR
    return Kind.EITHER if other else Kind.NAME


def _several(words: Sequence[str], folded: str, lists: Lists) -> Kind:
    if _is_other(folded, lists):
        return Kind.OTHER
    first, last = words[0], words[-1]
    if folded in lists.given or folded in lists.family:
        return Kind.NAME
    straight = _parts(first, lists.given) and (_parts(last, lists.family) or _parts(last, lists.given))
    turned = _parts(last, lists.given) and _parts(first, lists.family)
    named = [word for word in (first, last) if not _is_other(word, lists)]
    if (straight or turned) and named and len(words) <= 5:
        return Kind.PAIR
    known = [word for word in words if _parts(word, lists.given) or _parts(word, lists.family)]
    if len(known) == len(words):
        return Kind.EITHER
    others = [word for word in words if _is_other(word, lists) and word not in known]
    return Kind.OTHER if len(others) * 2 >= len(words) else Kind.UNKNOWN


def _is_other(word: str, lists: Lists) -> bool:
    return word in lists.places or word in lists.countries or word in lists.things


def _parts(word: str, names: frozenset[str]) -> bool:
    """A name, or names joined by hyphens: ``Anne-Marie``, ``García-López``; ``O’Neil`` as ``O'Neil``."""
    plain = re.sub("[’`‘ʼ]", "'", word)
    if plain in names or plain.replace("'", "") in names or _unaccented(plain) in names:
        return True
    joined = plain.split("-")
    if len(joined) > 1:
        return all(part in names for part in joined if len(part) > 1)
    return plain.startswith(("o'", "d'")) and plain[2:] in names


def _unaccented(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def _eastern(plain: str, lists: Lists) -> Kind | None:
    """Names of Han characters or Hangul; None when the value is written otherwise."""
    parts = plain.split()
    if not all(
        _HAN.fullmatch(part) or _HANGUL.fullmatch(part) or (len(part) == 1 and ord(part) > 0x3000)
        for part in parts
    ):
        return None
    whole = "".join(parts)
    if _is_other(plain, lists) or _is_other(whole, lists) or whole[-1] in _EAST_PLACES:
        return Kind.OTHER
    if len(parts) == 2 and parts[0] in lists.family:
        return Kind.PAIR
    for cut in (1, 2, 3):
        family, given = whole[:cut], whole[cut:]
        if (
            given
            and family in lists.family
            and (given in lists.given or (cut <= 2 and 1 <= len(given) <= 2 and cut + len(given) <= 3))
        ):
            return Kind.PAIR if given in lists.given else Kind.NAME
    return Kind.NAME if whole in lists.family or whole in lists.given else Kind.UNKNOWN
