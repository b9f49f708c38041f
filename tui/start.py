"""Start the app: ask the terminal first, import Textual while it answers.

Garbage is not collected until all is imported: next to nothing of it is garbage, and looking
through it again and again is a twentieth of the start.
"""

from __future__ import annotations

import gc
import os
import signal
from dataclasses import replace

from tui.wish import Wish


def run(model: str | None = None, cont: bool = False, prompt: str | None = None) -> int:
    """Open the app; returns the exit code."""
    from tui.terminal import query

    gc.disable()
    for number in query.ENDINGS:
        signal.signal(number, _ended)
    asked = query.begin(os.environ)
    try:
        from chat import settings as settings_module
        from tui import paths
        from tui.terminal.value import forced

        folders = paths.folders()
        settings, problems = settings_module.load(folders.settings)
        from tui.app import PalaverApp

        terminal = asked.finish()
        if terminal.truecolor:
            os.environ["COLORTERM"] = "truecolor"  # which is where Rich looks
        if images := forced(os.environ):
            settings = replace(settings, images=images)
        wish = Wish(model or "", cont, prompt or "")
        driver = asked.driver()
    except BaseException:
        asked.restore()
        raise
    app = PalaverApp(folders, settings, problems, terminal, wish, driver=driver)
    app.settled = _collect
    try:
        app.run()
    finally:
        asked.restore()
    return app.return_code or 0


def _ended(number: int, _frame: object) -> None:
    """Before the app listens to signals itself: the tty is given back on the way out."""
    raise SystemExit(128 + number)


def _collect() -> None:
    """Garbage is collected from now on; what there is stays, and is not looked through again."""
    gc.freeze()
    gc.enable()
