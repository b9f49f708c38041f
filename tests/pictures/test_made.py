"""What made a picture goes into its file and comes back, and not one pixel is touched."""

from __future__ import annotations

import io
import json
import random
import struct
import zlib
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from chat.chunks import sniff
from chat.messages import Picture
from tests.pictures import fuzz
from tests.pictures.stage import photo, png
from tui.pictures.made import exif, files, inside, xmp
from tui.pictures.made import png as png_chunks
from tui.pictures.made.inside import InsideError, read, read_bytes, with_made
from tui.pictures.made.value import KEY, Made, from_json, of_picture, to_json

MADE = Made(
    "Rain on old slate,\n雨 <ink> & “light”",
    "lab",
    "flux-dev",
    {"seed": 42, "size": "1024x1024", "steps": 20, "note": "a, b", "deep": {"x": [1, None]}},
    1_800_000_000.0,
)
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "AVIF")


def encoded(kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    photo(40, 30).save(out, kind, **more)
    return out.getvalue()


def pixels(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        return image.convert("RGBA").tobytes()


@pytest.mark.parametrize("kind", FORMATS)
def test_it_comes_back_and_the_pixels_are_the_same(kind: str) -> None:
    data = encoded(kind)
    told = with_made(data, MADE)
    assert read_bytes(told).made == MADE
    assert pixels(told) == pixels(data)
    assert sniff(told) == sniff(data)
    assert (read_bytes(told).width, read_bytes(told).height) == (40, 30)


@pytest.mark.parametrize("kind", FORMATS)
def test_what_is_there_stays_when_it_is_told_again(kind: str) -> None:
    once = with_made(encoded(kind), MADE)
    again = with_made(once, replace(MADE, prompt="another"))
    assert read_bytes(again).made == MADE or kind == "GIF"
    assert pixels(again) == pixels(once)


@pytest.mark.parametrize("kind", ["WEBP"])
@pytest.mark.parametrize("options", [{"lossless": True}, {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0"}])
def test_every_kind_of_webp(kind: str, options: dict[str, object]) -> None:
    clear = Image.new("RGBA", (33, 17), (200, 40, 90, 128))
    out = io.BytesIO()
    clear.save(out, kind, **options)
    told = with_made(out.getvalue(), MADE)
    assert pixels(told) == pixels(out.getvalue())
    assert read_bytes(told).made == MADE


def test_a_jpeg_keeps_the_exif_and_the_xmp_that_it_has() -> None:
    own = Image.Exif()
    own[0x0112] = 6
    own[0x010E] = "a camera's own words"
    data = encoded("JPEG", exif=own.tobytes(), xmp=b"<x:xmpmeta>theirs</x:xmpmeta>")
    told = with_made(data, MADE)
    with Image.open(io.BytesIO(told)) as image:
        assert image.getexif()[0x0112] == 6
        assert b"theirs" in image.info["xmp"]
    found = read_bytes(told)
    assert found.made == MADE
    assert found.texts["Description"] == "a camera's own words"


def test_other_tools_find_the_prompt() -> None:
    with Image.open(io.BytesIO(with_made(encoded("PNG"), MADE))) as image:
        image.load()
        assert image.text["Description"] == MADE.prompt
        assert image.text["parameters"] == (
            f"{MADE.prompt}\n"
            "Steps: 20, Seed: 42, Size: 1024x1024, "
            'note: "a, b", deep: {"x": [1, null]}, Model: lab/flux-dev'
        )
        assert json.loads(image.text[KEY])["parameters"]["seed"] == 42
    with Image.open(io.BytesIO(with_made(encoded("JPEG"), MADE))) as image:
        assert image.getexif()[0x010E].encode("latin-1").decode() == MADE.prompt
        comment = image.getexif().get_ifd(0x8769)[0x9286]
        assert comment.startswith(b"UNICODE\0")
        assert comment[8:].decode("utf-16-be").endswith("Model: lab/flux-dev")


def test_a_prompt_longer_than_a_jpeg_has_room_for_is_cut() -> None:
    long = replace(MADE, prompt="雨&" * 40_000)
    found = read_bytes(with_made(encoded("JPEG"), long)).made
    assert found is not None
    assert found.parameters == MADE.parameters
    assert len(found.prompt) > 1000
    assert long.prompt.startswith(found.prompt)
    assert read_bytes(with_made(encoded("PNG"), long)).made == long


def test_names_of_any_length_come_to_an_end() -> None:
    odd = Made("x", "e" * 100_000, "m" * 100_000, {"p": "v" * 100_000})
    assert inside.blocks(odd).fit()


@pytest.mark.parametrize("kind", FORMATS)
def test_a_hostile_prompt_harms_no_other_tool(kind: str) -> None:
    hostile = replace(MADE, prompt="a\x1b[2J\x00\x9b31m\ud800 ]]> <!-- \ufffe {x} \u202eb")
    told = with_made(encoded(kind), hostile)
    found = read_bytes(told)
    assert found.made is not None
    assert found.made.prompt == hostile.prompt.replace("\ud800", "\ufffd")
    assert b"\x1b[" not in told
    for text in found.texts.values():
        assert not {"\x1b", "\x00", "\x9b", "\ufffe", "\u202e"} & set(text)


def test_what_was_attached_stays_as_it_came() -> None:
    assert of_picture(Picture("h", "image/png", 1, 1, 1, prompt="photo.png")) is None
    assert with_made(encoded("PNG"), None) == encoded("PNG")
    assert with_made(b"no picture", MADE) == b"no picture"


# -- read from files of others


def chunk(kind: bytes, body: bytes) -> bytes:
    crc = struct.pack(">I", zlib.crc32(kind + body))
    return struct.pack(">I", len(body)) + kind + body + crc


def with_chunks(*chunks: bytes) -> bytes:
    data = png(photo(4, 4))
    return data[:33] + b"".join(chunks) + data[33:]


def test_the_texts_of_other_tools_are_found() -> None:
    data = with_chunks(
        chunk(b"tEXt", b"parameters\0caf\xe9\nSteps: 20"),
        chunk(b"zTXt", b"workflow\0\0" + zlib.compress(b'{"nodes": []}')),
        chunk(b"iTXt", b"prompt\0\1\0en\0Eingabe\0" + zlib.compress("雨".encode())),
    )
    found = read_bytes(data)
    assert found.made is None
    assert found.texts == {
        "parameters": "café\nSteps: 20",
        "workflow": '{"nodes": []}',
        "prompt": "雨",
    }


def test_the_comment_of_a_jpeg_in_either_order() -> None:
    for order, codec in (("<", "utf-16-le"), (">", "utf-16-be")):
        own = Image.Exif()
        own.endian = order
        own[0x8769] = {0x9286: b"UNICODE\0" + "a boat\nSteps: 20".encode(codec)}
        data = encoded("JPEG", exif=own.tobytes())
        assert read_bytes(data).texts["parameters"] == "a boat\nSteps: 20"


def test_bombs_unfold_to_no_more_than_the_limit() -> None:
    bomb = zlib.compress(b"a" * 300_000_000, 9)
    data = with_chunks(
        chunk(b"zTXt", b"one\0\0" + bomb),
        chunk(b"iTXt", b"two\0\1\0\0\0" + bomb),
        *(chunk(b"zTXt", b"n%d\0\0" % number + bomb) for number in range(100)),
    )
    texts = read_bytes(data).texts
    assert len(texts["one"]) == len(texts["two"]) == png_chunks.LONGEST
    assert sum(map(len, texts.values())) <= 4 * png_chunks.LONGEST


def test_ten_thousand_chunks_are_not_all_read() -> None:
    many = (chunk(b"tEXt", b"key%d\0x" % number) for number in range(10_000))
    assert len(read_bytes(with_chunks(*many)).texts) == 64


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"key",
        b"key\0",
        b"key\0\1",
        b"key\0\1\0",
        b"key\0\1\0\0",
        b"key\0\1\0\0\0junk",
        b"\0\0",
    ],
)
def test_damaged_chunks_say_nothing(body: bytes) -> None:
    for kind in (b"zTXt", b"iTXt"):
        texts = read_bytes(with_chunks(chunk(kind, body))).texts
        assert not any(texts.values())


@pytest.mark.parametrize("kind", FORMATS)
def test_mutated_files_raise_nothing_else(kind: str) -> None:
    chance = random.Random(kind)
    whole = with_made(encoded(kind), MADE)
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.3:
            del data[chance.randrange(len(data)) :]
        try:
            read_bytes(bytes(data))
        except InsideError:
            continue
        with_made(bytes(data), MADE)


def test_mutated_blocks_raise_nothing() -> None:
    chance = random.Random(5)
    block = exif.block("a boat", "palaver", "parameters")
    packet = xmp.packet("a boat", "palaver", "{}")
    for _ in range(3000):
        for read_block, whole in ((exif.read, block), (xmp.read, packet)):
            data = bytearray(whole)
            for _ in range(chance.randint(1, 6)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            assert isinstance(read_block(bytes(data[: chance.randrange(len(data) + 1)])), dict)


@pytest.mark.parametrize(
    "text", ["", "[]", "3", "{", "[" * 100_000, '{"prompt": 3, "parameters": [], "time": {}}']
)
def test_json_that_is_not_ours(text: str) -> None:
    found = from_json(text)
    assert found is None or found == Made(software="")


def test_json_and_back() -> None:
    assert from_json(to_json(MADE)) == MADE
    assert to_json(MADE).isascii()


# -- files that are none


@pytest.mark.parametrize(
    ("name", "kind"),
    [("none.png", "missing"), (".", "no_picture"), ("text", "no_picture"), ("half", "damaged")],
)
def test_each_fault_has_its_kind(tmp_path: Path, name: str, kind: str) -> None:
    (tmp_path / "text").write_text("hello")
    (tmp_path / "half").write_bytes(png(photo(4, 4))[:20])
    with pytest.raises(InsideError) as fault:
        read(tmp_path / name)
    assert fault.value.kind == kind


def test_a_file_too_large_is_not_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inside, "BYTES", 1000)
    (tmp_path / "large").write_bytes(png(photo(4, 4)) + b"\0" * 5000)
    with pytest.raises(InsideError) as fault:
        read(tmp_path / "large")
    assert fault.value.kind == "too_large"


def test_a_jpeg_of_segments_that_lie() -> None:
    assert files.read_jpeg(b"\xff\xd8\xff\xe1\xff\xff") == files.Blocks()
    assert files.read_webp(b"RIFF\xff\xff\xff\xffWEBPEXIF\xff\xff\xff\xff") == files.Blocks()
    assert files.read_gif(b"GIF89a" + b"\xff" * 5) == files.Blocks()


def test_spoiled_files_break_nothing() -> None:
    empty = b"WEBPVP8X\0\0\0\0" + bytes(10)
    spoiled = [b"RIFF" + len(empty).to_bytes(4, "little") + empty]
    spoiled += [fuzz.spoiled(number) for number in range(300)]
    for data in spoiled:
        with suppress(InsideError):
            read_bytes(with_made(data, MADE))
