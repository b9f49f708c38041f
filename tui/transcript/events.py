"""What the transcript tells: posted by its widget, in the past tense."""

from __future__ import annotations

from textual.message import Message as Posted

from chat.messages import Picture


class LabelClicked(Posted, namespace="transcript"):
    def __init__(self, id: int) -> None:  # noqa: A002 - a message's id everywhere
        super().__init__()
        self.id = id


class BlockClicked(Posted, namespace="transcript"):
    """The block `number` of a message, which is too wide."""

    def __init__(self, id: int, number: int) -> None:  # noqa: A002
        super().__init__()
        self.id, self.number = id, number


class CodeCopied(Posted, namespace="transcript"):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class LinkOpened(Posted, namespace="transcript"):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url


class SiblingTurned(Posted, namespace="transcript"):
    def __init__(self, id: int, step: int) -> None:  # noqa: A002
        super().__init__()
        self.id, self.step = id, step


class FailureKey(Posted, namespace="transcript"):
    def __init__(self, id: int, action: str) -> None:  # noqa: A002
        super().__init__()
        self.id, self.action = id, action


class PictureOpened(Posted, namespace="transcript"):
    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self.picture = picture


class FetchAsked(Posted, namespace="transcript"):
    """The picture `slot` (counted from 0) of a message is wanted again."""

    def __init__(self, id: int, slot: int) -> None:  # noqa: A002
        super().__init__()
        self.id, self.slot = id, slot
