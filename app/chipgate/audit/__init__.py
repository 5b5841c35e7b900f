"""Rulebook against rulebook, and rules against their cases. No file is read here."""
