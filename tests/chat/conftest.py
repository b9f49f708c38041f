from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from chat.store.store import Store
from tests.chat.support import open_store

# A busy machine is no defect: only the examples count, not how long each takes.
settings.register_profile("palaver", deadline=None)
settings.load_profile("palaver")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path)
    yield opened
    opened.close()
