"""What a person did or met that stops a command.

ShapegenError
├── ProfileError       what is wanted: a profile, [tool.shapegen], the options
├── ModelError         the model of a service
└── UnreachableError   the network, or a package index
"""


class ShapegenError(Exception):
    """A mistake or a model that shapegen cannot go on with.

    The text says what was wrong, where, and what would be right; a line for each thing that is wrong. The command line
    prints it and exits with 2.
    """


class ProfileError(ShapegenError):
    """A profile, a pyproject.toml or an option that is not as it should be, or names what the model does not have."""


class ModelError(ShapegenError):
    """A model that nothing can be generated from."""


class UnreachableError(ShapegenError):
    """The network, or a package index, that did not give what was asked of it: another time it may."""
