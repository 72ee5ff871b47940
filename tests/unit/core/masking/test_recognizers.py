"""Presidio sees nothing in a masked copy: the gate scans it again and must find it clean."""

import inspect

import pyarrow as pa
import pytest
import tldextract
from presidio_analyzer import AnalyzerEngine, PatternRecognizer, RecognizerRegistry, predefined_recognizers
from presidio_analyzer.nlp_engine import NlpArtifacts

from airflow_gov_provider.core.masking.keyed import KeyedMasker
from airflow_gov_provider.core.masking.plans import ColumnMask
from airflow_gov_provider.core.policy.methods import REDACTED, Pseudonym
from airflow_gov_provider.core.taxonomy import DOMAINS, GROUPS

COUNT = 2_000
CONTEXT = ["phone", "number", "account_number", "ssn", "card_number", "iban", "passport", "license", "name"]
VALUES = pa.array(range(COUNT))
MASKER = KeyedMasker(bytes(range(32)))


def tokens(values, domain):
    mask = ColumnMask("c", Pseudonym(), domain, ())
    return [str(token) for token in MASKER.mask(values, mask, "a->b").to_pylist()]


#: Presidio's pattern has no boundaries, so it matches within any long number. The detector judges these
#: numbers by columns, as whole values of ten digits, and an integer token has nineteen.
WITHIN_LONG_NUMBERS = frozenset({"SE_PERSONNUMMER"})


def of_interest(recognizer):
    return not set(recognizer.supported_entities).isdisjoint(GROUPS.keys() - WITHIN_LONG_NUMBERS)


@pytest.fixture(scope="module", autouse=True)
def _no_network():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tldextract.tldextract, "TLD_EXTRACTOR", tldextract.TLDExtract(suffix_list_urls=()))
        yield


@pytest.fixture(scope="module")
def recognizers():
    """Every recognizer without a model whose entity we know, of every country Presidio has."""
    classes = [kind for _, kind in inspect.getmembers(predefined_recognizers, inspect.isclass)]
    patterns = [kind for kind in classes if issubclass(kind, PatternRecognizer)]
    made = [kind() for kind in (*patterns, predefined_recognizers.PhoneRecognizer)]
    return [recognizer for recognizer in made if of_interest(recognizer)]


IBANS = pa.array([f"GB82WEST{number:014}" for number in range(COUNT)])


@pytest.mark.parametrize(
    ("domain", "values"),
    [
        *((domain, VALUES.cast(pa.string())) for domain in sorted(set(DOMAINS.values()))),
        pytest.param("payment.account", VALUES, id="int64"),
        pytest.param("payment.account", IBANS, id="IBAN"),
    ],
)
def test_no_recognizer_finds_anything_in_a_token(recognizers, domain, values):
    """Nothing of any score, so no context word has anything to raise."""
    column = tokens(values, domain)
    found = {
        (result.entity_type, result.score)
        for recognizer in recognizers
        for token in column
        for result in recognizer.analyze(token, recognizer.supported_entities, None) or ()
        if result.score > 0
    }
    assert found == set()


def test_no_recognizer_finds_anything_in_a_redacted_text(recognizers):
    for recognizer in recognizers:
        assert not recognizer.analyze(REDACTED, recognizer.supported_entities, None)


class NoLanguage:
    """Presidio's engine without a model: patterns and context only."""

    def load(self):
        """Nothing to load."""

    def is_loaded(self):
        return True

    def process_text(self, text, language):
        return NlpArtifacts([], [], [], [], self, language)

    def is_stopword(self, word, language):
        return False

    def is_punct(self, word, language):
        return False

    def get_supported_entities(self):
        return []

    def get_supported_languages(self):
        return ["en"]


def test_the_whole_analyzer_finds_nothing_under_telling_column_names():
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(nlp_engine=None)
    registry.remove_recognizer("SpacyRecognizer")
    engine = AnalyzerEngine(registry=registry, nlp_engine=NoLanguage(), supported_languages=["en"])
    some = VALUES[:100]
    columns = {domain: tokens(some.cast(pa.string()), domain) for domain in set(DOMAINS.values())}
    columns["int64"] = tokens(some, "payment.account")
    real = engine.analyze("4111111111111111", "en", context=CONTEXT)
    assert any(result.score >= 0.4 for result in real), "the engine works"
    for column in columns.values():
        assert not any(engine.analyze(t, "en", context=CONTEXT, score_threshold=0.4) for t in column)
