"""How the file is written: front matter, then blocks, each behind a comment that no text can forge.

What a model said stands there byte for byte. Each block begins with `<!-- WORD kind … -->`, where
WORD is made of what no text in the conversation can know; it is told in the front matter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from chat.export.fences import closing_fence
from chat.export.words import escaped, iso, quoted
from chat.messages import End, Failed, Message, PathRow, ReasoningPart
from chat.store.rows import Conversation

_WHY = {
    "stopped": "You stopped this answer here.",
    "length": "The answer ends here: it reached the longest that the model may say.",
    "filter": "The answer was ended here by the endpoint's content filter.",
}


def boundary(conversation: Conversation, path: Sequence[PathRow], last: Message) -> str:
    """The same for the same conversation; another as soon as anything was said in it.

    So an export that is pasted into its own conversation does not hold the word of the next one.
    """
    seed = (conversation.id, conversation.created, [row.id for row in path], last.created)
    return hashlib.sha256(repr((seed, last.ended)).encode()).hexdigest()[:16]


def front_matter(
    conversation: Conversation,
    speakers: Iterable[str],
    times: tuple[float, float],
    word: str,
    palaver: str,
) -> str:
    """YAML between `---`; texts are quoted as JSON does it, which YAML reads."""
    names = [f"  - {quoted(name)}\n" for name in speakers]
    return (
        "---\n"
        f"title: {quoted(conversation.title)}\n"
        + (f"models:\n{''.join(names)}" if names else "models: []\n")
        + f"begun: {iso(times[0])}\n"
        f"ended: {iso(times[1])}\n"
        f"system: {quoted(conversation.system)}\n"
        f"palaver: {quoted(palaver)}\n"
        f"boundary: {quoted(word)}\n"
        "---\n"
    )


def heading(message: Message, row: PathRow, number: int, after: int, word: str) -> str:
    """Who says the message, and when; `after` is the number of the one it follows, 0 for none."""
    match message.role:
        case "user":
            who = "You"
        case "assistant":
            who = " · ".join(escaped(name) for name in (message.model, message.endpoint) if name)
        case "system":
            who = "System"
    of = f" · {row.sibling} of {row.siblings}" if row.siblings > 1 else ""
    mark = f"<!-- {word} message {number} after {after} {message.role} -->"
    return f"\n{mark}\n\n## {number}. {who or 'Model'} · {iso(message.created)}{of}\n"


def branch(after: int) -> str:
    """The sentence for a message that does not follow the one above it."""
    return f"Another branch: it goes on {f'from message {after}' if after else 'from nothing'}."


def said(text: str, word: str) -> str:
    """A text as it was said. A code block that it leaves open is ended by a line of ours, which the
    comment counts: else all that follows would be code."""
    return _block("text", text, word)


def reasoning(part: ReasoningPart, word: str) -> str:
    """Folded; the text inside as it was said."""
    took = "" if part.seconds is None else f" · {part.seconds:.0f} s"
    opening = f"<details>\n<summary>Reasoning{took}</summary>\n"
    return f"\n{opening}{_block('reasoning', part.text, word)}\n</details>\n"


def _block(kind: str, text: str, word: str) -> str:
    fence = closing_fence(text)
    added = " and a line that ends its code" if fence else ""
    tail = f"{text}\n{fence}" if fence else text
    return f"\n<!-- {word} {kind}{added} -->\n\n{tail}\n\n<!-- {word} end -->\n"


def note(sentence: str, word: str) -> str:
    """A line of palaver's own."""
    return f"\n<!-- {word} note -->\n\n> **palaver:** {escaped(sentence, 1000)}\n"


def attached(markdown: str, word: str) -> str:
    """A picture or a file, as a link or as a block of code."""
    return f"\n<!-- {word} attachment -->\n\n{markdown}\n"


def ending(end: End | None) -> str:
    """The sentence that an answer ends with, empty where it ended as answers do."""
    match end:
        case None:
            return "This answer was still being given when it was taken out."
        case Failed(failure=failure):
            where = " · ".join(name for name in (failure.model, failure.endpoint) if name)
            told = f"The answer failed here: {failure.sentence}"
            return f"{told} ({where})" if where else told
        case _ if end.reason == "stop":
            return ""
        case _:
            return _WHY.get(end.reason, f"The answer ended here: {end.reason}.")
