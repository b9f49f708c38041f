"""What was typed means what it says in the help."""

from __future__ import annotations

import pytest

from tui.cli import help_text
from tui.cli.arguments import (
    COMMANDS,
    Ask,
    Command,
    Models,
    Open,
    Paths,
    Print,
    UsageError,
    parse,
    usage_of,
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", Open()),
        ("-c", Open(go_on=True)),
        ("--continue -m lab/m", Open("lab/m", go_on=True)),
        ("why is it so", Open(question="why is it so")),
        ("-m lab/m why", Open("lab/m", question="why")),
        ("why -m lab/m not", Open("lab/m", question="why not")),
        ("-- models", Open(question="models")),
        ("-m ask", Open("ask")),
        ("what are models", Open(question="what are models")),
        ("models", Models()),
        ("models --json openai", Models(("openai",), json=True)),
        ("models --cached", Models(cached=True)),
        ("paths --json", Paths(json=True)),
        ("paths", Paths()),
        ("ask hi", Ask("hi")),
        ("-m lab/m ask hi", Ask("hi", "lab/m")),
        ("ask -m lab/m hi there", Ask("hi there", "lab/m")),
        ("ask hi --no-save --json", Ask("hi", save=False, json=True)),
        ("ask -a a.txt hi -a b.png", Ask("hi", attach=("a.txt", "b.png"))),
        ("ask -o out/ -s brief hi", Ask("hi", output="out/", system="brief")),
        ("ask", Ask()),
        ("ask -- -m", Ask("-m")),
        ("--help", Print("palaver")),
        ("ask -h", Print("ask")),
        ("models --help", Print("models")),
        ("-V hello", Print("version")),
    ],
)
def test_words(typed: str, meant: Command):
    assert parse(typed.split()) == meant


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("seed=7", ("seed", 7)),
        ("temperature=0.5", ("temperature", 0.5)),
        ("size=512x512", ("size", "512x512")),
        ("think=true", ("think", True)),
        ('stop=["a","b"]', ("stop", ["a", "b"])),
        ("prompt=a=b", ("prompt", "a=b")),
        ("empty=", ("empty", "")),
    ],
)
def test_parameters(text: str, value: tuple[str, object]):
    asked = parse(["ask", "-p", text, "hi"])
    assert isinstance(asked, Ask)
    assert asked.parameters == (value,)


@pytest.mark.parametrize(
    "typed",
    [
        "--what",
        "-m",
        "ask -p seed hi",
        "ask -p =7 hi",
        "paths here",
        "models -x",
        "-x -c",
        "--mod x",
    ],
)
def test_wrong_usage(typed: str):
    with pytest.raises(UsageError):
        parse(typed.split())


@pytest.mark.parametrize("command", ["palaver", *COMMANDS])
def test_every_command_has_help_that_fits_a_terminal(command: str):
    text = help_text(command)
    assert text.isascii()
    assert text.endswith("\n")
    assert max(map(len, text.splitlines())) <= 80
    assert usage_of([command]).startswith("usage: palaver")


def test_the_help_tells_every_option():
    for command in COMMANDS:
        assert f"  {command} " in help_text("palaver")
    text = help_text("ask")
    for option in ("-m", "-s", "-a", "-o", "-p", "--no-save", "--json", "-h"):
        assert f" {option}" in text


def test_the_examples_of_the_help_are_right():
    lines = help_text("ask").split("examples:\n")[1].splitlines()
    import shlex

    for line in lines:
        words = shlex.split(line.split("| ")[-1])
        assert words[0] == "palaver"
        assert isinstance(parse(words[1:]), Ask)
