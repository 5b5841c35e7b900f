"""Pure functions from a decision to text."""
