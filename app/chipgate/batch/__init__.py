"""Columns of shipments to columns of decisions: whole catalogs at speed (Polars)."""
