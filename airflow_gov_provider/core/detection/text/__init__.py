"""Spans of personal data in text: what it is, and from which character to which."""
