"""Files that describe infrastructure: read with positions, checked, and made from requests."""

from . import check

COMMANDS = (check,)
"""The modules of the commands."""
