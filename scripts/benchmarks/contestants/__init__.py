"""Each module: `works(data)`, by name what a contestant can do with the data, as its own users would write it."""

from datetime import datetime
from functools import partial


def constructor(shapes, name, data, call, constant=repr, **scope):
    """A function that makes `data`, of the shape `name`, with keyword arguments: the one expression that users write.

    `call(shape, arguments)` and `constant(value)` give the text of it, the arguments by wire name.
    """

    def text(name, data):
        shape = shapes[name]
        match shape["type"]:
            case "structure":
                members = shape["members"]
                return call(name, {member: text(members[member]["shape"], value) for member, value in data.items()})
            case "list":
                return f"[{', '.join(text(shape['member']['shape'], item) for item in data)}]"
            case "string" if "enum" in shape:
                return constant(data)
            case _:
                return repr(data)

    return eval(f"lambda: {text(name, data)}", scope)  # noqa: S307


def keywords(arguments):
    """The text of keyword arguments."""
    return ", ".join(f"{name}={value}" for name, value in arguments.items())


def refused(requests, check):
    """How many of the requests `check` raises an error for."""
    count = 0
    for request in requests:
        try:
            check(request)
        except Exception:  # whatever says no
            count += 1
    return count


def counts(data, check):
    """The works that say what `check` refuses."""
    return {
        "refused": lambda: refused(data["bad"], check),
        "wrongly refused": lambda: refused(data["good"], check),
    }


def on_the_wire(value):
    """What was read, as the service sent it: times in seconds since 1970, and nothing that is absent."""
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, dict):
        return {str(name): on_the_wire(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [on_the_wire(item) for item in value]
    return value


def reading(bodies, read, dumped=on_the_wire):
    """The works of `read(operation, body)`, and those that say what it read."""
    works = {}
    for operation, body in bodies.items():
        work = partial(read, operation, body.encode())
        works[operation] = work
        works[f"{operation} read"] = partial(lambda work: on_the_wire(dumped(work())), work)
    return works
