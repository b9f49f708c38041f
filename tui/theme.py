"""A theme is 14 roles, read from TOML; no colour is written anywhere else.

In style sheets each role is a variable of the same name: `$ground $panel $code $picture $text
$muted $faint $accent $you $model $focus $ok $warn $error`, and two more made from them: `$cursor`
(the ground of a selected row) and `$selected` (the ground of selected text). With NO_COLOR Textual
turns all of them to greys; the glyphs alone tell everything apart. Of a terminal with 16 colours
the roles are some of those (`theme_few`).

Needed before the first paint, so nothing of Textual is imported until `textual_theme`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tui.colour import AA, contrast, is_colour, is_dark, mix, repaired

if TYPE_CHECKING:
    from textual.theme import Theme

    from chat.settings import Problem

BUILT_IN = ("dark", "light", "system")
READ = ("text", "muted", "you", "model", "error", "warn")
"""The roles that must read (AA) on `ground`, `panel` and `code`."""


@dataclass(frozen=True, slots=True)
class Palette:
    """A theme's roles as `#rrggbb`."""

    ground: str
    panel: str
    """What stands over the ground: overlays."""
    code: str
    """The ground of a code block."""
    picture: str
    """A picture to come."""
    text: str
    muted: str
    faint: str
    """Only for what is said elsewhere too."""
    accent: str
    you: str
    model: str
    focus: str
    ok: str
    warn: str
    error: str
    dark: bool = True
    name: str = "dark"
    few: bool = False
    """Made of 16 colours: what another ground would tell is told by `reverse`."""
    hue: bool = True
    """Whether colours differ by more than their light; else by `bold`, too."""

    @property
    def cursor(self) -> str:
        """The ground of a selected row, on which `READ` roles read, too."""
        return self.ground if self.few else mix(self.panel, self.focus, 0.10)

    @property
    def selected(self) -> str:
        """The ground of selected text."""
        return self.text if self.few else mix(self.ground, self.accent, 0.28)

    @property
    def selected_text(self) -> str:
        return self.ground if self.few else self.text


ROLES = tuple(
    field.name for field in fields(Palette) if field.type == "str" and field.name != "name"
)


def load(
    name: str,
    *,
    ground: str | None = None,
    text: str | None = None,
    dark: bool | None = None,
    folder: Path | None = None,
) -> Palette:
    """The palette of theme `name`; see `read`."""
    return read(name, ground=ground, text=text, dark=dark, folder=folder)[0]


def read(
    name: str,
    *,
    ground: str | None = None,
    text: str | None = None,
    dark: bool | None = None,
    folder: Path | None = None,
) -> tuple[Palette, tuple[Problem, ...]]:
    """The palette of `name`, from `folder` (the person's themes) before the built-in ones.

    `ground` and `text` are the terminal's own colours and `dark` what it reported; only a system
    theme uses them. What is wrong with a file is told, and the dark or light theme fills the gap.
    """
    from tui.theme_file import described, roles

    data, text_of_file, file, problems = described(name, folder)
    if data.get("system") is True:
        told = ground if is_colour(ground) else None
        if dark is None:
            dark = is_dark(told) if told else True
        base = _base(data.get("when_dark" if dark else "when_light"), dark)
        if told and is_dark(told) != dark:
            # The report came after the colours were asked for: they are of the other kind.
            told = text = None
        palette = replace(_on(base, told, text if is_colour(text) else None), name=name)
        return palette, tuple(problems)
    palette = _built_in("light" if data.get("dark") is False else "dark")
    own = roles(data, text_of_file, file, problems)
    return replace(palette, **own, dark=data.get("dark") is not False, name=name), tuple(problems)


def names(folder: Path | None = None) -> tuple[str, ...]:
    """The built-in themes, then the person's own."""
    own = sorted(path.stem for path in folder.glob("*.toml")) if folder else []
    return BUILT_IN + tuple(name for name in own if name not in BUILT_IN)


def textual_theme(palette: Palette) -> Theme:
    """What Textual wants: its own names from the roles, and the roles as variables.

    Its name has the ground in it: `App.theme` must change when the terminal's colours do.
    """
    from textual.theme import Theme

    from tui.theme_variables import variables

    return Theme(
        name=f"{palette.name} {palette.ground}",
        primary=palette.accent,
        secondary=palette.muted,
        warning=palette.warn,
        error=palette.error,
        success=palette.ok,
        accent=palette.accent,
        foreground=palette.text,
        background=palette.ground,
        surface=palette.ground,
        panel=palette.panel,
        dark=palette.dark,
        variables=variables(palette),
    )


def built_in_file(name: str) -> Path:
    """The file of a built-in theme. (importlib.resources is slow to import, before the paint.)"""
    import themes

    return Path(themes.__path__[0], f"{name}.toml")


def _built_in(name: str) -> Palette:
    data = tomllib.loads(built_in_file(name).read_text("utf-8"))
    return Palette(**{role: data[role] for role in ROLES}, dark=data["dark"], name=name)


def _base(named: object, dark: bool) -> Palette:
    kind = "dark" if dark else "light"
    return _built_in(named if named in ("dark", "light") else kind)  # type: ignore[arg-type]


def _on(base: Palette, ground: str | None, text: str | None) -> Palette:
    """`base` moved to the terminal's own ground and text, and repaired until it reads."""
    if ground is None:
        return base
    own = text if text and contrast(text, ground) >= 3 else base.text
    raised = _towards(ground)
    panel, code, picture = (mix(ground, raised, share) for share in (0.045, 0.06, 0.10))
    grounds = (code, panel, ground)
    own = repaired(own, grounds)
    moved = replace(base, ground=ground, panel=panel, code=code, picture=picture, text=own)
    roles = {role: repaired(getattr(base, role), grounds, AA) for role in READ if role != "text"}
    others = {role: repaired(getattr(base, role), grounds, 3) for role in ("accent", "focus", "ok")}
    return replace(moved, **roles, **others, faint=mix(ground, roles["muted"], 0.62))


def _towards(ground: str) -> str:
    """Where the other grounds lie: nearer the text, but not if it could not be read there."""
    poles = ("#ffffff", "#000000") if is_dark(ground) else ("#000000", "#ffffff")
    return poles[contrast(mix(ground, poles[0], 0.06), poles[0]) < AA]
