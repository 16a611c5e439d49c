"""What `scripts/fuzz` runs: good input is taken, and what crashed once crashes no more."""

from pathlib import Path

import pytest
from fuzzing import TARGETS, mutated

CRASHES = sorted((Path(__file__).parent / "data" / "crashes").glob("*-*"))


@pytest.mark.parametrize("name", TARGETS)
def test_good_input_is_taken(name: str) -> None:
    target = TARGETS[name]
    taken = [target.run(seed) for seed in target.seeds()[:4]]
    assert taken == [True] * len(taken)


@pytest.mark.parametrize("path", CRASHES, ids=[path.name for path in CRASHES])
def test_what_crashed_once_is_taken_or_refused(path: Path) -> None:
    assert TARGETS[path.name.rpartition("-")[0]].run(path.read_bytes()) in (True, False)


@pytest.mark.parametrize("name", TARGETS)
def test_a_mutation_has_a_number_and_is_another_input(name: str) -> None:
    target = TARGETS[name]
    some = [mutated(target, number) for number in range(40)]
    assert some == [mutated(target, number) for number in range(40)]
    assert len({*some, *target.seeds()}) > 35
