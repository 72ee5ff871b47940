"""An S3 server of the test session's own, with a fresh bucket for each test that asks."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.s3_server import Identity, S3Server

_numbers = itertools.count(1)

#: May look at everything and change nothing.
READER = Identity("reader", ("Read", "List"))


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    """A running server that knows an administrator and :data:`READER`."""
    home = Path(tempfile.mkdtemp(prefix="gov-s3-"))
    try:
        with S3Server(home / "s3", [Identity(), READER]) as server:
            yield server
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def s3_bucket(s3_server: S3Server) -> str:
    """The name of an empty bucket of this test's own."""
    name = f"test-{next(_numbers)}"
    s3_server.client().create_bucket(Bucket=name)
    return name
