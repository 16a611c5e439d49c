"""The packages of services one after the other, in shapegen's environment: `python services.py COUNT … FOLDER`.

Prints JSON: for each count of services, taken in a shuffled order that is always the same, how many shapes they have
together and the processor's seconds that they took. COUNT may be more than there are.
"""

import json
import random
import sys
import time
from pathlib import Path

from shapegen import profiles
from shapegen.emit import output, packages
from shapegen.model import load

*counts, folder = sys.argv[1:]
services = [*load.services()]
random.Random(0).shuffle(services)  # noqa: S311
wanted = sorted(min(int(count), len(services)) for count in counts)
figures: list[tuple[int, int, float]] = []
shapes, start = 0, time.process_time()
for number, service in enumerate(services[: wanted[-1]], 1):
    model = load.installed(service)
    package = packages.assemble(profiles.of_service(service), model)
    root = Path(folder, service)
    with output.locked(root):
        output.write(root, package.files)
    shapes += len(model.data["shapes"])
    if number in wanted:
        figures.append((number, shapes, time.process_time() - start))
print(json.dumps(figures))
