"""`palaver ask`: one question, answered on standard output by the same turn the app runs."""

from __future__ import annotations

import asyncio
import signal
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from chat.errors import Failure, ModelNotSupportedError
from chat.history import wire_messages
from chat.messages import End, Failed, Part
from chat.paths import Folders
from chat.recorder import record
from chat.settings import Settings, load
from chat.store.errors import StoreError
from chat.store.store import Store
from chat.text import clean_line, sentences
from chat.turn import Turn
from providers.models import Model
from providers.session import Session
from tui import paths, state
from tui.cli import question, saving, told
from tui.cli.arguments import Ask, UsageError
from tui.cli.config import complain_of_config
from tui.cli.ordering import drawer, fitted, ordered
from tui.cli.output import Closed, Output, complain
from tui.cli.printing import Printer

GUIDE = "guide/guide"
_STOPS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Place:
    """What one question needs."""

    folders: Folders
    settings: Settings
    store: Store
    session: Session
    kept: bool
    """Whether the conversation can be opened later."""


def run(asked: Ask) -> int:
    """Returns the exit code. Raises `UsageError`."""
    saving.check(asked.output)
    folders = paths.folders()
    settings, problems = load(folders.settings)
    with ExitStack() as closing:
        where = folders
        if not asked.save:
            unsaved = tempfile.TemporaryDirectory(prefix="palaver-", ignore_cleanup_errors=True)
            where = folders._replace(data=Path(closing.enter_context(unsaved)))
        session = Session.open(where, settings)
        complain_of_config(problems, session, settings)
        parts = question.parts(asked, session.pictures, question.piped_in())
        store, kept = _store(folders, asked.save)
        closing.callback(store.close)
        return asyncio.run(_ask(asked, parts, Place(folders, settings, store, session, kept)))


def _store(folders: Folders, save: bool) -> tuple[Store, bool]:
    """The database; one in memory where it cannot be used, which is said. And whether it keeps."""
    if save:
        try:
            return Store.open(folders.database, state=folders.state, typing=False), True
        except StoreError as error:
            complain(f"{error.sentence} This conversation is not kept. {error.next_step}")
    return Store.open(None, state=folders.state), False


async def _ask(asked: Ask, parts: tuple[Part, ...], place: Place) -> int:
    session, store = place.session, place.store
    try:
        order = ordered(parts)
        if order is None:
            model = await _model(asked, place)
        else:
            model = drawer(asked.model or order.model, _state(place).draws, session)
        if model.draws and not asked.save and not asked.output:
            raise UsageError("without -o a picture would be lost with --no-save")
        if not session.catalog.endpoint(model.endpoint).verify:
            complain(f"{model.endpoint} is unverified: its certificate is not checked.")
        system = place.settings.system if asked.system is None else asked.system
        parameters = dict(asked.parameters)
        if order is not None:
            parameters = fitted(order, parameters, model, session)
        speaker = {"endpoint": model.endpoint, "model": model.id}
        conversation = await store.new_conversation(system=system, model=str(model))
        asking = await store.ask(conversation, None, parts, **speaker)
        answer = await store.begin(asking, **speaker)
        messages = wire_messages(
            store.messages([asking]),
            system=system,
            endpoint=model.endpoint,
            load=session.pictures.load,
        )
        turn = Turn(session.ask(model, messages, parameters), session.keep_for(model, parameters))
        printer = Printer(Output(sys.stdout), session.pictures, asked)
        end = await _run(turn, store, answer, printer)
        if asked.json:
            await printer.object(told.turn(turn, str(model), conversation if place.kept else None))
        return _code(end, printer, asked, model, _enter_key(session, model))
    except Closed:
        return 1
    except StoreError as error:
        complain(f"{error.sentence} {error.next_step}")
        return 1
    finally:
        await session.aclose()


async def _run(turn: Turn, store: Store, answer: int, printer: Printer) -> End:
    """The turn, written down and printed at once; Ctrl+C stops it and keeps what was said.

    A second Ctrl+C gives up, also the waiting for a disk that is full.
    """
    loop = asyncio.get_running_loop()

    def stop() -> None:
        turn.stop()
        for number in _STOPS:
            loop.remove_signal_handler(number)

    for number in _STOPS:
        loop.add_signal_handler(number, stop)
    recording = asyncio.create_task(record(turn, store, answer, on_problem=_problem))
    running = asyncio.create_task(turn.run())
    try:
        await printer.follow(turn)
    except Closed:
        turn.stop()
        raise
    finally:
        end = await running
        stop()
        await recording
    return end


def _problem(error: StoreError | None) -> None:
    if error is not None:
        complain(f"{error.sentence} {error.next_step}")


def _enter_key(session: Session, model: Model) -> str:
    """How to give a key. A variable is told only where it is read."""
    endpoint = session.catalog.endpoint(model.endpoint)
    told = f"Enter a key with palaver keys set {endpoint.name}"
    variables = () if endpoint.api_key_cmd else session.keys.variables(endpoint)
    return f"{told}, or set {' or '.join(variables)}." if variables else f"{told}."


def _code(end: End, printer: Printer, asked: Ask, model: Model, enter: str) -> int:
    match end:
        case Failed(failure=failure):
            where = f"{failure.endpoint or model.endpoint}/{failure.model or model.id}"
            step = _next_step(failure, enter)
            complain(clean_line(f"{where}: {sentences(failure.sentence, step)}", 500))
            return 1
        case _ if end.reason == "stopped":
            return 130
        case _ if printer.lost or (asked.output and not printer.saved):
            for sentence in printer.lost or ["the answer has no picture"]:
                complain(sentence)
            return 1
        case _:
            return 0


def _next_step(failure: Failure, enter: str) -> str:
    """What helps at a command line, where there is neither a conversation nor a key to press."""
    match failure.kind:
        case "authentication":
            return enter
        case "context_too_long":
            return "Ask with less text, or name a model with a larger context with -m."
        case _:
            return failure.next_step


async def _model(asked: Ask, place: Place) -> Model:
    """`-m`, else the last one used, the config's, the first key's, a local server's, the guide."""
    session = place.session
    try:
        if asked.model:
            return session.model(asked.model)
        for name in (_state(place).model, place.settings.model):
            if name:
                return session.model(name)
        keyed = session.catalog.first_keyed()
        return keyed or await session.find_local() or session.model(GUIDE)
    except ModelNotSupportedError as error:
        raise UsageError(error.sentence) from None


def _state(place: Place) -> state.State:
    return state.load(place.folders.state / "state.toml")
