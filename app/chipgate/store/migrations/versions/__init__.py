"""The revisions of the tables, oldest first by name. A revision that was released is never changed: another follows."""
