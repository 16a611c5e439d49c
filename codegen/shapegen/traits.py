"""The traits of a botocore model: those that decide what is generated, and those left out on purpose.

A trait that stands in neither table stops the generator.
"""

from collections.abc import Mapping

#: Read by `build`, for each place of the model.
USED: Mapping[str, frozenset[str]] = {
    "operation": frozenset("name documentation input output errors deprecated deprecatedMessage".split()),
    "shape": frozenset("""
        type documentation members required member key value enum min max pattern sensitive union exception error
        deprecated deprecatedMessage document eventstream sparse streaming
        """.split()),
    "member": frozenset("""
        shape documentation deprecated deprecatedMessage idempotencyToken jsonvalue sensitive streaming
        """.split()),
}

_WIRE = "says where botocore puts a value on the wire; boto3 takes it by the member's name"
_ENDPOINT = "says which host botocore sends to"
_SIGNING = "says how botocore signs"
_RETRY = "about retries, which are botocore's"
_ERROR = "of an error, which is nobody's request or response"
_DATE = "the message of the deprecation says what is to be known"

#: Not read, with the reason.
IGNORED: Mapping[str, Mapping[str, str]] = {
    "operation": {
        "auth": _SIGNING,
        "authtype": _SIGNING,
        "deprecatedSince": _DATE,
        "endpoint": _ENDPOINT,
        "endpointdiscovery": _ENDPOINT,
        "endpointoperation": _ENDPOINT,
        "http": _WIRE,
        "httpChecksum": "botocore computes it",
        "httpChecksumRequired": "botocore computes it",
        "idempotent": _RETRY,
        "operationContextParams": _ENDPOINT,
        "readonly": _RETRY,
        "requestcompression": "botocore compresses",
        "staticContextParams": _ENDPOINT,
        "unsignedPayload": _SIGNING,
    },
    "shape": {
        "box": "every Python value can be absent",
        "deprecatedSince": _DATE,
        "event": "what is an event is said by the stream that it is in",
        "fault": _ERROR,
        "flattened": _WIRE,
        "locationName": _WIRE,
        "payload": _WIRE,
        "requiresLength": "botocore asks a stream for its length",
        "retryable": _RETRY,
        "synthetic": _ERROR,
        "timestampFormat": _WIRE,
        "wrapper": _WIRE,
        "xmlNamespace": _WIRE,
        "xmlOrder": _WIRE,
    },
    "member": {
        "box": "every Python value can be absent",
        "contextParam": _ENDPOINT,
        "deprecatedSince": _DATE,
        "enum": "of a member that says its values beside its target; botocore does not check them either",
        "eventheader": _WIRE,
        "eventpayload": _WIRE,
        "flattened": _WIRE,
        "hostLabel": _ENDPOINT,
        "location": _WIRE,
        "locationName": _WIRE,
        "queryName": _WIRE,
        "xmlAttribute": _WIRE,
        "xmlNamespace": _WIRE,
    },
}
