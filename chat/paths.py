"""The folders everything is kept in. They are computed by the program and passed in."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Folders(NamedTuple):
    """Four folders; none of them need exist yet. (A tuple: it is printed before anything loads.)"""

    config: Path
    data: Path
    cache: Path
    state: Path

    @property
    def settings(self) -> Path:
        return self.config / "config.toml"

    @property
    def keys(self) -> Path:
        return self.config / ".env"

    @property
    def themes(self) -> Path:
        return self.config / "themes"

    @property
    def database(self) -> Path:
        return self.data / "palaver.db"

    @property
    def pictures(self) -> Path:
        return self.data / "pictures"

    @property
    def models(self) -> Path:
        return self.cache / "models"

    @property
    def thumbs(self) -> Path:
        return self.cache / "thumbs"

    @property
    def health(self) -> Path:
        return self.state / "health.toml"

    @property
    def learned(self) -> Path:
        return self.state / "learned.toml"
