"""What can be proved afterwards: in-toto statements in DSSE envelopes."""
