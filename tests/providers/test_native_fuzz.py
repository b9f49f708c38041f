"""No JSON value makes a reading fail otherwise than in a typed way, and lists of models neither."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.errors import ProviderError
from providers import Anthropic, Gemini
from providers.anthropic_answer import Said
from providers.gemini_answer import Candidate

WORDS = [
    *("type", "message", "content", "index", "delta", "text", "thinking", "signature", "data"),
    *("content_block", "stop_reason", "stop_details", "explanation", "usage", "input_tokens"),
    *("content_block_start", "content_block_delta", "message_delta", "message_start", "text_delta"),
    *("redacted_thinking", "signature_delta", "thinking_delta", "content_block_stop", "error"),
    *("candidates", "parts", "thought", "thoughtSignature", "inlineData", "mimeType"),
    *("finishReason", "SAFETY", "promptFeedback", "blockReason", "usageMetadata", "predictions"),
    *("bytesBase64Encoded", "executableCode", "code", "promptTokenCount", "models", "name", "id"),
    *("has_more", "last_id", "supportedGenerationMethods", "displayName", "nextPageToken"),
]
NAMES = st.sampled_from(WORDS)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | NAMES | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=12,
)


@pytest.mark.parametrize("kind", [Said, Candidate])
@settings(max_examples=200)
@given(st.lists(st.dictionaries(NAMES, VALUES, max_size=6), max_size=4), st.sampled_from(WORDS))
def test_any_values_are_read(kind: Any, values: list[Any], name: str) -> None:
    reading = kind("", "m")
    with contextlib.suppress(ProviderError):
        for value in values:
            reading.take(value, name)
        reading.end()


@pytest.mark.parametrize("wire", [Anthropic, Gemini])
@settings(max_examples=100)
@given(VALUES)
def test_any_list_is_read(wire: Any, value: Any) -> None:
    with contextlib.suppress(ProviderError):
        for model in wire.listed(value, "e"):
            assert isinstance(model.id, str)
        assert isinstance(wire.further(value), str)
