"""A model whose one request has a member of every kind of shape, and lists and maps of it."""

from collections.abc import Mapping
from typing import Any

_KINDS: Mapping[str, Any] = {
    "String": {"type": "string"},
    "Bounded": {"type": "string", "min": 1, "max": 8},
    "Pattern": {"type": "string", "pattern": "[a-z]+"},
    "Kind": {"type": "string", "enum": ["ONE", "two"]},
    "Secret": {"type": "string", "sensitive": True, "max": 8},
    "Flag": {"type": "boolean"},
    "Integer": {"type": "integer", "min": -5, "max": 5},
    "Long": {"type": "long"},
    "Float": {"type": "float"},
    "Double": {"type": "double", "max": 5},
    "Time": {"type": "timestamp"},
    "Iso": {"type": "timestamp", "timestampFormat": "iso8601"},
    "Blob": {"type": "blob"},
    "SmallBlob": {"type": "blob", "max": 4},
    "Anything": {"type": "structure", "document": True, "members": {}},
    "Part": {
        "type": "structure",
        "required": ["Name"],
        "members": {"Name": {"shape": "Bounded"}, "Next": {"shape": "Part"}},
    },
    "Empty": {"type": "structure", "members": {}},
    "Choice": {
        "type": "structure",
        "union": True,
        "members": {"Text": {"shape": "String"}, "Count": {"shape": "Long"}, "Part": {"shape": "Part"}},
    },
}
_LISTS = {f"{kind}List": {"type": "list", "member": {"shape": kind}, "max": 3} for kind in _KINDS}
_MAPS = {f"{kind}Map": {"type": "map", "key": {"shape": "Kind"}, "value": {"shape": kind}} for kind in _KINDS}
_HEADER = {"shape": "String", "jsonvalue": True, "location": "header", "locationName": "X-Json"}

MENAGERIE: Mapping[str, Any] = {
    "version": "2.0",
    "metadata": {
        "apiVersion": "2020-01-01",
        "endpointPrefix": "zoo",
        "protocol": "rest-json",
        "serviceId": "Zoo",
        "signatureVersion": "v4",
    },
    "operations": {
        "Show": {"name": "Show", "http": {"method": "POST", "requestUri": "/"}, "input": {"shape": "ShowRequest"}},
        "Put": {"name": "Put", "http": {"method": "POST", "requestUri": "/put"}, "input": {"shape": "PutRequest"}},
    },
    "shapes": {
        **_KINDS,
        **_LISTS,
        **_MAPS,
        "Stream": {"type": "blob", "streaming": True},
        "PutRequest": {"type": "structure", "members": {"Body": {"shape": "Stream"}}, "payload": "Body"},
        "ShowRequest": {
            "type": "structure",
            "members": {name: {"shape": name} for name in (*_KINDS, *_LISTS, *_MAPS)} | {"Json": _HEADER},
        },
    },
}
