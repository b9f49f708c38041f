"""The folders of this machine and person: XDG, or all under PALAVER_HOME.

On Linux they are computed here, as plain strings: `palaver paths` costs hardly more than starting
Python. Elsewhere platformdirs is asked.
"""

from __future__ import annotations

import os
import sys

# A type checker's view only: these modules cost a fast command a quarter of its time.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from chat.paths import Folders

_XDG = (
    ("config", "XDG_CONFIG_HOME", ".config"),
    ("data", "XDG_DATA_HOME", ".local/share"),
    ("cache", "XDG_CACHE_HOME", ".cache"),
    ("state", "XDG_STATE_HOME", ".local/state"),
)
FILES = (
    ("config", 0, "config.toml"),
    ("keys", 0, ".env"),
    ("themes", 0, "themes"),
    ("database", 1, "palaver.db"),
    ("pictures", 1, "pictures"),
    ("cache", 2, ""),
    ("state", 3, ""),
)
"""What `palaver paths` tells: a name, which of the four folders, what in it."""


def names(environ: Mapping[str, str] = os.environ) -> tuple[str, str, str, str]:
    """The folders config, data, cache and state; nothing is made."""
    home = environ.get("PALAVER_HOME")
    if home:
        root = os.path.abspath(os.path.expanduser(home))
        found = [os.path.join(root, name) for name, _, _ in _XDG]
    elif sys.platform in ("darwin", "win32", "cygwin"):
        found = _elsewhere()
    else:
        found = [os.path.join(_xdg(environ, *rule), "palaver") for _, *rule in _XDG]
    return found[0], found[1], found[2], found[3]


def folders(environ: Mapping[str, str] = os.environ) -> Folders:
    """The same as `Folders`, of `Path`s."""
    from pathlib import Path

    from chat.paths import Folders

    return Folders(*map(Path, names(environ)))


def listing(environ: Mapping[str, str] = os.environ) -> list[tuple[str, str]]:
    """Name and path of everything a person may want to look at."""
    found = names(environ)
    return [
        (name, os.path.join(found[folder], file).rstrip(os.sep)) for name, folder, file in FILES
    ]


def _xdg(environ: Mapping[str, str], name: str, default: str) -> str:
    """The XDG rules: a relative path is as good as none."""
    given = environ.get(name, "")
    if os.path.isabs(given):
        return given
    return os.path.join(environ.get("HOME") or os.path.expanduser("~"), default)


def _elsewhere() -> list[str]:
    import platformdirs

    app = platformdirs.PlatformDirs("palaver", appauthor=False)
    return [app.user_config_dir, app.user_data_dir, app.user_cache_dir, app.user_state_dir]
