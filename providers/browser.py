"""What a desktop browser says of itself: services made for their own web page ask for it."""

from __future__ import annotations

AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Safari/537.36"
)

HINTS = {
    "sec-ch-ua": '"Chromium";v="130", "Google Chrome";v="130", "Not?A_Brand";v="99"',
    "sec-ch-ua-mobile": "?0",
    "sec-ch-ua-platform": '"Linux"',
}
"""The headers by which Chromium names its version and its system."""


def fetching(site: str) -> dict[str, str]:
    """The headers of a request that a page's script makes; `site` is `same-origin` or alike."""
    return {"sec-fetch-dest": "empty", "sec-fetch-mode": "cors", "sec-fetch-site": site}
