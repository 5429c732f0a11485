import gc

import pytest

from bot import imports


def test_the_collector_rests_during_imports_and_does_not_look_at_them_afterwards() -> None:
    before = gc.get_freeze_count()
    try:
        with imports.that_stay():
            assert not gc.isenabled()
        assert gc.isenabled()
        assert gc.get_freeze_count() > before
    finally:
        gc.unfreeze()


def test_an_import_that_fails_leaves_the_collector_at_work() -> None:
    try:
        with pytest.raises(ImportError), imports.that_stay():
            raise ImportError
        assert gc.isenabled()
    finally:
        gc.unfreeze()
