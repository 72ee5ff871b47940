"""Keys and values in the forms that traces have."""

import pytest

from airflow_gov_provider.core.detection.text.keys import meaning
from airflow_gov_provider.core.detection.text.pairs import pairs_of, structured_share


def _read(text):
    return {pair.key: text[pair.start : pair.end] for pair in pairs_of(text)}


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ('{"a": "x y", "n": 12}', {"a": "x y", "n": "12"}),
        ("{'a': 'x'}", {"a": "x"}),
        ('{\\"a\\": \\"x\\"}', {"a": "x"}),
        ("<ka>x</ka><kb type='str'>y</kb>", {"ka": "x", "kb": "y"}),
        ("<tr><th>a</th><td>x</td></tr>", {"a": "x"}),
        ("GET /find?a=x&b=y HTTP/1.1", {"a": "x", "b": "y"}),
        ("UPDATE t SET `a`='x' WHERE \"b c\"<>'y'", {"a": "x", "b c": "y"}),
        ("INSERT INTO t (a, b) VALUES ('x, z', 2), ('y', 3)", None),
        ("a: x\nb: y", {"a": "x", "b": "y"}),
    ],
    ids=["json", "python", "escaped json", "xml", "table", "query", "sql", "insert", "lines"],
)
def test_every_form_gives_its_pairs(text, pairs):
    if pairs is None:
        found = [(pair.key, text[pair.start : pair.end]) for pair in pairs_of(text)]
        assert {("a", "x, z"), ("b", "2"), ("a", "y"), ("b", "3")} <= set(found)
    else:
        assert pairs.items() <= _read(text).items()


def test_values_in_one_text_are_given_to_their_columns():
    text = "INSERT INTO t (a,b) VALUES ('x,12')"
    assert {("a", "x"), ("b", "12")} <= {(pair.key, text[pair.start : pair.end]) for pair in pairs_of(text)}


def test_a_sentence_is_no_trace_and_a_trace_is():
    trace, sentence = '{"level": "info", "user": "x17"}', "We met at ten: everybody was there."
    assert structured_share(trace, pairs_of(trace)) > 0.9
    assert structured_share(sentence, pairs_of(sentence)) < 0.1


def test_a_document_cut_in_the_middle_gives_what_can_be_seen():
    assert _read('ple", "city": "Ulm", "street": "Am Wa') == {"city": "Ulm"}


def test_the_repr_of_a_pair_shows_no_key():
    (pair,) = pairs_of('{"jane": "x"}')
    assert "jane" not in repr(pair)


@pytest.mark.parametrize(
    ("key", "entity"),
    [
        ("family__name__male", "PERSON"), ("Nachname", "PERSON"), ("cardHolder", "PERSON"), ("prénom", "PERSON"),
        ("name", "PERSON"), ("fileName", ""), ("airline name", ""), ("hostname", ""),
        ("contactphone", "PHONE_NUMBER"), ("phone_country_code", ""), ("dob", "DATE_OF_BIRTH"),
        ("currentpassword", "SECRET"), ("apiKey", "SECRET"), ("password_count", ""),
        ("passport-number", "PASSPORT"), ("driverslicense", "DRIVER_LICENSE"), ("IMEI", "DEVICE_ID"),
        ("user_name_pattern", ""), ("steuernummer", "NATIONAL_ID"), ("limit", ""), ("frobnication", None),
    ],
)  # fmt: skip
def test_the_words_of_a_key_say_what_its_value_is(key, entity):
    said = meaning(key)
    assert (said.entity if said else None) == entity


@pytest.mark.parametrize(
    ("key", "holds", "does_not"),
    [
        ("last_name", "O'Neill", "b7f-22"),
        ("password", "tr0ub4dor", "********"),
        ("phone", "+44 20 7946 0018", "yes"),
        ("date_of_birth", "1984-02-29", "unknown"),
        ("card_number", "4111 1111 1111 1111", "visa"),
    ],
)
def test_a_value_has_to_look_like_what_its_key_says(key, holds, does_not):
    said = meaning(key)
    assert said.holds(holds)
    assert not said.holds(does_not)


@pytest.mark.parametrize(
    ("key", "entity"),
    [
        ("amex", "CREDIT_CARD"),
        ("visa", "CREDIT_CARD"),
        ("keyPassword", "SECRET"),
        ("Kundenname", "PERSON"),
        ("rodne_prijmeni", "PERSON"),
        ("telefone celular", "PHONE_NUMBER"),
        ("numeroSecu", "NATIONAL_ID"),
        ("cookie", ""),
        ("airport", ""),
        ("fecha_de_alta", ""),
    ],
)
def test_a_key_is_read_as_a_columns_name_would_be_where_text_has_no_word_of_its_own(key, entity):
    said = meaning(key)
    assert said is not None
    assert said.entity == entity


@pytest.mark.parametrize(
    ("key", "value", "holds"),
    [
        ("email", "jane@example.com", True),
        ("email", "jane @ example . com", True),
        ("email", "root@localhost", True),
        ("email", "no mailbox@all without one", False),
        ("email", "none", False),
        ("mac", "00 1a 2b 3c 4d 5e", True),
        ("mac", "00 1a 2b", False),
        ("license_plate", "B-JD 123", True),
        ("license_plate", "VANITY", True),
        ("license_plate", "str", False),
        ("secret", "metadata:", False),
        ("secret", "metadata:\\n", False),
        ("secret", "s3cr3t", True),
        ("amex", "12", False),
    ],
)
def test_values_that_lack_the_form_are_left_to_the_others(key, value, holds):
    said = meaning(key)
    assert said is not None
    assert said.holds(value) is holds
