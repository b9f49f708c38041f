"""Start the app: ask the terminal first, import Textual while it answers."""

from __future__ import annotations

import os

from tui.wish import Wish


def run(model: str | None = None, cont: bool = False, prompt: str | None = None) -> int:
    """Open the app; returns the exit code."""
    from tui.terminal import query

    asked = query.begin(os.environ)
    try:
        from chat import settings as settings_module
        from tui import paths

        folders = paths.folders()
        settings, problems = settings_module.load(folders.settings)
        from tui.app import PalaverApp

        terminal = asked.finish()
        wish = Wish(model or "", cont, prompt or "")
        driver = asked.driver()
    except BaseException:
        asked.restore()
        raise
    app = PalaverApp(folders, settings, problems, terminal, wish, driver=driver)
    app.run()
    return app.return_code or 0
