"""A test marked `@BOTH` runs on SQLite and on PostgreSQL."""

import pytest

BOTH = pytest.mark.parametrize("town", ["sqlite", "postgresql"], indirect=True)
