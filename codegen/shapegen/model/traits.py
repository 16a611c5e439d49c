"""The traits of a botocore model: those that decide what is generated, and those left out on purpose.

A trait that stands in neither table stops the generator; of `error` the code alone is read.
"""

from collections.abc import Mapping

#: Read by `build`, for each place of the model.
USED: Mapping[str, frozenset[str]] = {
    "operation": frozenset("name documentation input output errors deprecated deprecatedMessage".split()),
    "shape": frozenset("""
        type documentation members required member key value enum min max pattern sensitive union exception error
        deprecated deprecatedMessage document eventstream payload sparse streaming
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
_BUILD = "for tools of AWS's, in a few releases; botocore does not read it"
_STATUS = "an error is told by its code; a program that reads the status reads it off the response"

#: Not read, with the reason.
IGNORED: Mapping[str, Mapping[str, str]] = {
    "operation": {
        "alias": "the name in the API's old reference; boto3 has the operation's own",
        "auth": _SIGNING,
        "authtype": _SIGNING,
        "deprecatedSince": _DATE,
        "documentationUrl": "words for people, and of old models: the pages are gone",
        "endpoint": _ENDPOINT,
        "endpointdiscovery": _ENDPOINT,
        "endpointoperation": _ENDPOINT,
        "http": _WIRE,
        "httpChecksum": "botocore computes it",
        "httpChecksumRequired": "botocore computes it",
        "idempotent": _RETRY,
        "internal": _BUILD,
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
        "default": "what the service assumes; botocore sends nothing for it",
        "deprecatedSince": _DATE,
        "enum": "of a member that says its values beside its target; botocore does not check them either",
        "eventheader": _WIRE,
        "eventpayload": _WIRE,
        "flattened": _WIRE,
        "hostLabel": _ENDPOINT,
        "location": _WIRE,
        "locationName": _WIRE,
        "pattern": "of a member that says one beside its target's; the service's newer models have none there",
        "queryName": _WIRE,
        "tags": _BUILD,
        "xmlAttribute": _WIRE,
        "xmlNamespace": _WIRE,
    },
    "error": {
        "fault": _ERROR,
        "senderFault": _STATUS,
    },
}
