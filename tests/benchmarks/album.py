"""A stored library of thousands of pictures in as many conversations as a year has days, with
their thumbnails on disk or without; and some large ones that nobody has looked at yet."""

from __future__ import annotations

import hashlib
import io
import os
import random
import sqlite3
from pathlib import Path

from PIL import Image, ImageDraw

from chat.messages import Picture, PicturePart, TextPart
from chat.pictures import PictureStore
from chat.store.library import link
from chat.store.parts import encode
from chat.store.store import Store
from tui.pictures.thumb_files import SIDE, ThumbFiles, _tail

COUNT = 5000
RARE = "zebra"
"""A word of one prompt in a hundred."""
_SHAPES = 24
_CONVERSATIONS = 365
_START = 1_750_000_000.0
_PROMPT = (
    "a red fox in fresh snow under the northern light, oil on rough canvas, a cat that counts"
    " the drops on old slate, watercolour of a harbour at night, ink and gold, wide angle,"
    " soft focus, portrait of somebody who waits, neon rain between high houses"
)


def build(home: Path, count: int = COUNT, *, side: int = 400, thumbs: bool = True) -> None:
    """`count` JPEGs, `side` pixels wide, in the store of `home`."""
    shapes = [_jpeg(number, side) for number in range(_SHAPES)]
    small = [_jpeg(number, SIDE) for number in range(_SHAPES)]
    pictures = PictureStore(home / "data" / "pictures")
    files = ThumbFiles(home / "cache" / "thumbs")
    with _database(home) as db:
        conversations = [_conversation(db, number) for number in range(_CONVERSATIONS)]
        chance = random.Random(1)
        for number in range(count):
            data = shapes[number % _SHAPES] + number.to_bytes(4, "big")  # each has its own bytes
            name = hashlib.sha256(data).hexdigest()
            path = pictures.path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            if thumbs:
                body = small[number % _SHAPES]
                thumb = files._folder / name[:2] / name
                thumb.parent.mkdir(parents=True, exist_ok=True)
                thumb.write_bytes(body + _tail(body, os.stat(path)))
            _message(db, conversations[number * _CONVERSATIONS // count], number, name, chance)


def _database(home: Path) -> sqlite3.Connection:
    database = home / "data" / "palaver.db"
    Store.open(database, state=home / "state").close()
    db = sqlite3.connect(database)
    db.execute("INSERT OR IGNORE INTO speaker (id, endpoint, model) VALUES (901, 'lab', 'bench')")
    return db


def _conversation(db: sqlite3.Connection, number: int) -> int:
    row = (f"pictures of day {number}", f"pictures of day {number}", _START, _START)
    columns = "title, folded, created, updated"
    found = db.execute(f"INSERT INTO conversation ({columns}) VALUES (?,?,?,?)", row).lastrowid
    assert found is not None
    return found


def _message(
    db: sqlite3.Connection, conversation: int, number: int, name: str, chance: random.Random
) -> None:
    prompt = " ".join(chance.choices(_PROMPT.split(), k=chance.randint(6, 60)))
    if number % 100 == 50:
        prompt += f" with a {RARE}"
    model = ("flux-dev", "gpt-image-1", "sdxl")[number % 3]
    kept = Picture(
        name, "image/jpeg", 400, 300, 20_000, prompt, "lab", model,
        {"seed": number, "seconds": 8.2, "size": "400x300"}, created=_START + number,
    )  # fmt: skip
    parts = (TextPart("Here it is."), PicturePart(kept, prompt=prompt))
    columns = "conversation, role, speaker, parts, characters, newlines, end, created, ended"
    row = db.execute(
        f"INSERT INTO message ({columns}) VALUES (?,'assistant',901,?,11,1,?,?,?)",
        (conversation, encode(parts), '{"finished":"stop"}', _START + number, _START + number),
    ).lastrowid
    assert row is not None
    link(db, row, parts)
    db.execute("UPDATE conversation SET tip = ? WHERE id = ?", (row, conversation))


def _jpeg(number: int, side: int) -> bytes:
    """Soft and coloured as a photograph, with edges as a drawing, `side` by three quarters."""
    chance = random.Random(number)
    size = (side, side * 3 // 4)
    channels = [
        Image.linear_gradient("L").rotate(chance.choice((0, 90, 180, 270))).resize(size)
        for _ in range(3)
    ]
    image = Image.merge("RGB", channels)
    draw = ImageDraw.Draw(image)
    for _ in range(14):
        x, y, radius = (chance.random() * side for _ in range(3))
        colour = tuple(chance.randrange(256) for _ in range(3))
        draw.ellipse((x - radius / 4, y - radius / 4, x + radius / 4, y + radius / 4), fill=colour)
    grain = Image.effect_noise(size, 24).convert("RGB")
    out = io.BytesIO()
    Image.blend(image, grain, 0.12).save(out, "JPEG", quality=82)
    return out.getvalue()
