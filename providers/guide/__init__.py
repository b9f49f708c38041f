"""The embedded endpoint that needs nothing: help that answers, and a canvas that draws.

Neither is a language model, and both say so. Pillow is imported only when a picture is drawn.
"""

from providers.guide.provider import Guide

__all__ = ["Guide"]
