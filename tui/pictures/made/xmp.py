"""An XMP packet with what made a picture. Read by patterns: an XML parser would unfold entities."""

from __future__ import annotations

import html
import re

from tui.pictures.made.value import KEY

_SPACE = "urn:palaver:picture"
_PACKET = """\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:palaver="{space}">
<dc:description><rdf:Alt>
<rdf:li xml:lang="x-default">{description}</rdf:li>
</rdf:Alt></dc:description>
<xmp:CreatorTool>{software}</xmp:CreatorTool>
<palaver:made>{json}</palaver:made>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""
_DESCRIPTION = re.compile(
    r"<dc:description>.{0,200}?<rdf:li[^<>]{0,80}>([^<]*)</rdf:li>", re.DOTALL
)
_TOOL = re.compile(r"<xmp:CreatorTool>([^<]*)<|xmp:CreatorTool=\"([^\"<]*)\"")
_OURS = re.compile(r"<palaver:made>([^<]*)</palaver:made>")
_LONGEST = 1 << 20


def packet(description: str, software: str, json: str) -> bytes:
    told = {"description": description, "software": software, "json": json, "space": _SPACE}
    return _PACKET.format(
        **{name: html.escape(text, quote=False) for name, text in told.items()}
    ).encode("utf-8")


def read(data: bytes) -> dict[str, str]:
    """What it says, by the names that other formats have for it."""
    text = data[:_LONGEST].decode("utf-8", "replace")
    patterns = {"Description": _DESCRIPTION, "Software": _TOOL, KEY: _OURS}
    found = {name: match for name, pattern in patterns.items() if (match := pattern.search(text))}
    told = {name: html.unescape(next(filter(None, m.groups()), "")) for name, m in found.items()}
    return {name: text for name, text in told.items() if text.strip()}
