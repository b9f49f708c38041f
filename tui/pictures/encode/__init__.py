"""A picture as what a terminal draws: pure functions, one file a mode.

All but `value` and `row` import Pillow: import them in a thread.
"""
