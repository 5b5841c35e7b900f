"""From bytes to nouns: strict YAML, rule files, items, catalogs, git revisions. Nothing here decides."""
