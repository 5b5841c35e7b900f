"""The nouns: measures, conditions, provisions, the rulebook, the question and the decision.

No file is read here, no clock, no environment.
"""
