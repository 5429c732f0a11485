"""The database's versions, written out. `REVISIONS` is what this program knows, oldest first."""

REVISIONS = ("0001", "0002", "0003")
