"""From Arrow batches back to bytes of the same format, and onto the destination."""
