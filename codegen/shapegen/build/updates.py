"""Which response can be sent back, and as which request."""

from collections import Counter

from shapegen import ir
from shapegen.build.plan import Plan

#: From an answer the service leads back to a request: the first of the latter that there is.
_READING, _WRITING = ("Describe", "Get"), ("Update", "Put", "Create")


def updates_of(plan: Plan) -> tuple[ir.Update, ...]:
    """Which response can be sent back, and as which request.

    The response of Describe… or Get… is sent as Update…, Put… or Create…: the first of them whose required members
    the response has, each of the same shape. What the two have in common is sent.
    """
    requests = {plan.facts.request(operation) for operation in plan.symbols.methods}
    found: list[ir.Update] = []
    for operation in plan.symbols.methods:
        response = plan.facts.response(operation)
        verb = next((verb for verb in _READING if operation.startswith(verb)), None)
        if verb is None or response is None or response in requests:
            continue
        for writing in _WRITING:
            target = writing + operation.removeprefix(verb)
            if target in plan.symbols.methods and (update := _update(plan, response, target)):
                found.append(update)
                break
    times = Counter(update.response for update in found)
    return tuple(update for update in found if times[update.response] == 1)


def _update(plan: Plan, response: str, operation: str) -> ir.Update | None:
    request = plan.facts.request(operation)
    given, taken = plan.facts.targets(response), plan.facts.targets(request)
    common = tuple(name for name in taken if given.get(name) == taken[name])
    required = {member.wire_name for member in plan.members[request] if member.required}
    return ir.Update(response=response, request=request, members=common) if common and required <= {*common} else None
