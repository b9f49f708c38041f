"""Where an export goes and what is said when it cannot: the same in the app and in the shell.

Blocking: call it in a thread.
"""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

from chat.export.folder import Target
from chat.files import file_name
from chat.text import clean_line
from tui.pictures.save import save_folder

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,12}")
_NO_FOLDER = (errno.ENOENT, errno.ENOTDIR)
_REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS)
_FULL = (errno.ENOSPC, errno.EDQUOT)


def target(told: str, title: str) -> Target:
    """For the path a person gave (`~` is home), else the download folder, else the current one.

    A path that ends with a slash is a folder, made if it is not there. `OSError`.
    """
    name = file_name(title, "conversation")
    if not told:
        return Target(save_folder(os.environ, Path.home(), "XDG_DOWNLOAD_DIR", "Downloads"), name)
    path = Path(os.path.expanduser(told))
    if told.endswith("/"):
        path.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        return Target(path, name)
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, f"{short(path)} is neither a file nor a folder")
    if _SUFFIX.fullmatch(path.suffix):
        return Target(path.parent, path.stem, path.suffix)
    return Target(path.parent, path.name)


def short(path: Path) -> str:
    """With `~` for the home folder, harmless."""
    home, text = str(Path.home()), str(path)
    return clean_line("~" + text[len(home) :] if text.startswith(home + os.sep) else text, 400)


def refused(error: OSError, told: str) -> str:
    """Why nothing was written, as a sentence; `told` is the path that was given."""
    file = Path(error.filename) if isinstance(error.filename, str) else Path(told or ".")
    folder = short(file if file.is_dir() else file.parent)
    if error.errno in _NO_FOLDER:
        return f"Nothing was exported: there is no folder {folder}."
    if error.errno in _REFUSED:
        return f"Nothing was exported: {folder} cannot be written."
    if error.errno in _FULL:
        return "Nothing was exported: the disk is full."
    return f"Nothing was exported: {clean_line(error.strerror or str(error))}."
