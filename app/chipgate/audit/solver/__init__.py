"""The rules as formulas, and a solver that proves or finds. z3 is used here alone."""
