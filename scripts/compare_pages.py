"""Compares the page form of `shapegen diff` with awslabs/aws-sdk-api-changes on pairs of releases.

    git clone https://github.com/awslabs/aws-sdk-api-changes FOLDER
    .venv/bin/python scripts/compare_pages.py FOLDER [SERVICE OLD NEW]

Their code is run as it is, from FOLDER, and nothing of it is kept here. It imports docutils and pygit2 for the web
pages, which the comparison of two models does not use: where they are absent, stand-ins take their place.
"""

import sys
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import MagicMock

from shapegen.changes import page
from shapegen.model import load

#: Services of every protocol and size, none of them SageMaker.
SERVICES = """
accessanalyzer apigateway athena batch bedrock-agent cloudformation cloudfront dynamodb ec2 ecs eks glue iam kms lambda
logs rds s3 sesv2 ssm
""".split()
OLD, NEW = "1.43.0", "1.44.0"
_HIDDEN = {"ec2": frozenset({"TagSpecifications"})}


def theirs(folder: Path) -> Any:
    """Their comparison of two models."""
    sys.path.insert(0, str(folder))
    for name in ("docutils", "docutils.core", "docutils.writers", "docutils.writers.html5_polyglot", "pygit2", "lxml"):
        try:
            __import__(name)
        except ImportError:
            stand_in: ModuleType = MagicMock(name=name)
            sys.modules[name] = stand_in
    from apichanges import model  # type: ignore[import-not-found]

    return model


def their_page(model: Any, old: Any, new: Any) -> tuple[set[str], dict[str, Any]]:
    """The new operations, and of those that were updated the trees as JSON values."""
    found = model.diff_model(new, old)
    added: set[str] = set()
    updated: dict[str, Any] = {}
    for change in found or ():
        if change.type == "new":
            added.add(change.op)
        else:
            updated[change.op] = page.plain(change.delta)
    return added, updated


def main(folder: Path, pairs: list[tuple[str, str, str]]) -> int:
    """Says of each pair whether both agree. Returns 1 if they differ somewhere."""
    model = theirs(folder)
    cache = load.cache_folder()
    differing = 0
    for service, old_release, new_release in pairs:
        old, new = (load.release(release, service, cache).data for release in (old_release, new_release))
        ours = page.page(old, new, hidden=_HIDDEN.get(service, frozenset()))
        mine = {name: page.plain(dict(trees)) for name, trees in ours.updated.items()}
        try:
            added, updated = their_page(model, old, new)
        except (RecursionError, KeyError) as error:
            print(f"{service}: theirs fails: {type(error).__name__}")
            continue
        same = added == set(ours.new) and updated == mine
        print(f"{service}: {len(added)} new, {len(updated)} updated: {'the same' if same else 'different'}")
        if not same:
            differing += 1
            for name in sorted(updated.keys() | mine.keys()):
                if updated.get(name) != mine.get(name):
                    print(f"    {name}\n      theirs {updated.get(name)}\n      ours   {mine.get(name)}")
    return 1 if differing else 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 5):
        sys.exit(__doc__)
    pairs = [(each, OLD, NEW) for each in SERVICES] if len(sys.argv) == 2 else [(sys.argv[2], sys.argv[3], sys.argv[4])]
    sys.exit(main(Path(sys.argv[1]), pairs))
