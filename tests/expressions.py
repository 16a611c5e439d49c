"""Patterns that are drawn at random, values to try them on, and the patterns of SageMaker."""

from collections.abc import Iterator
from itertools import product

from botocore.loaders import Loader
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

SAGEMAKER = Loader().load_service_model("sagemaker", "service-2")["shapes"]

settings.register_profile(
    "patterns",
    derandomize=True,
    deadline=None,
    print_blob=True,
    max_examples=200,
    suppress_health_check=[HealthCheck.too_slow],
)
#: Decorates the property tests that draw patterns.
PATTERNS = settings.get_profile("patterns")

ALPHABET = "ab-"


def values(longest: int) -> Iterator[str]:
    """Every text over the alphabet."""
    for length in range(longest + 1):
        yield from map("".join, product(ALPHABET, repeat=length))


SETS = st.sampled_from(["a", "b", "-", "[ab]", "[^a]", "[a-]", "(?s:.)", r"\w", r"[^\W]", r"\x61", "(?i:A)", "[\\-b]"])
QUANTIFIERS = st.sampled_from(["*", "+", "?", "{2}", "{0}", "{0,2}", "{1,3}", "{2,}", "{1,}", "*?", "??", "{0,3}?"])


def _combined(part: SearchStrategy[str]) -> SearchStrategy[str]:
    ahead = st.sampled_from(["(?=", "(?!"])
    behind = st.sampled_from(["(?<=", "(?<!"])
    return st.one_of(
        st.lists(part, max_size=3).map("".join),
        st.lists(part, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(part, QUANTIFIERS).map(lambda pair: f"({pair[0]}){pair[1]}"),
        st.tuples(SETS, QUANTIFIERS).map("".join),
        st.tuples(ahead, part).map(lambda pair: f"{''.join(pair)})"),
        st.tuples(behind, st.lists(SETS, max_size=2).map("".join)).map(lambda pair: f"{''.join(pair)})"),
    )


#: Patterns as `translate` writes them, but for back references and atomic groups.
patterns: SearchStrategy[str] = st.recursive(
    SETS | st.sampled_from(["", "^", r"\A", r"\Z", r"\b", r"(?!\b)"]), _combined, max_leaves=10
)
