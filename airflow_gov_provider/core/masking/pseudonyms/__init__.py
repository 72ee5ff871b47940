"""Keyed tokens: the keyed function, what counts as the same value, and what tokens look like."""
