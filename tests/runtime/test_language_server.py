"""An editor's language server completes and checks by the schemas: yaml-language-server, from npm."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import monitorshapes as ms

pytestmark = pytest.mark.network

SERVER = "yaml-language-server@1.25.0"
TEMPLATE = """\
# yaml-language-server: $schema={schema}
Resources:
  Schedule:
    Type: AWS::SageMaker::MonitoringSchedule
    Properties:
      MonitoringScheduleName: !Sub "${{AWS::StackName}}-hourly"
      MonitoringScheduleConfig:
        MonitoringTyp: DataQuality
        MonitoringJobDefinitionName: !GetAtt Definition.JobDefinitionName
        MonitoringType:{blank}
"""


class LanguageServer:
    """yaml-language-server, over its standard streams."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process
        self.number = 0
        self.notified: list[Any] = []

    def send(self, **message: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def receive(self) -> Any:
        assert self.process.stdout
        length = 0
        while (line := self.process.stdout.readline().strip()) or not length:
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        return json.loads(self.process.stdout.read(length))

    def ask(self, method: str, **params: Any) -> Any:
        """The result of a request; what the server asks meanwhile it is told to be nothing."""
        self.number += 1
        self.send(id=self.number, method=method, params=params)
        while True:
            message = self.receive()
            if message.get("id") == self.number and "method" not in message:
                return message["result"]
            self.take(message)

    def take(self, message: Any) -> None:
        if "id" in message and "method" in message:
            items = message.get("params", {}).get("items", [])
            self.send(id=message["id"], result=[SETTINGS.get(item.get("section"), {}) for item in items] or None)
        else:
            self.notified.append(message)

    def diagnostics(self) -> list[Any]:
        """What it says of the file, when it has looked at it by its schema."""
        while True:
            self.take(self.receive())
            for message in self.notified:
                if message["method"] == "textDocument/publishDiagnostics" and message["params"]["diagnostics"]:
                    return list(message["params"]["diagnostics"])


TAGS = ["!Ref", "!Sub", "!GetAtt", "!If sequence", "!Join sequence"]
SETTINGS: dict[str, Any] = {"yaml": {"customTags": TAGS, "validate": True, "completion": True, "hover": True}}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    """A language server that was told of a workspace."""
    folder = tmp_path_factory.mktemp("server")
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent", SERVER], cwd=folder, check=True)
    command = [str(folder / "node_modules" / ".bin" / "yaml-language-server"), "--stdio"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        made = LanguageServer(process)
        capabilities = {"workspace": {"configuration": True}, "textDocument": {"completion": {"completionItem": {}}}}
        made.ask("initialize", processId=None, rootUri=None, capabilities=capabilities)
        made.send(method="initialized", params={})
        made.send(method="workspace/didChangeConfiguration", params={"settings": SETTINGS})
        yield made
        process.kill()


@pytest.fixture(scope="module")
def uri(server: LanguageServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A template that the server has open."""
    folder = tmp_path_factory.mktemp("workspace")
    schema = folder / "template.json"
    schema.write_text(json.dumps(ms.json_schema("template")))
    text = TEMPLATE.format(schema=schema.as_uri(), blank=" ")
    path = Path(folder / "template.yaml")
    document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
    server.send(method="textDocument/didOpen", params={"textDocument": document})
    return path.as_uri()


def test_what_is_no_property_is_marked_and_functions_are_not(server: LanguageServer, uri: str) -> None:
    found = server.diagnostics()
    # What is still empty, in the last line, is null.
    assert {each["range"]["start"]["line"] for each in found} == {7, 9}
    assert any("MonitoringTyp" in each["message"] for each in found)


def completions(server: LanguageServer, uri: str, line: int, character: int) -> dict[str, str]:
    """What is offered at a place, each with what it means."""
    position = {"line": line, "character": character}
    offered = server.ask("textDocument/completion", textDocument={"uri": uri}, position=position)
    return {each["label"]: each.get("documentation") or "" for each in offered["items"]}


def test_the_values_of_an_enum_are_offered(server: LanguageServer, uri: str) -> None:
    offered = completions(server, uri, 9, len("        MonitoringType: "))
    assert {str(each) for each in ms.MonitoringType} <= {*offered}


def test_the_members_that_are_missing_are_offered(server: LanguageServer, uri: str) -> None:
    offered = completions(server, uri, 9, len("        "))
    assert offered["ScheduleConfig"] == "Configures the monitoring schedule."
    assert "MonitoringJobDefinitionName" not in offered


def test_the_documentation_is_shown(server: LanguageServer, uri: str) -> None:
    position = {"line": 9, "character": len("        Monit")}
    shown = server.ask("textDocument/hover", textDocument={"uri": uri}, position=position)
    assert "The type of the monitoring job definition to schedule." in shown["contents"]["value"]
