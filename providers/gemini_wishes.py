"""What a person sets, as Gemini takes it: names, thinking, the shape of a picture.

Which models think, and how they are told how much, is guessed from the name; the server's refusal
corrects the guess.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from chat.errors import ProviderError
from providers.adapter import Question
from providers.openai_refused import learn

_NAMES = {
    "max_tokens": "maxOutputTokens",
    "max_completion_tokens": "maxOutputTokens",
    "stop": "stopSequences",
    "n": "candidateCount",
}
_BESIDE = {"tools", "toolConfig", "safetySettings", "cachedContent", "serviceTier", "labels"}
"""What does not stand in `generationConfig`."""
_SHAPE = ("size", "aspectRatio", "imageSize")
_BUDGETS = {"minimal": 512, "low": 1024, "medium": 8192, "high": 24576, "xhigh": 24576}
_THINKS = re.compile(r"gemini-(?:2\.5|[3-9]|\d\d|flash|pro)")
_BY_BUDGET = re.compile(r"gemini-2")
_RATIOS = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")
_IMAGEN_RATIOS = ("1:1", "3:4", "4:3", "9:16", "16:9")


def wishes(question: Question) -> dict[str, Any]:
    """`generationConfig` and what stands beside it, without what the model is known to refuse."""
    given = _named(question)
    beside = {name: given.pop(name) for name in list(given) if name in _BESIDE}
    shape = {name: given.pop(name) for name in _SHAPE if name in given}
    if isinstance(given.get("stopSequences"), str):
        given["stopSequences"] = [given["stopSequences"]]
    if thinking := _thinking(given, question):
        given["thinkingConfig"] = thinking
    if question.draws or "-image" in question.model:
        given.setdefault("responseModalities", ["TEXT", "IMAGE"])
        if image := _image(shape, _RATIOS):
            given.setdefault("imageConfig", image)
    dropped = {_camel(name) for name in question.learned.get("dropped", ())}
    config = {name: value for name, value in given.items() if name not in dropped}
    return beside | ({"generationConfig": config} if config else {})


def drawing(question: Question) -> dict[str, Any]:
    """The parameters of a model that only draws."""
    given = _named(question)
    shape = {name: given.pop(name) for name in _SHAPE if name in given}
    number = given.pop("candidateCount", 1)
    image = _image(shape, _IMAGEN_RATIOS)
    if size := image.pop("imageSize", None):
        image["sampleImageSize"] = size
    dropped = {_camel(name) for name in question.learned.get("dropped", ())}
    parameters = {"sampleCount": number, "includeRaiReason": True, **image, **given}
    return {"parameters": {n: value for n, value in parameters.items() if n not in dropped}}


def _named(question: Question) -> dict[str, Any]:
    given = question.parameters.items()
    return {_NAMES.get(name, _camel(name)): value for name, value in given}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


def _image(shape: Mapping[str, Any], ratios: Sequence[str]) -> dict[str, Any]:
    """The nearest of the shapes that there are."""
    image: dict[str, Any] = {}
    sides = re.fullmatch(r"(\d{1,5})\s*[x×:]\s*(\d{1,5})", str(shape.get("size", "")))
    if "aspectRatio" in shape:
        image["aspectRatio"] = shape["aspectRatio"]
    elif sides and int(sides[1]) and int(sides[2]):
        wide = math.log(int(sides[1]) / int(sides[2]))
        image["aspectRatio"] = min(ratios, key=lambda ratio: abs(_log(ratio) - wide))
    elif "size" in shape:
        image["imageSize"] = shape["size"]
    if "imageSize" in shape:
        image["imageSize"] = shape["imageSize"]
    return image


def _log(ratio: str) -> float:
    width, _, height = ratio.partition(":")
    return math.log(int(width) / int(height))


def _thinking(given: dict[str, Any], question: Question) -> dict[str, Any]:
    effort, thinking = given.pop("reasoningEffort", None), given.pop("thinking", None)
    wish: Any = effort if thinking is None else thinking
    if isinstance(wish, dict):
        return cast("dict[str, Any]", wish)
    by_name = _THINKS.match(question.model) is not None
    if "thinkingConfig" in given or (wish is None and not by_name):
        return {}
    guess = "budget" if _BY_BUDGET.match(question.model) else "level"
    how = question.learned.get("thinks", guess)
    if isinstance(wish, str) and wish.isdecimal():
        wish = int(wish)
    match wish:
        case False | 0 | "" | "none" | "off" | "false" | "disabled":
            little = {"thinkingBudget": 0} if how == "budget" else {"thinkingLevel": "minimal"}
            return {"includeThoughts": False} | ({} if how == "plain" else little)
        case int() if wish is not True:
            return {"includeThoughts": True, "thinkingBudget": wish}
        case str() if wish in _BUDGETS and how == "budget":
            return {"includeThoughts": True, "thinkingBudget": _BUDGETS[wish]}
        case str() if wish in _BUDGETS and how == "level":
            level = "high" if wish == "xhigh" else wish
            return {"includeThoughts": True, "thinkingLevel": level}
        case _:
            return {"includeThoughts": True}


def lesson(error: ProviderError, sent: Mapping[str, Any], question: Question) -> bool:
    """Whether a refusal taught something about this model or this question."""
    words, learned = f"{error.sentence} {error.excerpt}", question.learned
    config: dict[str, Any] = sent.get("generationConfig") or sent.get("parameters") or {}
    if error.status in (None, 400, 404, 422) and "signature" in words.lower():
        first = not question.now.get("unsigned")
        question.now["unsigned"] = True
        return first
    if error.status in (None, 400, 404, 422) and "thinkingConfig" in config:
        if re.search(r"\(\d+\)|between|range", words):
            return False
        if re.search(r"thinking|budget \d", words, re.IGNORECASE):
            return _of_thinking(config["thinkingConfig"], learned)
    if "modalit" in words and "responseModalities" in config:
        learned["dropped"] = [*learned.get("dropped", ()), "responseModalities"]
        return True
    # Refusals call things by either spelling.
    named = {_snake(name): value for name, value in config.items()} | config
    if "enalty" in words and (name := next((n for n in config if "Penalty" in n), None)):
        learned["dropped"] = [*learned.get("dropped", ()), name]
        return True
    return learn(error, {"messages": (), **named}, learned)


def _of_thinking(config: Mapping[str, Any], learned: dict[str, Any]) -> bool:
    """The other way of telling how much; then none; then nothing of thinking at all."""
    told = next((name for name in ("thinkingLevel", "thinkingBudget") if name in config), None)
    if told is None:
        learned["dropped"] = [*learned.get("dropped", ()), "thinkingConfig"]
    elif "thinks" in learned:
        learned["thinks"] = "plain"
    else:
        learned["thinks"] = "budget" if told == "thinkingLevel" else "level"
    return True


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", lambda match: "_" + match[1].lower(), name)
