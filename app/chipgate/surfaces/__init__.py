"""Thin rims: parse, call, render. Clock, environment and exit codes live here and nowhere below."""
