"""Alembic's folder: one file below `versions` for each revision of the tables. `schema.migrate` runs them."""
