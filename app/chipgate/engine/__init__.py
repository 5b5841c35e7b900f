"""From nouns to an answer: what is in force, which provisions match, why, and what follows."""
