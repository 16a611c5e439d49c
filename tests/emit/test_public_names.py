"""What users import from a package, by module: the runtime's functions, and those of what the service has."""

from typing import Any

from models import rare, small

from shapegen import ir
from shapegen.build import Settings, build
from shapegen.changes.history import History
from shapegen.emit import description, packages, render

ALWAYS = {
    "_runtime.api": "Level from_dict from_json to_dict to_json unknown_members validate violations",
    "_runtime.enums": "OpenEnum",
    "_runtime.errors": "OutdatedBotocoreError PaginationError ServiceError ServiceValidationError ThrottlingError "
    "WaitError WaitTimeoutError",
    "_runtime.json_schema": "json_schema",
    "_runtime.since": "Since since",
    "_runtime.structures": "Described Request",
    "_runtime.updates": "update_from",
    "_runtime.violations": "ValidationError Violation",
    "client": "SmallClient",
    "async_client": "AsyncSmallClient",
}
SELDOM = {"_runtime.streams": "EventStream StreamingBody", "_runtime.json_values": "NULL"}


def service(model: dict[str, Any]) -> ir.Service:
    wanted = Settings(service="small", package="small", client="SmallClient", operations=["*"])
    return build({"metadata": {}} | model, wanted).service


def public(model: dict[str, Any]) -> dict[str, str]:
    found = render._public(service(model))
    classes = ("enums", "errors", "shapes")
    return {module: " ".join(names) for module, names in found if module not in classes}


def test_what_a_service_has_decides_what_there_is_to_import() -> None:
    assert public(small()) == ALWAYS
    assert public(rare()) == ALWAYS | SELDOM


def test_the_history_in_a_package_knows_the_classes_that_are_called_otherwise() -> None:
    model = small()
    model["shapes"]["thing"] = {"type": "structure", "members": {"Hue": {"shape": "hue"}}}
    model["shapes"]["hue"] = {"type": "string", "enum": ["red"]}
    model["shapes"]["PutThingInput"]["members"]["It"] = {"shape": "thing"}
    kept = packages._history(History("1.0.0"), "1.0.0", service(model))
    assert description.unpacked(kept)["classes"] == {"Thing": "thing", "Hue": "hue"}
