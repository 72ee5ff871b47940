"""Presidio's recognizers and ours at a column: what they match, and what a match is worth."""
