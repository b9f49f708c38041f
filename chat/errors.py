"""Failures: one tree of exceptions that adapters raise, and the frozen value that is stored.

    ProviderError
        AuthenticationError   the key is missing or wrong
        KeyCommandError       the command that tells the key failed
        RateLimitError        too many requests; `retry_after` says how long to wait
        QuotaError            the account has nothing left
        ModelNotSupportedError (also a ValueError) no such model, raised before any request
        ContextTooLongError   the conversation does not fit the model
        ContentFilterError    refused by a content filter
        NetworkError          no connection, or it broke before an answer
        TimeoutError          nothing came for too long
        ServerError           5xx and what the server calls its own fault
        RequestError          the server refused the request (other 4xx)
        ProtocolError         the answer is not what the wire promises
        CutOffError           the connection closed before the answer ended
        EmptyAnswerError      the model answered nothing
        NotSupportedError     a part or an option this wire cannot carry

A sentence is for a person: no key, no HTML, no stack. `excerpt` is for the details view.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from chat.text import clean_line


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure as it is stored and shown in place; it never goes back to a model."""

    kind: str
    """The `kind` of the exception, or `interrupted` or `internal`."""
    sentence: str
    next_step: str = ""
    """What a person can do, in words; the keys are the screen's business."""
    endpoint: str = ""
    model: str = ""
    status: int | None = None
    retry_after: float | None = None
    """Seconds."""
    excerpt: str = ""


class ProviderError(Exception):
    """A failure of one answer."""

    kind: ClassVar[str] = "provider"
    next_step: ClassVar[str] = "Try again, or pick another model."

    def __init__(
        self,
        sentence: str,
        *,
        endpoint: str = "",
        model: str = "",
        status: int | None = None,
        retry_after: float | None = None,
        excerpt: str = "",
    ) -> None:
        self.sentence = clean_line(sentence, 300)
        super().__init__(self.sentence)
        self.endpoint = endpoint
        self.model = model
        self.status = status
        self.retry_after = retry_after
        self.excerpt = excerpt

    def place(self, endpoint: str, model: str = "") -> None:
        """Say whose failure it is, where that is not said yet."""
        self.endpoint, self.model = self.endpoint or endpoint, self.model or model

    def hide(self, *secrets: str) -> None:
        """Take `secrets` out of what is told: servers quote the key that they refuse."""
        for secret in secrets:
            if len(secret) >= 4:
                self.sentence = _without(secret, self.sentence)
                self.excerpt = _without(secret, self.excerpt)
        self.args = (self.sentence,)

    def failure(self) -> Failure:
        """The frozen value of this exception."""
        return Failure(
            kind=self.kind,
            sentence=self.sentence,
            next_step=self.next_step,
            endpoint=self.endpoint,
            model=self.model,
            status=self.status,
            retry_after=self.retry_after,
            excerpt=self.excerpt,
        )


def _without(secret: str, text: str) -> str:
    """`text` without `secret`, nor the beginning of it where the text was cut off inside it."""
    text = text.replace(secret, "…")
    stem = text.removesuffix("…")
    begun = range(min(len(secret) - 1, len(stem)), 5, -1)
    length = next((n for n in begun if stem.endswith(secret[:n])), 0)
    return stem[:-length] + "…" if length else text


class AuthenticationError(ProviderError):
    kind = "authentication"
    next_step = "Enter a key, or pick another model."


class KeyCommandError(ProviderError):
    kind = "key_command"
    next_step = "Run the command in a terminal to see why, or pick another model."


class RateLimitError(ProviderError):
    kind = "rate_limit"
    next_step = "Wait and try again, or pick another model."


class QuotaError(ProviderError):
    kind = "quota"
    next_step = "Check the account, or pick another model."


class ModelNotSupportedError(ProviderError, ValueError):
    kind = "model_not_found"
    next_step = "Pick another model."


class ContextTooLongError(ProviderError):
    kind = "context_too_long"
    next_step = "Start a new conversation, or pick a model with a larger context."


class ContentFilterError(ProviderError):
    kind = "content_filter"
    next_step = "Rephrase the question, or pick another model."


class NetworkError(ProviderError):
    kind = "network"
    next_step = "Check the connection and try again."


class CertificateError(NetworkError):
    kind = "certificate"
    next_step = "Name its authority as `ca_file` in config.toml, or pick another model."


class TimeoutError(ProviderError):  # noqa: A001 - the tree's own word, used as errors.TimeoutError
    kind = "timeout"
    next_step = "Try again, or pick another model."


class ServerError(ProviderError):
    kind = "server"
    next_step = "Try again in a moment, or pick another model."


class RequestError(ProviderError):
    kind = "request"
    next_step = "Pick another model, or change the parameters."


class ProtocolError(ProviderError):
    kind = "protocol"
    next_step = "Check the endpoint's base URL, or pick another model."


class CutOffError(ProviderError):
    kind = "cut_off"
    next_step = "Try again, or pick another model."


class EmptyAnswerError(ProviderError):
    kind = "empty"
    next_step = "Try again, or pick another model."


class NotSupportedError(ProviderError):
    kind = "not_supported"
    next_step = "Leave that part out, or pick another model."
