"""Files that describe infrastructure: read with positions, checked, and made from requests."""

from . import check, convert, schema_command

COMMANDS = (check, convert, schema_command)
"""The modules of the commands."""
