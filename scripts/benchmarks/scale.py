"""How time grows with the amount of work."""


def bench() -> list[str]:
    """Not yet."""
    raise NotImplementedError
