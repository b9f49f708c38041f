"""The conversation on the screen taken out as Markdown, in a thread; what came of it is said."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from chat.export.export import Tally
    from tui.chat_actions import ChatActions
    from tui.services import Services

_OPTIONS = frozenset(("--branches", "--no-reasoning"))


async def export(screen: ChatActions, argument: str) -> None:
    """Write it to the file or folder `argument`, which options may stand before."""
    options, told = _split(argument)
    services = screen.app.services
    if told == "-" or not options <= _OPTIONS:
        screen.notice("/export takes --branches, --no-reasoning, and a file or a folder.")
    elif services is None or screen.current.id is None or screen.current.empty:
        screen.notice("There is nothing to export yet.")
    else:
        number = screen.current.id
        screen.notice(await asyncio.to_thread(_export, services, number, options, told))


def _export(services: Services, number: int, options: frozenset[str], told: str) -> str:
    """Blocking; what to say about it. Its imports are nobody's before the first export."""
    from chat.export.export import Choice, Empty
    from chat.export.folder import export as export_file
    from chat.store.errors import StoreError
    from tui import __version__
    from tui.export_place import refused, target

    choice = Choice(__version__, "--branches" in options, "--no-reasoning" not in options)
    try:
        with services.store.apart() as reads:
            conversation = reads.conversation(number)
            if conversation is None:
                raise StoreError("missing")
            place = target(told, conversation.title)
            return _said(
                *export_file(reads, conversation, choice, services.session.pictures, place)
            )
    except StoreError as error:
        return f"Nothing was exported. {error.sentence}"
    except OSError as error:
        return refused(error, told)
    except Empty:
        return "There is nothing to export yet."


def _split(argument: str) -> tuple[frozenset[str], str]:
    """The options at its beginning, and the path behind them, of which quotes are taken off."""
    options: set[str] = set()
    rest = argument.strip()
    while rest.startswith("--"):
        option, _, rest = rest.partition(" ")
        options.add(option)
        rest = rest.strip()
    if len(rest) > 1 and rest[0] == rest[-1] and rest[0] in "\"'":
        rest = rest[1:-1]
    return frozenset(options), rest


def _said(path: Path, tally: Tally) -> str:
    from tui.export_place import short

    sentence = f"Exported to {short(path)}."
    if tally.growing:
        sentence += " The answer still coming is in it as far as it went."
    if tally.lost:
        count = len(tally.lost)
        missing = "A picture is not in it" if count == 1 else f"{count} pictures are not in it"
        sentence += f" {missing}: {tally.lost[0]}"
    return sentence
