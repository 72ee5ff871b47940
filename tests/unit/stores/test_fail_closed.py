"""What the surroundings refuse is an error of ours with its own words, and never passed over."""

from __future__ import annotations

import errno
import io
import os
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError
from presidio_analyzer import EntityRecognizer, Pattern, PatternRecognizer

from airflow_gov_provider.conf import settings_from_environment
from airflow_gov_provider.core.canonical import sha256
from airflow_gov_provider.core.datasets import DatasetRef, FileVersion
from airflow_gov_provider.core.errors import (
    DataChangedError,
    DataError,
    DestinationError,
    ErrorCode,
    GovernanceError,
    UsageError,
)
from airflow_gov_provider.stores import keys, name_lists, recognizers, sql, wiring
from airflow_gov_provider.stores.ledger import engines
from airflow_gov_provider.stores.readers.objects import ObjectPlace
from airflow_gov_provider.stores.readers.places import Found
from airflow_gov_provider.stores.recognizers import load_recognizers
from airflow_gov_provider.stores.s3 import default_clients
from airflow_gov_provider.stores.spool import Spool
from airflow_gov_provider.stores.writers.local import LocalShelf
from airflow_gov_provider.stores.writers.objects import ObjectShelf
from airflow_gov_provider.stores.writers.shelves import Delivery
from airflow_gov_provider.stores.writers.writer import StoredWriter
from tests.fakes.taken import TakenInMemory


def told(error: GovernanceError, code: ErrorCode, words: str) -> None:
    assert (error.code, words in error.what) == (code, True), str(error)


class Nothing(EntityRecognizer):
    """A recognizer of no type at all."""

    entities: list[Any] = []  # noqa: RUF012 - what a careless user writes

    def __init__(self) -> None:
        super().__init__(supported_entities=self.entities, name="nothing")

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[Any]:
        return []


class Numbered(Nothing):
    entities = [7]  # noqa: RUF012 - what a careless user writes


class Emptied(PatternRecognizer):
    def __init__(self) -> None:
        super().__init__(supported_entity="X", patterns=[Pattern("x", "x", 0.5)])
        self.patterns = []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("function", "is no class derived from"),
        ("Nothing", "names no supported entity"),
        ("Numbered", "names no supported entity"),
        ("Emptied", "has neither patterns nor a deny list"),
    ],
)
def test_a_recognizer_that_could_find_nothing_is_refused(monkeypatch, name: str, words: str) -> None:
    module = types.ModuleType("careless")
    vars(module).update(Nothing=Nothing, Numbered=Numbered, Emptied=Emptied, function=lambda: None)
    monkeypatch.setitem(sys.modules, "careless", module)
    with pytest.raises(UsageError) as error:
        load_recognizers([f"careless:{name}"], 0)
    told(error.value, ErrorCode.CONFIGURATION_INVALID, words)


def test_a_list_of_names_that_is_gone_or_altered_is_not_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        name_lists.read_lists(tmp_path)
    told(error.value, ErrorCode.CONFIGURATION_INVALID, "can not be read")
    for kind in name_lists.PINNED:
        (tmp_path / f"{kind}.txt").write_text("anna\n")
    with pytest.raises(UsageError) as error:
        name_lists.read_lists(tmp_path)
    told(error.value, ErrorCode.CONFIGURATION_INVALID, "not the one that belongs to this version")


def test_nobody_logs_in_where_no_connection_is_known() -> None:
    with pytest.raises(UsageError) as error:
        sql.no_logins("shop")
    told(error.value, ErrorCode.CREDENTIALS_MISSING, "there is no such connection")
    with pytest.raises(TypeError):
        sql._object("[1]")


WHO = sql.Login("db.example.com", 5432, "reader", None)


@pytest.mark.parametrize(
    ("uri", "who", "code", "words"),
    [
        ("postgres://db.example.com/d.s.t", WHO, ErrorCode.CREDENTIALS_MISSING, "none is named"),
        ("postgres://shop@other.example.com/d.s.t", WHO, ErrorCode.CONFIGURATION_INVALID, "another server"),
        ("postgres://shop@db.example.com:6543/d.s.t", WHO, ErrorCode.CONFIGURATION_INVALID, "another server"),
        ("postgres://shop@db.example.com:6543/d.s.t", sql.Login("", 5432, "reader", None),
         ErrorCode.CONFIGURATION_INVALID, "another server"),
    ],
)  # fmt: skip
def test_credentials_lead_to_the_server_that_the_uri_names_or_nowhere(uri, who, code, words: str) -> None:
    with pytest.raises(UsageError) as error, sql.reading(DatasetRef.parse(uri), lambda _: who):
        pass
    told(error.value, code, words)


def test_a_driver_that_is_not_installed_is_named(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "pg8000", None)
    dataset = DatasetRef.parse("postgres://shop@db.example.com/d.s.t")
    with pytest.raises(UsageError) as error, sql.reading(dataset, lambda _: WHO):
        pass
    told(error.value, ErrorCode.CREDENTIALS_MISSING, "the driver is missing")


def test_a_profile_that_is_not_there_falls_back_to_no_other_credentials(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(UsageError) as error:
        default_clients()("no-such-profile")
    told(error.value, ErrorCode.CONFIGURATION_INVALID, "no S3 client can be made")


def test_room_that_can_not_be_had_is_an_error_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        Spool(tmp_path / "nowhere")
    assert error.value.code is ErrorCode.SPOOL_UNWRITABLE


def test_a_key_that_can_not_be_read_or_made_is_told_from_one_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        keys.read_masking_key(tmp_path / ("n" * 300))
    told(error.value, ErrorCode.KEY_INVALID, "it can not be read")
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(UsageError) as error:
        keys.read_masking_key(tmp_path / "pipe")
    told(error.value, ErrorCode.KEY_INVALID, "not a small regular file")
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError) as error:
        keys.ensure_keys(tmp_path / "file" / "key", tmp_path / "public", tmp_path / "masking")
    told(error.value, ErrorCode.KEY_INVALID, "keys can not be made there")


CONTENT = b"n\n1\n"


def delivery(path: str = "a.csv", content: bytes = CONTENT) -> Delivery:
    return Delivery(FileVersion(path, len(content), sha256(content)), lambda: io.BytesIO(content))


def quiet(_done: int) -> None:
    """Progress that nobody watches."""


@pytest.fixture
def shelf(tmp_path: Path) -> LocalShelf:
    (tmp_path / "real" / "out").mkdir(parents=True)
    return LocalShelf(DatasetRef.parse(f"{tmp_path.resolve()}/real/out/"))


def test_nothing_is_put_behind_a_link_that_came_after_the_look_at_the_path(
    shelf: LocalShelf, tmp_path: Path
) -> None:
    (tmp_path / "real").rename(tmp_path / "elsewhere")
    (tmp_path / "real").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DestinationError) as error:
        shelf.put(delivery(), quiet)
    told(error.value, ErrorCode.DESTINATION_UNWRITABLE, "a directory on its path is a symbolic link")
    assert not list((tmp_path / "elsewhere" / "out").iterdir())


def test_a_full_disk_is_no_reason_to_write_under_another_name(shelf: LocalShelf, monkeypatch) -> None:
    opened = os.open

    def full(path: Any, flags: int, *more: Any, **how: Any) -> int:
        if path == ".":
            raise OSError(errno.ENOSPC, "full")
        return opened(path, flags, *more, **how)

    monkeypatch.setattr(os, "open", full)
    shelf._unnamed = True
    with pytest.raises(DestinationError):
        shelf.put(delivery(), quiet)
    assert not list(Path(shelf.place.dataset.path).iterdir())


class LostError(Exception):
    """As botocore's, made at run time."""

    response = {"Error": {"Code": "PreconditionFailed"}}  # noqa: RUF012 - as botocore has it


class Client:
    """A bucket in which somebody else is faster, and takes it away again."""

    def __init__(self) -> None:
        self.aborted = 0

    def put_object(self, **_how: Any) -> None:
        raise LostError

    def create_multipart_upload(self, **_how: Any) -> dict[str, str]:
        return {"UploadId": "1"}

    def upload_part(self, **_how: Any) -> dict[str, str]:
        raise LostError

    def abort_multipart_upload(self, **_how: Any) -> None:
        self.aborted += 1

    def get_paginator(self, _name: str) -> Client:
        return self

    def paginate(self, **_how: Any) -> list[dict[str, Any]]:
        return [{}]


def test_who_was_faster_and_is_gone_has_published_nothing_for_us(shelf: LocalShelf, monkeypatch) -> None:
    bucket = ObjectShelf(DatasetRef.parse("s3://bucket/out/"), Client())
    with pytest.raises(DestinationError) as error:
        bucket._accept(delivery())
    assert error.value.code is ErrorCode.DESTINATION_OCCUPIED
    with pytest.raises(DestinationError) as error:
        shelf._accept(delivery())
    assert error.value.code is ErrorCode.DESTINATION_OCCUPIED


def test_an_upload_of_which_a_part_failed_is_ended_and_not_called_done() -> None:
    client = Client()
    with pytest.raises(LostError):
        ObjectShelf(DatasetRef.parse("s3://bucket/out/"), client)._in_parts(delivery(), {}, quiet)
    assert client.aborted == 1


class Failing(Client):
    """A bucket that can not be reached, or a fault in a program."""

    def __init__(self, fault: Exception) -> None:
        super().__init__()
        self.fault = fault

    def put_object(self, **_how: Any) -> None:
        raise self.fault

    def paginate(self, **_how: Any) -> list[dict[str, Any]]:
        raise self.fault


def test_a_bucket_that_can_not_be_reached_is_told_from_a_fault_of_ours() -> None:
    dataset = DatasetRef.parse("s3://bucket/out/")
    gone = Failing(EndpointConnectionError(endpoint_url="https://s3.example.com"))
    with pytest.raises(DestinationError) as error:
        ObjectShelf(dataset, gone).put(delivery(), quiet)
    assert error.value.code is ErrorCode.STORE_UNAVAILABLE
    with pytest.raises(DataError) as unread:
        ObjectPlace(dataset, gone, DataError).files()
    assert unread.value.code is ErrorCode.STORE_UNAVAILABLE
    wrong = Failing(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        ObjectShelf(dataset, wrong).put(delivery(), quiet)
    with pytest.raises(ZeroDivisionError):
        ObjectPlace(dataset, wrong, DataError).files()


class Listing(Client):
    """A bucket with one key."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key

    def paginate(self, **_how: Any) -> list[dict[str, Any]]:
        return [{"Contents": [{"Key": self.key, "Size": 4, "ETag": "1"}]}]


@pytest.mark.parametrize("key", ["out//a.csv", "out/../a.csv", "out/./a.csv", "out/a\0.csv"])
def test_a_key_that_is_no_path_is_refused(key: str) -> None:
    with pytest.raises(DataError) as error:
        ObjectPlace(DatasetRef.parse("s3://bucket/out/"), Listing(key), DataError).files()
    told(error.value, ErrorCode.SOURCE_UNREADABLE, "so it has no name as a file")


class Torn(Client):
    """A bucket whose answers break off, end early, or say no."""

    def __init__(self, *answers: list[bytes | Exception]) -> None:
        super().__init__()
        self.answers = iter(answers)
        self.asked = 0

    def get_object(self, **_how: Any) -> dict[str, Any]:
        self.asked += 1
        answer = next(self.answers)
        if isinstance(answer[0], ClientError | ZeroDivisionError):
            raise answer[0]
        return {"Body": self.Body(answer)}

    class Body:
        def __init__(self, chunks: list[bytes | Exception]) -> None:
            self.chunks = chunks

        def iter_chunks(self, _size: int) -> Iterator[bytes]:
            for chunk in self.chunks:
                if isinstance(chunk, Exception):
                    raise chunk
                yield chunk


def torn() -> Exception:
    return ReadTimeoutError(endpoint_url="https://s3.example.com")


def read(client: Torn) -> bytes:
    place = ObjectPlace(DatasetRef.parse("s3://bucket/out/"), client, DataError)
    return b"".join(place.read(Found("a.csv", len(CONTENT), "1", 1)))


def test_a_transfer_that_breaks_goes_on_and_one_that_never_ends_well_is_given_up() -> None:
    assert read(Torn([CONTENT[:2], torn()], [CONTENT[2:]])) == CONTENT
    endless = Torn(*([torn()] for _ in range(50)))
    with pytest.raises(DataError) as error:
        read(endless)
    assert error.value.code is ErrorCode.STORE_UNAVAILABLE
    assert endless.asked < 10


def test_a_transfer_that_ends_early_or_is_refused_is_not_tried_again() -> None:
    with pytest.raises(DataChangedError):
        read(Torn([CONTENT[:2]]))
    denied = Torn([ClientError({"Error": {"Code": "AccessDenied"}}, "GetObject")], [CONTENT])
    with pytest.raises(DataError) as error:
        read(denied)
    assert (error.value.code, denied.asked) == (ErrorCode.ACCESS_DENIED, 1)
    with pytest.raises(ZeroDivisionError):
        read(Torn([ZeroDivisionError()]))


class Head(Client):
    """A bucket that answers a question about one key with an error."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code

    def head_object(self, **_how: Any) -> None:
        raise ClientError({"Error": {"Code": self.code}}, "HeadObject")

    def list_objects_v2(self, **_how: Any) -> dict[str, Any]:
        return {}


@pytest.mark.parametrize(
    ("code", "told_as"), [("403", ErrorCode.ACCESS_DENIED), ("SlowDown", ErrorCode.STORE_UNAVAILABLE)]
)
def test_a_key_that_nobody_may_ask_for_is_not_taken_for_a_missing_one(code: str, told_as: ErrorCode) -> None:
    dataset = DatasetRef.parse("s3://bucket/out/a.csv")
    assert ObjectPlace(dataset, Head("404"), DataError).files() == []
    with pytest.raises(DataError) as error:
        ObjectPlace(dataset, Head(code), DataError).files()
    assert error.value.code is told_as


TABLE = pa.table({"n": [1]})


@pytest.mark.parametrize(
    ("uri", "taken", "words"),
    [
        ("sqlite:///tmp/a.db#t", TakenInMemory({"a.parquet": TABLE}, DatasetRef.parse("s3://bucket/one")), "a table is"),
        ("out/a.csv", TakenInMemory({"a.parquet": TABLE, "b.parquet": TABLE}, DatasetRef.parse("s3://bucket/one")),
         "the destination is a single file"),
        ("out/", TakenInMemory({"a\0.parquet": TABLE}), "a path of the source has"),
        ("out/", TakenInMemory({"../a.parquet": TABLE}), "a path of the source has"),
    ],
)  # fmt: skip
def test_only_files_are_published_and_only_below_the_destination(
    uri: str, taken: TakenInMemory, words: str, tmp_path: Path
) -> None:
    destination = DatasetRef.parse(uri if "#" in uri else f"{tmp_path.resolve()}/{uri}")
    with pytest.raises(DestinationError) as error:
        StoredWriter(lambda _: None).publish(destination, taken, frozenset(), lambda *_: None)
    told(error.value, ErrorCode.DESTINATION_UNWRITABLE, words)


def test_an_entry_of_which_presidio_makes_nothing_is_refused(monkeypatch, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("recognizers: [{name: UsSsnRecognizer, type: predefined}]")
    monkeypatch.setattr(recognizers._LOADER, "get", lambda *_: [])
    with pytest.raises(UsageError) as error:
        load_recognizers([str(file)], 0)
    told(error.value, ErrorCode.CONFIGURATION_INVALID, "gives no recognizer")


def test_a_gate_is_wired_with_keys_that_are_there(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AIRFLOW__GOVERNANCE__HOME", str(tmp_path / "home"))
    settings = settings_from_environment()
    wiring._ensure_keys(settings)
    assert len(keys.read_masking_key(settings.masking_key)) == 32


def test_a_ledger_whose_driver_is_not_installed_says_which(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "pg8000", None)
    with pytest.raises(UsageError) as error:
        engines.open_engine(engines.parse_url("postgresql://gate@db.example.com/ledger"))
    told(error.value, ErrorCode.CONFIGURATION_INVALID, "needs the driver pg8000")
