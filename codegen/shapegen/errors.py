"""What a person did or met that stops a command."""


class ShapegenError(Exception):
    """A mistake or a model that shapegen cannot go on with.

    The text says what was wrong, where, and what would be right. The command line prints it and exits with 2.
    """


class UnreachableError(ShapegenError):
    """The network, or a package index, that did not give what was asked of it: another time it may."""
