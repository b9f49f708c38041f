"""What a server says when it refuses has its status wherever it has no words of its own."""

from __future__ import annotations

import pytest

from providers.failures import refused


@pytest.mark.parametrize("status", [400, 402, 404, 418, 429, 500, 502, 503, 504, 529, 599])
@pytest.mark.parametrize("body", [b"", b"{}", b"<html><title>Oops</title></html>", b"null"])
def test_a_status_without_words_is_named(status: int, body: bytes):
    failure = refused(status, {}, body, "http://127.0.0.1:9/v1")
    assert str(status) in failure.sentence


def test_the_servers_own_words_are_used():
    failure = refused(500, {}, b'{"error": {"message": "Out of paper."}}', "http://127.0.0.1:9")
    assert failure.sentence == "Out of paper."
