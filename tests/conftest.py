"""What every test may ask for."""

from __future__ import annotations

from tests.fixtures_s3 import s3_bucket, s3_server
from tests.fixtures_stores import reader, store, writer

__all__ = ["reader", "s3_bucket", "s3_server", "store", "writer"]
