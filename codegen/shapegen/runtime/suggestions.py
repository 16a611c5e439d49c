"""What somebody may have meant by a name that there is not."""

from collections.abc import Iterable

_LONGEST = 80
_FEW = 8


def did_you_mean(text: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The question whether what is nearest to `text` was meant; nothing when nothing is as near as `cutoff`, 0 to 1."""
    import difflib  # for most programs nothing is ever wrong

    # Capitals weigh nothing here, and what is far too long cannot be meant.
    by_lower = {name.lower(): name for name in known}
    meant = text[:_LONGEST].lower()
    near = difflib.get_close_matches(meant, by_lower, n=_FEW, cutoff=cutoff)
    # Among what is about as near, a name that has the text in it whole comes first: `ml.m5.large` for `m5.large`.
    near.sort(key=lambda name: meant not in name)
    # A beginning that only one name has: `Binary` for `BinaryClassification`.
    longer = [] if near or len(meant) <= 2 else [name for name in by_lower if name.startswith(meant)]
    near = longer if len(longer) == 1 else near
    return f"; did you mean {by_lower[near[0]]!r}?" if near else ""
