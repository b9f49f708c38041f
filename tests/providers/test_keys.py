"""Keys: where they come from, whose they are, and that nothing shows them."""

from __future__ import annotations

import asyncio
import stat
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from chat.errors import KeyCommandError
from providers import key_command
from providers.catalog import Catalog, Unreachable
from providers.endpoints import Endpoint, built_in
from providers.keys import Keys, clean_key
from providers.models import Model
from tests.support import wait_until

OPENAI = built_in()["openai"]
LAB = Endpoint("my-lab", "openai", "http://127.0.0.1:8000/v1")


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / "config" / ".env"


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


async def test_from_the_environment(env_file: Path):
    keys = Keys({"OPENAI_API_KEY": " sk-1 "}, env_file)
    assert keys.known(OPENAI)
    assert await keys.find(OPENAI) == "sk-1"


async def test_none(env_file: Path):
    keys = Keys({"OTHER_API_KEY": "x", "OPENAI_API_KEY": ""}, env_file)
    assert not keys.known(OPENAI)
    assert await keys.find(OPENAI) is None


async def test_another_endpoint_gets_no_key_that_it_does_not_name(env_file: Path):
    keys = Keys({"OPENAI_API_KEY": "sk-1"}, env_file)
    assert await keys.find(LAB) is None
    assert await keys.find(built_in()["openrouter"]) is None


async def test_from_the_env_file_by_hand(env_file: Path):
    write(env_file, '# mine\nexport OPENAI_API_KEY="sk-file"\nEMPTY=\n')
    assert await Keys({}, env_file).find(OPENAI) == "sk-file"
    assert await Keys({"OPENAI_API_KEY": "sk-env"}, env_file).find(OPENAI) == "sk-env"


async def test_from_the_config(env_file: Path):
    keys = Keys({"OPENAI_API_KEY": "sk-env", "LAB_KEY": "sk-lab"}, env_file)
    assert await keys.find(replace(LAB, api_key="sk-plain")) == "sk-plain"
    assert await keys.find(replace(LAB, api_key="${LAB_KEY}")) == "sk-lab"
    assert await keys.find(replace(LAB, api_key="Token ${LAB_KEY}")) == "Token sk-lab"
    assert await keys.find(replace(LAB, api_key="${MISSING}")) is None


async def test_the_configs_variable_may_stand_in_the_env_file(env_file: Path):
    write(env_file, "LAB_KEY=sk-file\n")
    assert await Keys({}, env_file).find(replace(LAB, api_key="${LAB_KEY}")) == "sk-file"


async def test_from_a_command(env_file: Path):
    lab = replace(LAB, api_key_cmd="echo sk-cmd; echo more")
    keys = Keys({}, env_file)
    assert keys.known(lab)
    assert await keys.find(lab) == "sk-cmd"


async def test_a_command_runs_once_until_its_key_is_refused(env_file: Path, tmp_path: Path):
    count = tmp_path / "count"
    lab = replace(LAB, api_key_cmd=f"echo x >> {count}; echo sk-cmd")
    keys = Keys({}, env_file)
    await keys.find(lab)
    await keys.find(lab)
    assert count.read_text() == "x\n"
    keys.forget(lab)
    await keys.find(lab)
    assert count.read_text() == "x\nx\n"


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("echo oh no >&2; echo more >&2; false", "failed with exit status 1: oh no"),
        ("exit 3", "failed with exit status 3"),
        ("kill -9 $$", "was ended by signal 9"),
        ("no-such-program-of-ours x", "failed with exit status 127: .*not found"),
        ("true", "printed nothing"),
        ("echo sk-cmd-12345; echo not sk-cmd-12345 >&2; false", "failed with exit status 1: not …"),
        (f"echo '\033[31mbad {'a1' * 20}' >&2; false", "failed with exit status 1: bad …"),
    ],
)
async def test_a_command_that_fails_is_told(command: str, told: str, env_file: Path):
    with pytest.raises(KeyCommandError, match=f"^api_key_cmd of my-lab {told}$") as caught:
        await Keys({}, env_file).find(replace(LAB, api_key_cmd=command))
    assert "Enter a key" not in caught.value.next_step
    assert "in a terminal" in caught.value.next_step


async def test_an_endpoint_whose_command_fails_says_so_and_asks_for_no_key(env_file: Path):
    class Lists:
        async def list_models(self, endpoint: Endpoint) -> Sequence[Model]:
            raise KeyCommandError("api_key_cmd of lab failed with exit status 1")

    catalog = Catalog({"lab": LAB}, Keys({}, env_file), env_file.parent)
    with pytest.raises(KeyCommandError):
        await catalog.refresh("lab", Lists())
    assert catalog.state("lab") == Unreachable("api_key_cmd of lab failed with exit status 1")


async def test_a_command_that_prints_without_end_is_not_listened_to(env_file: Path):
    with pytest.raises(KeyCommandError, match="more than a key"):
        await Keys({}, env_file).find(replace(LAB, api_key_cmd="yes"))


async def test_a_command_that_leaves_something_running(env_file: Path):
    lab = replace(LAB, api_key_cmd="sleep 4 & echo sk-cmd")
    began = time.monotonic()
    assert await Keys({}, env_file).find(lab) == "sk-cmd"
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("command", ["exec sleep 30", "exec >&- 2>&-; sleep 30"])
async def test_a_command_that_hangs(command: str, env_file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(key_command, "PATIENCE", 0.2)
    with pytest.raises(KeyCommandError, match="longer than"):
        await Keys({}, env_file).find(replace(LAB, api_key_cmd=command))


async def test_a_command_ends_when_nobody_waits_for_its_key(env_file: Path, tmp_path: Path):
    pid = tmp_path / "pid"
    lab = replace(LAB, api_key_cmd=f"echo $$ > {pid}; exec sleep 30")
    asked = asyncio.create_task(Keys({}, env_file).find(lab))
    await wait_until(lambda: pid.exists() and pid.read_text().endswith("\n"))
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    await wait_until(lambda: not Path("/proc", pid.read_text().strip()).exists())


async def test_many_keys_entered_at_once_are_all_kept(env_file: Path):
    """Each `Keys` is what another program would have."""
    names = [f"lab{number}" for number in range(16)]
    rows = [replace(LAB, name=name) for name in names]
    await asyncio.gather(*(Keys({}, env_file).store(row, f"sk-{row.name}") for row in rows))
    assert [await Keys({}, env_file).find(row) for row in rows] == [f"sk-{n}" for n in names]


async def test_a_file_that_is_a_link_elsewhere_stays_one(env_file: Path, tmp_path: Path):
    there = tmp_path / "dotfiles" / "env"
    write(there, "OTHER=1\n")
    env_file.parent.mkdir()
    env_file.symlink_to(there)
    await Keys({}, env_file).store(LAB, "sk-entered")
    assert env_file.is_symlink()
    assert there.read_text().startswith("OTHER=1\nMY_LAB_API_KEY=sk-entered\n")


async def test_an_entered_key_is_kept_for_its_owner_only(env_file: Path):
    keys = Keys({}, env_file)
    await keys.store(LAB, "sk-entered\n")
    assert await keys.find(LAB) == "sk-entered"
    assert await Keys({}, env_file).find(LAB) == "sk-entered"
    assert stat.S_IMODE(env_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(env_file.parent.stat().st_mode) == 0o700


async def test_a_file_that_others_could_read_is_closed_when_a_key_is_entered(env_file: Path):
    write(env_file, "A=1\n")
    env_file.chmod(0o644)
    await Keys({}, env_file).store(LAB, "sk-entered")
    assert stat.S_IMODE(env_file.stat().st_mode) == 0o600


async def test_other_lines_stay(env_file: Path):
    write(env_file, "# a comment\nOTHER=1\nMY_LAB_API_KEY=old\n")
    await Keys({}, env_file).store(LAB, "new")
    text = env_file.read_text()
    assert text.startswith("# a comment\nOTHER=1\n")
    assert "old" not in text
    assert list(env_file.parent.iterdir()) == [env_file]


async def test_an_entered_key_replaces_the_wrong_one_of_the_environment(env_file: Path):
    wrong = Keys({"OPENAI_API_KEY": "sk-wrong"}, env_file)
    await wrong.store(OPENAI, "sk-right")
    assert await wrong.find(OPENAI) == "sk-right"
    assert await Keys({"OPENAI_API_KEY": "sk-wrong"}, env_file).find(OPENAI) == "sk-right"
    assert "sk-wrong" not in env_file.read_text()


async def test_but_not_a_newer_one(env_file: Path):
    await Keys({"OPENAI_API_KEY": "sk-wrong"}, env_file).store(OPENAI, "sk-right")
    assert await Keys({"OPENAI_API_KEY": "sk-newer"}, env_file).find(OPENAI) == "sk-newer"
    assert await Keys({}, env_file).find(OPENAI) == "sk-right"


async def test_it_replaces_the_wrong_one_of_the_config_and_of_a_command(env_file: Path):
    for endpoint in (replace(LAB, api_key="sk-wrong"), replace(LAB, api_key_cmd="echo sk-wrong")):
        keys = Keys({}, env_file)
        await keys.store(endpoint, "sk-right")
        assert await keys.find(endpoint) == "sk-right"


async def test_a_second_wrong_one_is_replaced_too(env_file: Path):
    keys = Keys({"OPENAI_API_KEY": "sk-wrong"}, env_file)
    await keys.store(OPENAI, "sk-wrong-too")
    await keys.store(OPENAI, "sk-right")
    assert await keys.find(OPENAI) == "sk-right"


async def test_an_entered_key_never_goes_to_another_host(env_file: Path):
    await Keys({}, env_file).store(OPENAI, "sk-entered")
    moved = replace(OPENAI, base_url="http://127.0.0.1:9/v1")
    assert await Keys({}, env_file).find(moved) is None
    assert await Keys({}, env_file).find(replace(LAB, api_key="${OPENAI_API_KEY}")) is None


def test_repr_shows_no_key(env_file: Path):
    assert "sk-1" not in repr(Keys({"OPENAI_API_KEY": "sk-1"}, env_file))


@pytest.mark.parametrize(
    ("pasted", "key"),
    [
        (" sk-1\n", "sk-1"),
        ('export OPENAI_API_KEY="sk-1"', "sk-1"),
        ("OPENAI_API_KEY=sk-1==", "sk-1=="),
        ("Bearer sk-1", "sk-1"),
        ("sk-1=", "sk-1="),
        ("two words", ""),
        ("sk-\x1b[31m", ""),
        ("schlüssel", ""),
        ("", ""),
    ],
)
def test_a_pasted_key(pasted: str, key: str):
    assert clean_key(pasted) == key


async def test_the_other_lines_of_the_file_stay_as_they_are(env_file: Path):
    env_file.parent.mkdir(parents=True)
    other = b"# caf\xe9 \xe2\x80\xa8 x\r\nOTHER=1\r\n\n"
    env_file.write_bytes(other)
    keys = Keys({}, env_file)
    await keys.store(OPENAI, "sk-new")
    assert env_file.read_bytes().startswith(other)
    assert await keys.find(OPENAI) == "sk-new"


async def test_a_command_asks_a_person_once(env_file: Path, tmp_path: Path):
    count = tmp_path / "count"
    lab = replace(LAB, api_key_cmd=f"echo x >> {count}; sleep 0.1; echo sk-cmd")
    keys = Keys({}, env_file)
    assert await asyncio.gather(keys.find(lab), keys.find(lab)) == ["sk-cmd", "sk-cmd"]
    assert count.read_text() == "x\n"
