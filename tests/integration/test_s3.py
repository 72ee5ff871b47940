"""S3's faults, made on a real server and on the way to it."""

from __future__ import annotations

import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from botocore.config import Config

from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.core.errors import (
    DataChangedError,
    DataError,
    DestinationError,
    ErrorCode,
    UsageError,
)
from airflow_gov_provider.stores import s3
from airflow_gov_provider.stores.readers.reader import StoredReader
from airflow_gov_provider.stores.writers.writer import StoredWriter
from demo.s3_server import Identity, S3Server
from tests.contracts.test_writer import NOTHING, Taken
from tests.fakes.stalling_proxy import StallingProxy
from tests.fixtures_s3 import READER
from tests.fixtures_stores import S3Store, quiet

pytestmark = pytest.mark.integration

CSV = b"id,email\n007,ann@example.com\n"
BIG = b"id\n" + b"1234567\n" * (1 << 19)


@pytest.fixture
def store(s3_server: S3Server, s3_bucket: str) -> S3Store:
    return S3Store(s3_bucket, s3_server.client())


def impatient(server: S3Server, endpoint: str | None = None, **options):
    """A client that neither waits nor tries again, so that faults come through at once."""
    import boto3

    config = Config(
        s3={"addressing_style": "path"},
        connect_timeout=2,
        read_timeout=options.pop("read_timeout", 5),
        retries={"total_max_attempts": options.pop("attempts", 1), "mode": "standard"},
    )
    return boto3.client(
        "s3",
        endpoint_url=endpoint or server.endpoint,
        region_name="us-east-1",
        config=config,
        aws_access_key_id=options.pop("access_key", server.access_key),
        aws_secret_access_key=options.pop("secret_key", server.secret_key),
    )


def test_whoever_may_only_read_can_take_in_and_not_publish(s3_server: S3Server, store: S3Store) -> None:
    ref = store.put("in.csv", CSV)
    client = s3_server.client(READER)
    with (
        StoredReader(lambda _: client).take_in(ref, quiet) as taken,
        pytest.raises(DestinationError) as caught,
    ):
        StoredWriter(lambda _: client).publish(store.ref("out.csv"), taken, NOTHING, quiet)
    assert caught.value.code is ErrorCode.ACCESS_DENIED
    assert "s3:PutObject" in caught.value.hint
    assert set(store.contents("")) == {"in.csv"}


@pytest.mark.parametrize("path", ["in.csv", "in/"])
@pytest.mark.parametrize("keys", [{"access_key": "unknown"}, {"secret_key": "wrong"}], ids=str)
def test_wrong_credentials_are_denied_and_never_an_empty_dataset(
    s3_server: S3Server, store: S3Store, path: str, keys: dict[str, str]
) -> None:
    store.put("in.csv", CSV)
    client = impatient(s3_server, **keys)
    with pytest.raises(DataError, match="does not accept the credentials") as caught:
        StoredReader(lambda _: client).identify(store.ref(path))
    assert caught.value.code is ErrorCode.ACCESS_DENIED


@pytest.mark.parametrize("path", ["a.csv", "a/"])
def test_a_bucket_that_does_not_exist_is_an_error_for_identify_too(store: S3Store, path: str) -> None:
    reader = StoredReader(store.clients)
    ref = DatasetRef.parse(f"s3://no-such-bucket/{path}")
    for call in (lambda: reader.identify(ref), lambda: reader.take_in(ref, quiet)):
        with pytest.raises(DataError) as caught:
            call()
        assert caught.value.code is ErrorCode.BUCKET_MISSING
    with pytest.raises(DestinationError) as refused:
        StoredWriter(store.clients).publish(ref, Taken({"a.csv": CSV}, "s3://b42/a.csv"), NOTHING, quiet)
    assert refused.value.code is ErrorCode.BUCKET_MISSING


def test_a_server_that_is_not_there_is_unavailable(s3_server: S3Server) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        client = impatient(s3_server, f"http://127.0.0.1:{closed.getsockname()[1]}")
        with pytest.raises(DataError) as caught:
            StoredReader(lambda _: client).take_in(DatasetRef.parse("s3://bucket/a.csv"), quiet)
    assert caught.value.code is ErrorCode.STORE_UNAVAILABLE


def test_all_pages_of_a_long_listing_are_read(store: S3Store) -> None:
    for number in range(5):
        store.put(f"in/{number}.csv", CSV)

    def two_a_page(params: dict[str, object], **_: object) -> None:
        params["MaxKeys"] = 2

    store.client.meta.events.register("before-parameter-build.s3.ListObjectsV2", two_a_page)
    assert len(StoredReader(store.clients).identify(store.ref("in/")).files) == 5


def test_folder_markers_are_no_files(store: S3Store) -> None:
    store.put("in/", b"")
    store.put("in/deep/", b"")
    store.put("in/deep/a.csv", CSV)
    files = StoredReader(store.clients).identify(store.ref("in/")).files
    assert [file.path for file in files] == ["deep/a.csv"]


def test_a_torn_download_goes_on_where_it_broke(s3_server: S3Server, store: S3Store) -> None:
    ref = store.put("in.csv", BIG)
    with StallingProxy(s3_server.endpoint) as proxy:
        client = impatient(s3_server, proxy.endpoint)
        proxy.stall_when(lambda line: line.startswith(b"GET"), after=2 << 20, response=True)
        cut = []

        def progress(_phase: str, done: int, _total: int) -> None:
            if done and not cut:
                proxy.wait_for_stall()
                cut.append(done)
                proxy.cut()

        with StoredReader(lambda _: client).take_in(ref, progress) as taken:
            assert taken.open("in.csv").read() == BIG
        gets = [
            line for line in proxy.requests if line.startswith(b"GET /" + store.bucket.encode() + b"/in.csv")
        ]
        assert cut
        assert len(gets) == 2


def test_an_object_that_changes_in_the_middle_of_a_torn_download_is_noticed(
    s3_server: S3Server, store: S3Store
) -> None:
    ref = store.put("in.csv", BIG)
    with StallingProxy(s3_server.endpoint) as proxy:
        client = impatient(s3_server, proxy.endpoint)
        proxy.stall_when(lambda line: line.startswith(b"GET"), after=2 << 20, response=True)

        def progress(_phase: str, done: int, _total: int) -> None:
            if done:
                proxy.wait_for_stall()
                store.put("in.csv", BIG.replace(b"1", b"2"))
                proxy.cut()

        with pytest.raises(DataChangedError):
            StoredReader(lambda _: client).take_in(ref, progress)


def test_a_download_that_never_goes_on_ends_as_unavailable(s3_server: S3Server, store: S3Store) -> None:
    ref = store.put("in.csv", BIG)
    with StallingProxy(s3_server.endpoint) as proxy:
        client = impatient(s3_server, proxy.endpoint, read_timeout=0.3)
        proxy.stall_when(lambda line: line.startswith(b"HEAD"), response=True)
        with pytest.raises(DataError) as caught:
            StoredReader(lambda _: client).take_in(ref, quiet)
    assert caught.value.code is ErrorCode.STORE_UNAVAILABLE


def test_a_version_is_pinned_where_the_bucket_keeps_versions(store: S3Store) -> None:
    store.client.put_bucket_versioning(Bucket=store.bucket, VersioningConfiguration={"Status": "Enabled"})
    ref = store.put("in.csv", CSV)
    with StoredReader(store.clients).take_in(ref, quiet) as taken:
        assert taken.open("in.csv").read() == CSV


def test_an_upload_whose_answer_got_lost_counts_when_its_bytes_arrived(
    s3_server: S3Server, store: S3Store
) -> None:
    with StallingProxy(s3_server.endpoint) as proxy:
        client = impatient(s3_server, proxy.endpoint, read_timeout=1, attempts=3)
        proxy.stall_when(lambda line: line.startswith(b"PUT"), response=True)
        StoredWriter(lambda _: client).publish(store.ref("out/"), Taken({"a.csv": CSV}), NOTHING, quiet)
        puts = [line for line in proxy.requests if line.startswith(b"PUT")]
    assert len(puts) == 2
    assert store.contents("out/") == {"a.csv": CSV}


KILLED = """
import io, sys
import boto3
from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.stores.readers.reader import StoredReader
from airflow_gov_provider.stores.writers.writer import StoredWriter

endpoint, key, secret, source, destination = sys.argv[1:]
client = boto3.client("s3", endpoint_url=endpoint, aws_access_key_id=key, aws_secret_access_key=secret,
                      region_name="us-east-1")
quiet = lambda *_: None
taken = StoredReader(lambda _: client).take_in(DatasetRef.parse(source), quiet)
StoredWriter(lambda _: client).publish(DatasetRef.parse(destination), taken, frozenset(), quiet)
"""


@pytest.mark.parametrize("size", [1 << 20, 24 << 20], ids=["at once", "in parts"])
def test_an_upload_that_is_killed_in_its_middle_shows_nothing(
    s3_server: S3Server, store: S3Store, size: int
) -> None:
    source = store.put("in.csv", b"id\n".ljust(size, b"1"))
    with StallingProxy(s3_server.endpoint) as proxy:
        proxy.stall_when(lambda line: line.startswith(b"PUT"), after=size // 2)
        arguments = [proxy.endpoint, s3_server.access_key, s3_server.secret_key, source.uri]
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, *arguments, store.ref("out.csv").uri]
        ) as process:
            proxy.wait_for_stall(60)
            process.kill()
        proxy.cut()
    assert set(store.contents("")) == {"in.csv"}


def test_clients_come_from_awss_own_settings_and_are_kept(
    s3_server: S3Server, store: S3Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", s3_server.endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", s3_server.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", s3_server.secret_key)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    clients = s3.default_clients()
    ref = store.put("in.csv", CSV)
    assert len(StoredReader(clients).identify(ref).files) == 1
    assert clients(None) is clients(None)
    with pytest.raises(UsageError) as caught:
        clients("no_such_profile")
    assert caught.value.code is ErrorCode.CONFIGURATION_INVALID


def test_no_credentials_at_all_are_said_so(
    s3_server: S3Server, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_server.endpoint)
    with pytest.raises(DataError) as caught:
        StoredReader(s3.default_clients()).identify(DatasetRef.parse("s3://bucket/a.csv"))
    assert caught.value.code is ErrorCode.CREDENTIALS_MISSING


def test_an_identity_can_be_kept_to_its_bucket(tmp_path) -> None:
    author = Identity("author", ("Read:staging", "Write:staging", "List:staging"))
    with S3Server(tmp_path / "s3", [Identity(), author]) as server:
        for bucket in ("staging", "walled"):
            server.client().create_bucket(Bucket=bucket)
        staging, walled = (S3Store(bucket, server.client(author)) for bucket in ("staging", "walled"))
        StoredWriter(staging.clients).publish(staging.ref("out/"), Taken({"a.csv": CSV}), NOTHING, quiet)
        with pytest.raises(DestinationError) as caught:
            StoredWriter(walled.clients).publish(walled.ref("out/"), Taken({"a.csv": CSV}), NOTHING, quiet)
        assert caught.value.code is ErrorCode.ACCESS_DENIED
        for port, path in {"filer": "buckets/walled/out/a.csv", "volume": "1,01637037d6"}.items():
            url = f"http://127.0.0.1:{server.ports[port]}/{path}"
            request = urllib.request.Request(url, data=CSV, method="POST")
            with pytest.raises(urllib.error.HTTPError, match="401"):
                urllib.request.urlopen(request, timeout=10)
        endpoint = server.endpoint
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", int(endpoint[-5:]))):
        pass
