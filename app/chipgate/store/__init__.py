"""The decision log: every answer given, stored with its question, chained, signed, and found again."""
