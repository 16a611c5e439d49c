"""Random templates of good requests are taken, whatever functions stand in them."""

import random

import random_templates


def test_random_templates_are_taken() -> None:
    seed = random.Random(1)
    requests = random_templates.good()
    assert len(requests) > 20
    taken = 0
    for request in requests:
        found = list(random_templates.refused(request, "documented", seed))
        taken += not found
        assert found in ([], ["none"])
    assert taken > len(requests) / 2


def test_a_mistake_in_them_is_found() -> None:
    seed = random.Random(1)
    for request in random_templates.good():
        template = random_templates.made(request, "documented", seed)
        if template:
            template["Resources"]["Made"]["Properties"]["Nmae"] = "x"
            assert random_templates.wrong(random_templates.written(template), "documented", yaml=True)
