"""The folders of this machine and person: XDG, or all under PALAVER_HOME.

On Linux they are computed here; elsewhere platformdirs is asked. It costs as much as starting
Python does, and `palaver paths` should not.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from chat.paths import Folders

_XDG = {
    "config": ("XDG_CONFIG_HOME", ".config"),
    "data": ("XDG_DATA_HOME", ".local/share"),
    "cache": ("XDG_CACHE_HOME", ".cache"),
    "state": ("XDG_STATE_HOME", ".local/state"),
}


def folders(environ: Mapping[str, str] = os.environ) -> Folders:
    """Where things are kept; nothing is made."""
    home = environ.get("PALAVER_HOME")
    if home:
        root = Path(home).expanduser().absolute()
        return Folders(*(root / name for name in _XDG))
    if sys.platform in ("darwin", "win32", "cygwin"):
        return _elsewhere()
    return Folders(*(_xdg(environ, *where) / "palaver" for where in _XDG.values()))


def make(where: Folders) -> None:
    """Make the folders, for their owner only. `OSError` where that cannot be."""
    for folder in where:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _xdg(environ: Mapping[str, str], name: str, default: str) -> Path:
    """The XDG rules: a relative path is as good as none."""
    given = environ.get(name, "")
    return Path(given) if os.path.isabs(given) else Path.home() / default


def _elsewhere() -> Folders:
    import platformdirs

    app = platformdirs.PlatformDirs("palaver", appauthor=False)
    paths = (app.user_config_path, app.user_data_path, app.user_cache_path, app.user_state_path)
    return Folders(*paths)
