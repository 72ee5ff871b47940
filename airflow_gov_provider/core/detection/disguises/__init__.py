"""Other spellings of a value: encoded, look-alike, read aloud, inside JSON."""
