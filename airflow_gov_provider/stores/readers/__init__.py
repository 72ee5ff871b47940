"""From bytes to Arrow batches, one module a format."""
