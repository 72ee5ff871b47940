"""The detector: Presidio's recognizers and ours, loaded once, on the gate's own scan engine.

Nothing here reaches a network: the language model is read from an installed package, and public suffixes come from the list that ``tldextract`` carries. Presidio's loggers are closed for the
whole process, since some of its messages quote the text that it looks at.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from sqlite3 import sqlite_version
from typing import Any

import regex
import tldextract
from presidio_analyzer import Pattern, PatternRecognizer
from presidio_analyzer import predefined_recognizers as presidio
from presidio_analyzer.recognizer_registry import RecognizerRegistry

from airflow_gov_provider.core.canonical import digest, sha256
from airflow_gov_provider.core.detection import columns
from airflow_gov_provider.core.detection.engine import Engine
from airflow_gov_provider.core.detection.findings import ScanReport
from airflow_gov_provider.core.detection.naming import WHOLE, entities_in_name
from airflow_gov_provider.core.detection.recognizers import probes, recognition
from airflow_gov_provider.core.detection.recognizers.identity_numbers import NUMBERS, Numbers
from airflow_gov_provider.core.detection.recognizers.masked import TokenShape, passes_luhn
from airflow_gov_provider.core.detection.recognizers.own import OWN, Own
from airflow_gov_provider.core.detection.recognizers.proofs import Proofs, TokenVerifier
from airflow_gov_provider.core.detection.recognizers.recognition import Recognition
from airflow_gov_provider.core.detection.verdicts import names, people
from airflow_gov_provider.core.masking.pseudonyms import integers, tokens
from airflow_gov_provider.core.masking.pseudonyms.forms import FORMS
from airflow_gov_provider.core.taxonomy import GROUPS, domain
from airflow_gov_provider.gates.ports import Detector, Progress, TakenIn
from airflow_gov_provider.stores import language_models
from airflow_gov_provider.stores.framed_names import framed_names
from airflow_gov_provider.stores.language_models import Persons, Rampart
from airflow_gov_provider.stores.name_lists import PINNED, name_lists
from airflow_gov_provider.stores.recognizers import code_of, load_recognizers

_LANGUAGE = "en"
#: Sources that decide what is found.
DECIDING = (
    "core/taxonomy.py",
    "core/detection",
    "stores/detectors.py",
    "stores/framed_names.py",
    "stores/language_models.py",
    "stores/name_lists.py",
    "stores/readers",
    "stores/recognizers.py",
)
#: As in Presidio's own registry configuration; some classes default to less.
_FLAGS = int(regex.DOTALL | regex.MULTILINE | regex.IGNORECASE)
_LOGGERS = ("presidio-analyzer", "decision_process", "tldextract", "phonenumbers")
#: What a name of a column, file or key is searched for.
_NAME_ENTITIES = frozenset(
    "EMAIL_ADDRESS PHONE_NUMBER US_SSN CREDIT_CARD IBAN_CODE IP_ADDRESS UK_NINO CRYPTO IT_FISCAL_CODE SECRET".split()  # noqa: SIM905 - words read better in lines
).union(WHOLE)
#: Last parts of hosts' names that no registry gives out: reserved (RFC 2606, 6762, 8375) or common inside networks.
_INSIDE = frozenset(
    {"corp", "dom", "example", "home", "intern", "internal", "intra", "intranet",
     "invalid", "lan", "loc", "local", "localdomain", "localnet", "priv", "private", "test"}
)  # fmt: skip


def build_detector(
    *,
    label_key: bytes,
    ner: bool = True,
    recognizers: Sequence[str] = (),
    verifier: TokenVerifier | None = None,
) -> Detector:
    """A detector of every entity type in ``core.taxonomy.GROUPS`` that a recognizer is known for.

    :param label_key: keys the digests that stand for names with personal data, and the sample.
    :param ner: also use the language model, if it is installed; without it prose is reported as not examined.
    :param recognizers: users' own, see :func:`~airflow_gov_provider.stores.recognizers.load_recognizers`.
    :param verifier: proves tokens; None: whatever has their shape is a finding.
    :raises UsageError: ``CONFIGURATION_INVALID`` when a recognizer is not there, or the model is not the one we know.
    """
    timeouts = _close_loggers()
    loaded = [*_recognizers(), *load_recognizers(recognizers, _FLAGS)]
    model = Persons(Rampart(), name_lists) if ner and language_models.is_installed() else None
    return PresidioDetector(label_key, loaded, model, timeouts, verifier)


def load_recognitions(recognizers: Sequence[str] = ()) -> tuple[tuple[Recognition, ...], Callable[[], int]]:
    """Every recognizer, for whoever looks at text without columns; and how many patterns ran out of time.

    :raises UsageError: ``CONFIGURATION_INVALID`` when a recognizer is not there.
    """
    timeouts = _close_loggers()
    loaded = [*_recognizers(), *load_recognizers(recognizers, _FLAGS)]
    return _recognitions(loaded), lambda: timeouts.count


def _recognitions(recognizers: Iterable[Any]) -> tuple[Recognition, ...]:
    return tuple(
        Recognition.of(one, validates=_validates(one), entity=entity)
        for one in recognizers
        for entity in dict.fromkeys(one.supported_entities)
    )


@cache
def code() -> str:
    """``sha256:…`` over the sources that decide what is found: a report outlives no change of them."""
    package = files("airflow_gov_provider")
    sources = [(place, source) for place in DECIDING for source in _sources(package.joinpath(place))]
    return digest([[place, source.name, sha256(source.read_bytes())] for place, source in sources])


def _sources(place: Traversable) -> Iterator[Traversable]:
    if place.is_dir():
        for part in sorted(place.iterdir(), key=lambda part: part.name):
            yield from _sources(part)
    elif place.name.endswith(".py"):
        yield place


class PresidioDetector:
    """See :class:`~airflow_gov_provider.gates.ports.Detector`."""

    def __init__(
        self,
        label_key: bytes,
        recognizers: Sequence[Any],
        model: Persons | None,
        timeouts: _Timeouts,
        verifier: TokenVerifier | None,
    ) -> None:
        self._label_key = label_key
        self.recognitions = _recognitions(recognizers)
        self._for_names = [one for one in self.recognitions if one.entity in _NAME_ENTITIES]
        self._in_name = lru_cache(maxsize=10_000)(self._search_name)
        self._digest = digest(
            {
                "code": code(),
                "polars": version("polars"),
                "pyarrow": version("pyarrow"),
                "presidio": version("presidio-analyzer"),
                "phonenumbers": version("phonenumbers"),
                "names": sorted(PINNED.values()),
                "tldextract": version("tldextract"),
                "readers": [version("fastavro"), version("openpyxl"), version("sqlglot"), sqlite_version],
                "recognizers": sorted(one.identity() for one in self.recognitions),
                "classes": sorted({code_of(one) for one in recognizers}),
                "model": model.identity if model else None,
                "thresholds": _thresholds(),
                "masking_keys": list(verifier.key_ids) if verifier else None,
            }
        )
        self._engine = Engine(
            self.recognitions,
            model,
            self.label,
            self._in_name,
            self._seed(),
            lambda: timeouts.count,
            _tokens({*GROUPS, *(one.entity for one in self.recognitions)}, verifier),
            name_lists,
        )

    @property
    def digest(self) -> str:
        """``sha256:…`` over code version, packages, recognizers, model, thresholds and ids of masking keys; no key."""
        return self._digest

    def scan(self, taken: TakenIn, progress: Progress) -> ScanReport:
        """See :meth:`~airflow_gov_provider.gates.ports.Detector.scan`."""
        return self._engine.scan(taken.snapshot, taken.batches(), self.digest, progress)

    def label(self, name: str) -> str:
        """``name``, or ``column-`` and 12 hex digits of its keyed digest when it holds personal data."""
        if not self._in_name(name):
            return name
        keyed = hmac.new(self._label_key, name.encode("utf-8", "surrogatepass"), hashlib.sha256)
        return f"column-{keyed.hexdigest()[:12]}"

    def _search_name(self, name: str) -> tuple[str, ...]:
        return tuple(sorted(set(entities_in_name(name, self._for_names, name_lists))))

    def _seed(self) -> int:
        return int.from_bytes(hmac.digest(self._label_key, b"sample", "sha256")[:8], "big")


class _OfflineEmail(presidio.EmailRecognizer):
    """Presidio's, with the public suffixes of the installed package instead of a download."""

    _suffixes = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=(), fallback_to_snapshot=True)

    def validate_result(self, pattern_text: str) -> bool:
        # Reserved, so in no list of suffixes; whoever is no token there is an address that wants to look like one.
        host = pattern_text.rpartition("@")[2].lower()
        # Names of people inside a company or a home are names of people: no public suffix is needed there.
        inside = host.rpartition(".")[2] in _INSIDE or host.endswith(".home.arpa")
        return inside or pattern_text.endswith(tokens.EMAIL_SUFFIX) or bool(self._suffixes(host).fqdn)


class _OwnPattern(Pattern):
    """Compiled when it is first used: to compile it only to see whether one can takes a tenth of a second a start.

    A test does that, so what Presidio's own constructor checks holds of every pattern of ours.
    """

    def __init__(self, name: str, regex: str, score: float) -> None:
        self.name = name
        self.regex = regex
        self.score = score
        self.compiled_regex = None
        self.compiled_with_flags = None


class _LuhnPattern(PatternRecognizer):
    """A pattern of digits whose last is a Luhn check digit."""

    def validate_result(self, pattern_text: str) -> bool:
        return passes_luhn(filter(str.isdigit, pattern_text))


class _Checked(PatternRecognizer):
    """Identity numbers, with what is known of chance."""

    def __init__(self, numbers: Numbers) -> None:
        self.rarity = numbers.rarity
        self._passes = numbers.passes
        super().__init__(
            supported_entity=numbers.entity,
            name=numbers.name,
            supported_language=_LANGUAGE,
            patterns=[Pattern("number", numbers.pattern, recognition.THRESHOLD)],
            global_regex_flags=int(regex.IGNORECASE),
        )

    def validate_result(self, pattern_text: str) -> bool:
        return self._passes(pattern_text)


#: What tokens of one form or domain stand for, where several entity types share it.
_CLAIMED = {
    "person.national_id": "NATIONAL_ID",
    "payment.account": "ACCOUNT_NUMBER",
}
_FORM_CLAIMS = {
    "email": "EMAIL_ADDRESS",
    "card": "CREDIT_CARD",
    "phone": "PHONE_NUMBER",
    "iban": "IBAN_CODE",
    "uuid": "PERSON_ID",
    "ip": "IP_ADDRESS",
    "mac": "MAC_ADDRESS",
}


def _tokens(entities: Iterable[str], verifier: TokenVerifier | None) -> Proofs:
    """As masking writes them."""
    domains = {domain(entity): entity for entity in sorted(entities)} | _CLAIMED
    shape = TokenShape(
        tuple(tokens.frame(name, "") for name in sorted(domains)),
        tokens.ALPHABET,
        tokens.LETTERS,
        range(integers.BASE, integers.TOP),
        tuple((form.pattern, form.width) for form in FORMS),
    )
    of_forms = [(form.pattern, _FORM_CLAIMS[form.name]) for form in FORMS]
    of_domains = [(f"^{re.escape(tokens.frame(name, '')[0])}", one) for name, one in sorted(domains.items())]
    framed = [(pattern, one) for pattern, one in of_domains if pattern != "^"]
    return Proofs(shape, (*of_forms, *framed), verifier)


def _recognizers() -> list[Any]:
    """Everything we look for. The contexts given here replace words that fit too many headers."""
    phone = ["phone", "telephone", "tel", "mobile", "cell", "cellphone", "fax", "call", "telefon", "telefono",
             "teléfono", "handy", "msisdn", "whatsapp", "telefone", "téléphone"]  # fmt: skip
    theirs = [
        presidio.CreditCardRecognizer(context=[*presidio.CreditCardRecognizer.CONTEXT, "pan"]),
        presidio.UsBankRecognizer(context=["bank", "checking", "debit", "routing"]),
        presidio.UsLicenseRecognizer(context=["driver", "drivers", "driving", "license", "licence"]),
        presidio.UsItinRecognizer(context=["taxpayer", "itin", "taxid", "tax id", "tin"]),
        presidio.UsPassportRecognizer(context=["passport"]),
        presidio.UsSsnRecognizer(
            context=[
                "social",
                "security",
                "ssn",
                "ssns",
                "ssid",
                "tax ref",
                "tax reference",
                "tax number",
                "tax id",
                "taxpayer",
            ]
        ),
        presidio.NhsRecognizer(),
        presidio.UkNinoRecognizer(),
        presidio.CryptoRecognizer(),
        _OfflineEmail(),
        presidio.IbanRecognizer(regex_flags=_FLAGS),
        presidio.IpRecognizer(),
        presidio.MacAddressRecognizer(),
        presidio.MedicalLicenseRecognizer(),
        presidio.PhoneRecognizer(context=phone),
        # Without a scheme "shipped.in" would be a URL.
        presidio.UrlRecognizer(
            patterns=[p for p in presidio.UrlRecognizer.PATTERNS if "http" in p.regex[:40]]
        ),
        presidio.SgFinRecognizer(),
        presidio.AuTfnRecognizer(),
        presidio.AuMedicareRecognizer(),
        presidio.InAadhaarRecognizer(),
        presidio.InPanRecognizer(),
        presidio.EsNifRecognizer(supported_language=_LANGUAGE),
        presidio.EsNieRecognizer(supported_language=_LANGUAGE),
        presidio.ItFiscalCodeRecognizer(supported_language=_LANGUAGE),
        presidio.PlPeselRecognizer(supported_language=_LANGUAGE),
        presidio.FiPersonalIdentityCodeRecognizer(supported_language=_LANGUAGE),
    ]
    registry = RecognizerRegistry(
        recognizers=[*theirs, *map(_own, OWN), *map(_Checked, NUMBERS), *framed_names(_LANGUAGE)],
        global_regex_flags=_FLAGS,
    )
    return list(registry.recognizers)


def _own(own: Own) -> Any:
    kind = _LuhnPattern if own.luhn else PatternRecognizer
    return kind(
        supported_entity=own.entity,
        name=own.name,
        supported_language=_LANGUAGE,
        patterns=[_OwnPattern(name, pattern, score) for name, pattern, score in own.patterns],
        context=list(own.context),
        global_regex_flags=int(own.flags),
    )


def _validates(recognizer: Any) -> bool:
    """Whether a checksum can raise a score, in a class that is not a plain pattern recognizer."""
    if not isinstance(recognizer, PatternRecognizer):
        return False
    return type(recognizer).validate_result is not PatternRecognizer.validate_result


class _Timeouts(logging.Filter):
    """Lets no record of Presidio out, and counts the patterns that it gave up on."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def filter(self, record: logging.LogRecord) -> bool:
        self.count += record.levelno >= logging.WARNING and "timed out" in str(record.msg)
        return False


_TIMEOUTS = _Timeouts()


def _close_loggers() -> _Timeouts:
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_TIMEOUTS)
    return _TIMEOUTS


def _thresholds() -> dict[str, str]:
    return {
        "score": f"{recognition.THRESHOLD:.3f}",
        "boost": f"{recognition.BOOST:.3f}",
        "enough": str(probes.ENOUGH),
        "above_chance": f"{probes.ABOVE_CHANCE:.3f}",
        "sample": str(columns.SAMPLE),
        "names": f"{names.PROSE_BASELINE:.3f}/{people.PAIRS_AT_LEAST:.3f}/{names.THING_BASELINE:.3f}",
    }
