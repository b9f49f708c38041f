"""The list of `GET /models`, in the spellings of those who say more than an id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from chat.errors import ProtocolError
from chat.text import clean_line
from providers.failures import told
from providers.models import Model, draws_by_name
from providers.values import table, whole


def models_in(payload: Any, endpoint: str) -> list[Model]:
    """The models in a list of any known shape. Raises `ProviderError`."""
    rows = payload
    if isinstance(payload, dict):
        value = cast("dict[str, Any]", payload)
        if value.get("error"):
            raise told(value["error"])
        rows = value.get("data", value.get("models"))
        if rows is None and value.get("object") == "list":
            return []
    if not isinstance(rows, list):
        raise ProtocolError("The server's list of models cannot be read.")
    found = (_model(row, endpoint) for row in cast("list[Any]", rows))
    return list({model.id: model for model in found if model is not None}.values())


def _model(row: Any, endpoint: str) -> Model | None:
    if isinstance(row, str):
        row = {"id": row}
    if not isinstance(row, dict):
        return None
    value = cast("dict[str, Any]", row)
    id_ = value.get("id") or value.get("name") or value.get("model")
    if not isinstance(id_, str) or not id_ or value.get("type") in ("embedding", "embeddings"):
        return None
    if id_ != clean_line(id_, 300):
        return None
    shape = table(value.get("architecture"))
    takes, gives = shape.get("input_modalities"), shape.get("output_modalities")
    draws = draws_by_name(id_) or value.get("type") == "image" or gives == ["image"]
    can = value.get("supported_parameters")
    name = value.get("name")
    return Model(
        id_,
        endpoint,
        chats=not draws,
        draws=draws,
        sees=_sees(value, takes),
        thinks="reasoning" in can if isinstance(can, list) else None,
        context=_context(value),
        name=clean_line(name, 80) if isinstance(name, str) and name != id_ else "",
    )


def _sees(value: Mapping[str, Any], takes: Any) -> bool | None:
    if isinstance(takes, list):
        return "image" in takes
    if value.get("type") == "vlm":
        return True
    vision = table(value.get("capabilities")).get("vision")
    return vision if isinstance(vision, bool) else None


def _context(value: Mapping[str, Any]) -> int | None:
    meta = table(value.get("meta"))
    possible = (
        value.get("loaded_context_length"),
        value.get("context_length"),
        value.get("context_window"),
        value.get("max_model_len"),
        value.get("max_context_length"),
        meta.get("n_ctx"),
        meta.get("n_ctx_train"),
    )
    return next((n for n in map(whole, possible) if n), None)
