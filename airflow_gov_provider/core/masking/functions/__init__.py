"""Masking functions: what a method of a policy does to the values of one column, one module each.

Every module has ``mask…`` and, where it can be told from the values alone, ``are_…``: which values are
what it makes. Arrays keep type and length, nulls stay null, empty texts stay empty.
"""
