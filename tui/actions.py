"""Every action a person has, once: bindings, palette, help and the status line are made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Place = Literal["anywhere", "prompt", "reading", "pictures"]


@dataclass(frozen=True, slots=True)
class Action:
    """`name` is the method `action_<name>` of the chat screen; `keys` are Textual's names for keys,
    `shown` is what a person reads for them."""

    name: str
    title: str
    keys: tuple[str, ...] = ()
    shown: str = ""
    place: Place = "anywhere"
    listed: bool = True
    """Whether the palette offers it; what only makes sense on a key is in the help alone."""


ACTIONS: tuple[Action, ...] = (
    Action("send", "Send, or queue while an answer streams", (), "Enter", "prompt", listed=False),
    Action("newline", "New line", (), "^J", "prompt", listed=False),
    Action("stop", "Stop the answer", (), "Esc"),
    Action("pick_model", "Pick a model", ("ctrl+l",), "^L"),
    Action("new", "New conversation", ("ctrl+n",), "^N"),
    Action("conversations", "Conversations", ("ctrl+s",), "^S"),
    Action("pictures", "Pictures of this conversation", ("ctrl+g",), "^G"),
    Action("library", "All pictures of all conversations", (), "^G ^G"),
    Action("palette", "All actions", ("ctrl+p",), "^P", listed=False),
    Action("help", "Help and all keys", ("f1",), "F1"),
    Action("find", "Find in this conversation; again: everywhere", ("ctrl+f",), "^F"),
    Action("fold_reasoning", "Show or fold reasoning", ("ctrl+t",), "^T"),
    Action("edit_outside", "Write in your editor", ("ctrl+o",), "^O"),
    Action("undo_delete", "Undo the last delete", (), "^Z"),
    Action("rename", "Rename this conversation"),
    Action("delete", "Delete this conversation"),
    Action("system", "System prompt of this conversation"),
    Action("export", "Export this conversation as Markdown"),
    Action("doctor", "What works in this terminal (doctor)"),
    Action("theme", "Next theme"),
    Action("toggle_list", "Show or hide the list at the side"),
    Action("enter_key", "Add a key for this endpoint"),
    Action("quit", "Quit", ("ctrl+q",), "^Q"),
    Action(
        "copy_or_stop",
        "Copy the selection (again: as Markdown), else stop",
        ("ctrl+c",),
        "^C",
        listed=False,
    ),
    Action("page_up", "A page up", ("pageup",), "PgUp", listed=False),
    Action("page_down", "A page down", ("pagedown",), "PgDn", listed=False),
    Action("half_up", "Half a page up", ("ctrl+up",), "^↑", listed=False),
    Action("half_down", "Half a page down", ("ctrl+down",), "^↓", listed=False),
    Action("top", "To the first message", ("ctrl+home",), "^Home"),
    Action("end", "To the end", ("ctrl+end",), "^End"),
    Action("question_before", "The question before", ("alt+up",), "Alt+↑", listed=False),
    Action("question_after", "The question after", ("alt+down",), "Alt+↓", listed=False),
    Action("read", "Read: one message has the focus", (), "Tab", "prompt"),
    Action("half_up", "Half a page up", ("ctrl+u",), "^U", "reading", listed=False),
    Action("half_down", "Half a page down", ("ctrl+d",), "^D", "reading", listed=False),
    Action("message_down", "Next message", ("j", "down"), "j ↓", "reading", listed=False),
    Action("message_up", "Previous message", ("k", "up"), "k ↑", "reading", listed=False),
    Action("question_after", "Next question", ("J",), "J", "reading", listed=False),
    Action("question_before", "Previous question", ("K",), "K", "reading", listed=False),
    Action("top", "First message", ("g",), "g", "reading", listed=False),
    Action("end", "Last message", ("G",), "G", "reading", listed=False),
    Action("open", "Fold, unfold, open; retry a failure", ("enter",), "Enter", "reading", False),
    Action("block", "Next block of code, next table: ← → pan, c copies", ("b",), "b", "reading"),
    Action("sibling_before", "The answer before ‹2/3›", ("left",), "←", "reading"),
    Action("sibling_after", "The answer after ‹2/3›", ("right",), "→", "reading"),
    Action("next_hit", "Next hit", ("n",), "n", "reading", listed=False),
    Action("hit_before", "Hit before", ("N",), "N", "reading", listed=False),
    Action("copy_message", "Copy the message as Markdown", ("y",), "y", "reading"),
    Action("copy_shown", "Copy the message as it is shown", ("Y",), "Y", "reading"),
    Action("copy_code", "Copy its code", ("c",), "c", "reading"),
    Action("formulas", "Its formulas as TeX, and back", ("t",), "t", "reading"),
    Action("edit", "Edit the question and ask again", ("e",), "e", "reading"),
    Action("retry", "Answer again", ("r",), "r", "reading"),
    Action("fork", "Go on from here in a new conversation", ("f",), "f", "reading"),
    Action("retry_other", "Answer again with another model", ("m",), "m", "reading"),
    Action("key", "Enter a key, then ask again", ("a",), "a", "reading", listed=False),
    Action("shorten", "Leave out the oldest messages and ask again", ("o",), "o", "reading"),
    Action("details", "Details of a failure", ("d",), "d", "reading"),
    Action("paste", "Paste into the prompt", ("ctrl+v",), "^V", "reading", listed=False),
    Action("write", "Back to the prompt", ("i",), "i", "reading", listed=False),
    Action("stop_reading", "Stop, else back to the prompt", ("escape",), "Esc", "reading", False),
)


def bindings(place: Place) -> list[tuple[str, str, str]]:
    """`(key, action, title)` of a place, as Textual wants them."""
    return [
        (key, action.name, action.title)
        for action in ACTIONS
        if action.place == place
        for key in action.keys
    ]
