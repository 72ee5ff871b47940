"""The same place for datasets in two stores: a local directory, and a bucket of a real S3 server."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

import pytest

from airflow_gov_provider.core.datasets import DatasetRef
from airflow_gov_provider.stores.readers.reader import StoredReader
from airflow_gov_provider.stores.s3 import S3Clients
from airflow_gov_provider.stores.writers.writer import StoredWriter


def quiet(_phase: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


def told_by(error: BaseException | None) -> str:
    """All that an error, its causes and the local variables of our code on its way tell."""
    texts: list[str] = []
    while error is not None:
        texts += [repr(error), str(error)]
        trace = error.__traceback__
        while trace is not None:
            if "airflow_gov_provider" in trace.tb_frame.f_code.co_filename:
                texts += map(repr, trace.tb_frame.f_locals.values())
            trace = trace.tb_next
        error = error.__cause__ or error.__context__
    return "\n".join(texts)


class Store(Protocol):
    """Somewhere a test puts data and looks at it, behind the back of what it tests."""

    clients: S3Clients

    def ref(self, path: str) -> DatasetRef: ...

    def put(self, path: str, content: bytes) -> DatasetRef: ...

    def remove(self, path: str) -> None: ...

    def contents(self, prefix: str) -> dict[str, bytes]: ...


class LocalStore:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.clients: S3Clients = _no_s3

    def ref(self, path: str) -> DatasetRef:
        return DatasetRef.parse(f"{self.root}/{path}")

    def put(self, path: str, content: bytes) -> DatasetRef:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return self.ref(path)

    def remove(self, path: str) -> None:
        (self.root / path).unlink()

    def contents(self, prefix: str) -> dict[str, bytes]:
        root = self.root / prefix
        files: Iterable[Path] = (file for file in root.rglob("*") if file.is_file())
        return {file.relative_to(root).as_posix(): file.read_bytes() for file in files}


class S3Store:
    def __init__(self, bucket: str, client: Any) -> None:
        self.bucket, self.client = bucket, client
        self.clients: S3Clients = lambda _: client

    def ref(self, path: str) -> DatasetRef:
        return DatasetRef.parse(f"s3://{self.bucket}/{path}")

    def put(self, path: str, content: bytes) -> DatasetRef:
        self.client.put_object(Bucket=self.bucket, Key=path, Body=content)
        return self.ref(path)

    def remove(self, path: str) -> None:
        self.client.delete_object(Bucket=self.bucket, Key=path)

    def contents(self, prefix: str) -> dict[str, bytes]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        keys = [item["Key"] for page in pages for item in page.get("Contents", ())]
        return {
            posixpath.relpath(key, prefix or "."): self.client.get_object(Bucket=self.bucket, Key=key)[
                "Body"
            ].read()
            for key in keys
        }


@pytest.fixture(params=["local", pytest.param("s3", marks=pytest.mark.integration)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Each test that asks for it runs once a store."""
    if request.param == "local":
        return LocalStore(tmp_path)
    return S3Store(request.getfixturevalue("s3_bucket"), request.getfixturevalue("s3_server").client())


@pytest.fixture
def reader(store: Store) -> StoredReader:
    return StoredReader(store.clients)


@pytest.fixture
def writer(store: Store) -> StoredWriter:
    return StoredWriter(store.clients)


def _no_s3(_connection: str | None) -> Any:
    raise AssertionError("a local dataset asked for an S3 client")
