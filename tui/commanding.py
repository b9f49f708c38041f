"""Running a slash command: each is an action by another road, some take an argument."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chat.errors import ModelNotSupportedError

if TYPE_CHECKING:
    from tui.chat_screen import ChatScreen


async def run_command(screen: ChatScreen, name: str, argument: str) -> None:
    """Do what `/name argument` asks for; an unknown name or a bad argument is said."""
    match name:
        case "help":
            screen.action_help()
        case "model" if argument:
            try:
                screen.choosing.choose(screen.choosing.named(argument))
            except ModelNotSupportedError as error:
                screen.notice(error.sentence)
        case "model":
            screen.choosing.pick()
        case "new":
            screen.shelf.new()
        case "rename" if argument and screen.current.id is not None:
            screen.shelf.rename(screen.current.id, argument)
        case "rename":
            screen.shelf.ask_title()
        case "system" if argument:
            await screen.shelf.set_system("" if argument in ("-", "none") else argument)
        case "system":
            screen.shelf.ask_system()
        case "set":
            await screen.shelf.set_parameter(argument)
        case "retry" | "edit" if not screen.current.path:
            screen.notice("Nothing has been asked here yet.")
        case "retry":
            await screen.retrying.retry(screen.current.path[-1].id)
        case "edit":
            screen.asking.edit(screen.current.path[-1].id)
        case "pictures":
            screen.gallery.toggle_all()
        case "copy":
            answers = screen.current.last_answers(1)
            if answers:
                await screen.copying.message(answers[0].id)
            else:
                screen.notice("There is no answer to copy yet.")
        case "export":
            from tui.exporting import export

            await export(screen, argument)
        case "doctor":
            screen.action_doctor()
        case "theme" if argument:
            screen.set_theme(argument)
        case "theme":
            screen.action_theme()
        case "quit":
            await screen.app.action_quit()
        case _:
            screen.notice(f"There is no command /{name}. ^P shows all actions.")
