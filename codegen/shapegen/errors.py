"""What a person did or met that stops a command.

ShapegenError
├── ProfileError       what is wanted: a profile, [tool.shapegen], the options
├── ModelError         the model of a service
└── UnreachableError   the network, or a package index
"""

from shapegen import media


class ShapegenError(Exception):
    """A mistake or a model that shapegen cannot go on with.

    The text says what was wrong, where, and what would be right; a line for each thing that is wrong. The command line
    prints it and exits with 2.
    """

    def __init__(self, *problems: str) -> None:
        """`problems`: each is one line, whatever line ends there are in it."""
        self.problems = tuple(map(media.line, problems))
        super().__init__(*self.problems)

    def __str__(self) -> str:
        return "\n".join(self.problems)


class ProfileError(ShapegenError):
    """A profile, a pyproject.toml or an option that is not as it should be, or names what the model does not have."""


class ModelError(ShapegenError):
    """A model that nothing can be generated from."""


class UnreachableError(ShapegenError):
    """The network, or a package index, that did not give what was asked of it: another time it may."""
