"""Screening: which listed parties a name may be. What follows from a candidate, and reading lists, are not in here."""
