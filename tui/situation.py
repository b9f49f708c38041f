"""What the status line says: a plain reading of where a person is and which keys work now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tui.transcript.failure_rows import failure_keys

if TYPE_CHECKING:
    from chat.errors import Failure
    from tui.chat_screen import ChatScreen

_MODEL, _ACTIONS = ("^L", "model", "pick_model"), ("^P", "actions", "palette")

_LOOKED_AT = 4
"""Answers looked at for a count: pictures and stopped answers have none."""


def situation(screen: ChatScreen) -> dict[str, Any]:
    """The keyword arguments of `StatusLine.show`."""
    if not screen.awake:
        return {"model": "", "keys": [_ACTIONS]}
    model, current = screen.current.model, screen.current
    live = screen.asking.talk.live
    others = sum(1 for conversation in live if conversation != current.id)
    return {
        "model": _shown(screen),
        "draws": bool(model and model.draws),
        "unverified": bool(model) and not screen.choosing.verified(model),
        "used": _used(screen),
        "of": model.context if model else None,
        "busy_others": others,
        "keys": _keys(screen, streaming=current.id in live),
        "note": screen.choosing.finding.note if screen.choosing.by_default else "",
    }


def _used(screen: ChatScreen) -> int | None:
    """Tokens of the last request and answer that a server counted."""
    for row in screen.current.last_answers(_LOOKED_AT):
        message = screen.asking.message(row.id)
        if message is not None and message.usage is not None and message.usage.input is not None:
            return message.usage.input + (message.usage.output or 0)
    return None


def _shown(screen: ChatScreen) -> str:
    """The model; where another endpoint that can be used has one of this name, its own too."""
    model = screen.current.model
    if model is None:
        return ""
    if (model.endpoint, model.id) == ("guide", "guide"):
        return "guide (help, not a model)"
    return f"{model.id} · {model.endpoint}" if screen.choosing.twins(model) else model.id


def _keys(screen: ChatScreen, *, streaming: bool) -> list[tuple[str, str, str]]:
    if screen.reader.reading:
        failure = screen.reader.focused_failure
        first = ("y", "copy", "do('copy_message')")
        if streaming:
            first = ("Esc", "stop", "stop")
        elif failure:
            first = _way_out(failure)
        if blocks := _block_keys(screen):
            return [*([first] * streaming), *blocks, ("i", "type", "write"), _ACTIONS]
        return [first, ("i", "type", "write"), ("?", "keys", "help"), _ACTIONS]
    if any(place.has_focus for place in screen.gallery.places):
        first = ("n p", "browse", "of_picture('browse(1)')")
        rest = (("s", "save", "of_picture('save')"), ("Enter", "full", "of_picture('full')"))
        return [first, *rest, _ACTIONS]
    keys: list[tuple[str, str, str]] = []
    if streaming:
        keys.append(("Esc", "stop", "stop"))
    elif (
        screen.current.id in screen.asking.held
        and screen.asking.queued()
        and not screen.prompt.draft.text  # Enter sends that
    ):
        keys.append(("Enter", "send the queue", "send_queue"))
    elif failure := screen.reader.last_failure:
        key, words, action = _way_out(failure)
        keys.append((f"Tab then {key}", words, action))
    return [*keys, _MODEL, _ACTIONS]


def _block_keys(screen: ChatScreen) -> list[tuple[str, str, str]]:
    """What works on the focused block; else how one gets the focus, where that helps."""
    reader, number, block = screen.reader, screen.reader.focused_id, screen.reader.focused_block
    if block is None or number is None:
        here = reader.blocks_of(number) if number is not None else ()
        if not any(each.wide or each.long for each in here):
            return []
        return [("y", "copy", "do('copy_message')"), ("b", "blocks", "do('block')")]
    keys = [("← →", "pan", "do('sibling_after')")] if block.wide else []
    if block.long:
        words = "show all" if reader.is_folded(number, block) else "show less"
        keys.append(("Enter", words, "do('open')"))
    return [*keys, ("c", "copy", "do('copy_code')")]


def _way_out(failure: Failure) -> tuple[str, str, str]:
    """The key that helps most, in few words."""
    key, words, action = failure_keys(failure.kind)[0]
    return key, "send less" if action == "shorten" else words, f"do('{action}')"
