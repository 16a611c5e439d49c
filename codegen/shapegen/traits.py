"""The traits of a botocore model: those that decide what is generated, and those left out on purpose."""

from collections.abc import Mapping

#: Read by `build`, for each place of the model.
USED: Mapping[str, frozenset[str]] = {
    "operation": frozenset({"name", "documentation", "input", "output", "errors", "deprecated", "deprecatedMessage"}),
    "shape": frozenset("""
        type documentation members required member key value enum min max pattern sensitive union exception
        deprecated deprecatedMessage
        """.split()),
    "member": frozenset(
        "shape documentation deprecated deprecatedMessage idempotencyToken jsonvalue sensitive".split()
    ),
}

#: Not read, with the reason.
IGNORED: Mapping[str, Mapping[str, str]] = {
    "operation": {
        "http": "botocore's serializer needs it, the caller does not",
        "idempotent": "about retries of the HTTP client",
        "readonly": "about retries of the HTTP client",
    },
    "shape": {
        "box": "every Python value can be absent",
    },
    "member": {
        "box": "every Python value can be absent",
    },
}
