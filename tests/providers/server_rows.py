"""What real servers do to clients, a row each; the answers go over real sockets.

Rows are many and say the same kind of thing: the file is long because the world is.
"""

from __future__ import annotations

from tests.providers.recorded import recorded
from tests.providers.server_case import (
    HI,
    SAYS,
    URI,
    Case,
    date,
    failed,
    moved,
    page,
    recording,
    refused,
    roles,
    tokens,
    wait,
)
from tests.support_server import Reply, delta, error, event, finish, json_reply

ROWS: dict[str, dict[str, Case]] = {
    "comments between events": {
        "processing": recording("openrouter.sse", "Four.", thoughts="Let me see.", tokens=(5, 3)),
        "blank lines behind": Case(
            b": keep-alive\n\n:\n\n" + b": x\n\n".join([*SAYS, finish()]), "ab"
        ),
    },
    "other separators raw inside JSON text": {
        "recorded": recording("azure.sse", "a\u2028b\u2029c\u0085de\x0bf"),
        "each": Case(
            "".join(
                f'data: {{"choices":[{{"delta":{{"content":"a{mark}b"}}}}]}}\n\n'
                for mark in "\u2028\u2029\x85"
            ).encode()
            + finish(),
            "a\u2028ba\u2029ba\x85b",
        ),
    },
    "the rules of EventSource": {
        "CRLF": recording("crlf.sse", "one two"),
        "CR": recording("cr.sse", "one two"),
        "several data lines": Case(
            b'data: {"choices": [\ndata: {"delta": {"content": "ab"}}]}\n\n' + finish(), "ab"
        ),
        "no space, BOM": Case(
            b'\xef\xbb\xbfdata:{"choices":[{"delta":{"content":"ab"}}]}\n\n' + finish(), "ab"
        ),
        "a chunk ends inside a character": Case(
            Reply([bytes([byte]) for byte in recorded("openai.sse")]),
            "Grüße, 世界 🌍!",
            tokens=(9, 4),
        ),
    },
    "a last event without its blank line": {
        "reason": Case(b"".join(SAYS) + finish().split(b"\n\n")[0], "ab"),
        "done": Case(b"".join(SAYS) + b"data: [DONE]", "ab"),
        "no line end at all": Case(b"".join([*SAYS, finish()]).rstrip(), "ab"),
    },
    "empty choices, nulls, a usage chunk at the end": {
        "azure": recording("azure.sse", "a\u2028b\u2029c\u0085de\x0bf"),
        "usage": recording("openai.sse", "Grüße, 世界 🌍!", tokens=(9, 4)),
        "nulls": Case(
            b"".join(
                event(value)
                for value in (
                    {"choices": None, "usage": None},
                    {"choices": [{"delta": None}]},
                    {"choices": [{"delta": {"role": None, "content": None}}]},
                    {"choices": [None]},
                    {},
                )
            )
            + delta("ab")
            + finish(usage={"prompt_tokens": 1, "completion_tokens": 2}),
            "ab",
            tokens=(1, 2),
        ),
    },
    "an error inside a 200 stream": {
        "data": recording("error.sse", "Half of it", end="server", sentence="upstream fell over"),
        "event": recording("error_event.sse", "Half", end="server", sentence="Overloaded"),
        "bare line": recording("error_bare.sse", "Half", end="server", sentence="slot unavailable"),
        "finish_reason": recording("error_reason.sse", "Half", end="server", sentence="broke off"),
    },
    "a stream without an end": {
        "neither": Case(b"".join(SAYS), "ab", end="cut_off", sentence="cut off"),
        "cut": Case(Reply(SAYS, end="cut"), "ab", end="cut_off"),
        "reset": Case(Reply([*SAYS, 0.05], end="reset"), "ab", end="cut_off"),
        "no [DONE]": recording("no_done.sse", "All of it"),
        "no reason": recording("no_reason.sse", "All of it"),
    },
    "the socket left open after [DONE]": {
        "hangs": Case(Reply([*SAYS, finish()], end="hang"), "ab"),
    },
    "one JSON object for a stream": {
        "whole": recording("whole.json", "Whole ✓", thoughts="hm", tokens=(2, 3)),
        "text/plain": Case(Reply([recorded("whole.json")], type="text/plain"), "Whole ✓", "hm"),
        "no type": Case(Reply([recorded("whole.json")], type=""), "Whole ✓", "hm"),
    },
    "200 with an error body or a web page": {
        "wrong path": Case(
            json_reply({"error": "Unexpected endpoint or method. (POST /x)"}),
            end="protocol",
            sentence="Unexpected endpoint",
        ),
        "portal": page(200, "protocol"),
        "502": page(502, "server", requests=3),
        "504": page(504, "server", requests=3),
        "login": page(403, "protocol"),
    },
    "an answer with no content": {
        "events": Case(finish(), end="empty", sentence="answered nothing"),
        "done": Case(event("[DONE]"), end="empty", sentence="answered nothing"),
        "whole": Case(
            json_reply({"choices": [{"message": {"content": None}, "finish_reason": "stop"}]}),
            end="empty",
            sentence="answered nothing",
        ),
        "no choices": Case(json_reply({"choices": []}), end="empty"),
    },
    "max_tokens or max_completion_tokens": {
        "the new one": refused(
            "max_tokens",
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
            "'max_completion_tokens' instead.",
            last={"max_completion_tokens": 1},
        ),
        "the old one": refused(
            "max_completion_tokens",
            "max_completion_tokens: Extra inputs are not permitted",
            last={"max_tokens": 1},
            status=422,
        ),
    },
    "a parameter refused for a model": {
        "stream_options": refused(
            "stream_options", "Extra inputs are not permitted: stream_options", None, 422
        ),
        "stream": Case(
            lambda request: (
                error(400, "Unsupported value: 'stream' does not support true with this model.")
                if "stream" in request.json
                else Reply([recorded("whole.json")], type="application/json")
            ),
            "Whole ✓",
            "hm",
            requests=2,
            last={"stream": None, "stream_options": None},
        ),
        "temperature": refused(
            "temperature",
            "Unsupported value: 'temperature' does not support 0.5 with this model. Only the "
            "default (1) value is supported.",
            0.5,
        ),
        "response_format": refused("response_format", "Unknown parameter: 'response_format'.", {}),
    },
    "system refused, roles that alternate": {
        "system": roles(
            "Developer instruction is not enabled: system role not supported",
            lambda seen: "system" in seen,
            ["user", "user"],
        ),
        "alternate": roles(
            "Conversation roles must alternate user/assistant/user/assistant/...",
            lambda seen: seen[-1] == seen[-2],
            ["system", "user"],
        ),
    },
    "reasoning in every spelling": {
        "reasoning_content": recording(
            "deepseek.sse", "Yes", thoughts="Hmm.", tokens=(3, 2), end="length"
        ),
        "reasoning": recording("openrouter.sse", "Four.", thoughts="Let me see."),
        "thinking": Case(b"".join([delta(thinking="Hm"), delta("ab"), finish()]), "ab", "Hm"),
        "in the text": recording(
            "llamacpp_think.sse", "Done: use <think> tags.", thoughts="Wait…", tokens=(1, 9)
        ),
    },
    "pictures in every spelling": {
        "delta.images": recording("images.sse", "Here:", pictures=(URI,)),
        "message.images": Case(
            json_reply({"choices": [{"message": {"images": [{"image_url": {"url": URI}}]}}]}),
            pictures=(URI,),
        ),
        "inlineData": Case(
            delta(content=[{"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}}])
            + finish(),
            pictures=(URI,),
        ),
        "data URL": Case(delta(images=[URI]) + finish(), pictures=(URI,)),
        "b64_json beside a null url": Case(
            json_reply({"data": [{"b64_json": "iVBORw0KGgo=", "url": None}]}),
            pictures=(URI,),
            given={"draws": True},
        ),
    },
    "halves of a surrogate pair": {
        "two deltas": recording("surrogates.sse", "👩 and \ufffdx"),
        "a half at the end": Case(delta("a\ud83d") + finish(), "a\ufffd"),
    },
    "when to try again": {
        "seconds": wait(retry_after="0.05"),
        "a date": wait(retry_after=date()),
        "milliseconds": wait(retry_after_ms="20"),
        "reset": wait(x_ratelimit_reset_requests="20ms", x_ratelimit_reset_tokens="6m0s"),
        "llm_provider": wait(**{"llm_provider-retry_after": "0.05"}),
        "in the text": wait("Rate limit reached. Please try again in 20ms."),
        "too long": Case(
            error(429, "Busy", headers={"x-ratelimit-reset-requests": "6m0s"}),
            end="rate_limit",
            sentence="Busy",
        ),
    },
    "a wrong key as 400 or 500": {
        "400": failed(
            400,
            {"error": {"message": "API key not valid. Pass a \x1b[31mvalid key", "code": None}},
            "authentication",
            "API key not valid. Pass a valid key",
        ),
        "500": failed(
            500,
            {"error": {"message": "litellm.AuthenticationError: no", "code": "500"}},
            "authentication",
            "AuthenticationError: no",
        ),
    },
    "context too long": {
        "openai": failed(
            400,
            {"error": {"message": "Too long", "code": "context_length_exceeded"}},
            "context_too_long",
            "Too long",
        ),
        "llama.cpp": failed(
            400,
            {
                "error": {
                    "message": "the request exceeds the available context size",
                    "type": "exceed_context_size_error",
                    "n_prompt_tokens": 9000,
                    "n_ctx": 4096,
                }
            },
            "context_too_long",
            "exceeds",
        ),
        "vllm": failed(
            400,
            {"object": "error", "message": "This model's maximum context length is 4096 tokens."},
            "context_too_long",
            "4096",
        ),
        "in the stream": Case(
            event({"error": {"message": "Context size has been exceeded."}}),
            end="context_too_long",
        ),
    },
    "a doubled or missing /v1, a redirect to a slash": {
        "doubled": Case([HI], "Hi", path="/v1/v1"),
        "missing": Case([HI], "Hi", path=""),
        "slash": Case([HI], "Hi", path="/v1/"),
        "pasted": Case([HI], "Hi", path="/v1/chat/completions"),
        "redirects": Case(moved(""), "Hi", requests=2),
        "moved": Case(moved("", 301), end="protocol", sentence="put that address into"),
        "nothing there": Case(
            error(404, "Not Found"), end="protocol", sentence="/v1/chat/completions"
        ),
    },
    "a redirect to another host": {
        "portal": Case(
            moved("http://127.0.0.2/login"), end="network", sentence="a key stays with its host"
        ),
        "302": Case(moved("http://127.0.0.2/", 302), end="network", sentence="127.0.0.2"),
    },
    "JSON lines": {
        "split anywhere": Case(
            Reply([bytes([byte]) for byte in tokens(1, 2) + b'{"ended": "stop"}\n']),
            "1 2 ",
            lines=True,
        ),
        "an error as a line": Case(
            tokens(1) + b'{"error": "model runner has unexpectedly stopped"}\n',
            "1 ",
            end="request",
            sentence="unexpectedly stopped",
            lines=True,
        ),
        "no end": Case(tokens(1, 2), "1 2 ", end="cut_off", lines=True),
        "no last line end": Case(
            tokens(1) + b'{"ended": "length"}', "1 ", end="length", lines=True
        ),
    },
    "silence": {
        "before the first byte": Case(
            Reply([5.0]), end="timeout", sentence="0 s", given={"timeout": 0.3}
        ),
        "between chunks": Case(Reply([*SAYS, 5.0]), "ab", end="timeout", given={"timeout": 0.3}),
    },
    "asked again before the first chunk": {
        **{
            str(status): Case(
                [error(status, "Busy", headers={"retry-after-ms": "5"}), HI],
                "Hi",
                waits=1,
                requests=2,
            )
            for status in (408, 409, 429, 500, 502, 503, 504, 529)
        },
        "three times at most": Case(
            error(503, "Busy", headers={"retry-after-ms": "5"}),
            end="server",
            waits=2,
            requests=3,
        ),
        "never in the middle": Case(
            b"".join(SAYS) + event({"error": {"message": "Overloaded", "code": 503}}),
            "ab",
            end="server",
        ),
    },
}
"""The first column; then a name and what happens, for each case of it."""
