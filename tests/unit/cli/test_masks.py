"""``masks verify``: a copy of any maker beside its source."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from airflow_gov_provider.cli.definition import build_parser
from airflow_gov_provider.cli.installation import Installation
from airflow_gov_provider.cli.masks import verify
from airflow_gov_provider.core.masking.keyed import KeyedMasker
from airflow_gov_provider.core.masking.plans import ColumnMask
from airflow_gov_provider.core.policy.methods import Pseudonym
from airflow_gov_provider.stores.keys import ensure_keys
from airflow_gov_provider.stores.settings import Settings
from airflow_gov_provider.stores.wiring import build_token_verifier

ROWS = 120
EMAILS = [f"person.{row}@example.com" for row in range(ROWS)]
MAIL = ColumnMask("email", Pseudonym(), "person.email", ())


@pytest.fixture
def settings(tmp_path) -> Settings:
    home = tmp_path / "home"
    made = Settings(
        home,
        None,
        "sqlite://",
        True,
        home / "s.pem",
        home / "public",
        home / "m.key",
        None,
        frozenset(),
        ner=False,
    )
    ensure_keys(made.signing_key, made.public_keys, made.masking_key)
    return made


@pytest.fixture
def run(tmp_path, settings, capsys):
    """What is said of the e-mail column of a copy, and the exit code."""

    def ran(copy, key=True):
        if not key:
            settings.masking_key.unlink()
        for name, values in (("source", EMAILS), ("copy", copy)):
            pq.write_table(
                pa.table({"email": values, "amount": range(len(values))}), tmp_path / f"{name}.parquet"
            )
        paths = [str(tmp_path / f"{name}.parquet") for name in ("source", "copy")]
        args = build_parser().parse_args(["masks", "verify", *paths, "--format", "json"])
        code = verify(args, Installation(lambda: settings, lambda: None))
        said = capsys.readouterr().out
        assert "person." not in said
        (column,) = json.loads(said)["columns"]
        return column, code

    return ran


@pytest.fixture
def tokens(settings):
    return build_token_verifier(settings).mask(pa.array(EMAILS), MAIL, "any->boundary").to_pylist()


def test_tokens_of_this_installation_are_masked(run, tokens):
    column, code = run(tokens)
    assert (column["verdict"], column["proved"], column["values_of_source"], code) == ("MASKED", ROWS, 0, 0)


def test_one_real_value_among_tokens_is_real_in_whatever_spelling(run, tokens):
    column, code = run([*tokens[:-1], f" {EMAILS[3].upper()} "])
    assert (column["verdict"], column["values_of_source"], code) == ("REAL", 1, 1)


def test_a_shuffled_column_is_real_and_its_rows_are_broken(run):
    column, code = run(EMAILS[7:] + EMAILS[:7])
    assert (column["verdict"], column["why"], code) == ("REAL", "real values, broken rows", 1)
    assert (column["values_of_source"], column["rows_of_source"]) == (ROWS, 0)


def test_the_source_itself_is_real(run):
    column, _ = run(EMAILS)
    assert (column["verdict"], column["why"], column["rows_of_source"]) == ("REAL", "real values", ROWS)


def test_invented_addresses_of_another_maker_are_unknown(run):
    column, code = run([f"invented.{row}@example.net" for row in range(ROWS)])
    assert (column["verdict"], column["values_of_source"], code) == ("UNKNOWN", 0, 1)


def test_tokens_of_a_stranger_are_unknown(run):
    stranger = KeyedMasker(bytes(32)).mask(pa.array(EMAILS), MAIL, "a->b").to_pylist()
    column, code = run(stranger)
    assert (column["verdict"], column["proved"], code) == ("UNKNOWN", 0, 1)


def test_without_a_key_even_our_own_tokens_are_unknown(run, tokens):
    column, _ = run(tokens, key=False)
    assert (column["verdict"], column["proved"]) == ("UNKNOWN", 0)


@pytest.mark.parametrize("gone", [[None] * ROWS, ["[REDACTED]"] * ROWS, [None, "", "[OTHER]"]])
def test_a_column_without_values_is_masked(run, gone):
    column, code = run(pa.array(gone, pa.string()))
    assert (column["verdict"], column["gone"], code) == ("MASKED", len(gone), 0)


def test_one_constant_for_all_is_masked(run):
    assert run(["hidden"] * ROWS)[0]["verdict"] == "MASKED"
