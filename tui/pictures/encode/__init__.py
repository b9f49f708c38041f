"""A picture as what a terminal draws: pure functions, one file a mode.

All but `value` import Pillow: import them in a thread.
"""
