"""`shapegen adopt`, `impact` and `requires` with packages of other services, which stand in a folder of their own."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shapegen.cli import shapegen

OTHERS = {
    "s3": (
        ["PutObject", "GetObject", "CopyObject"],
        'client.put_object(Bucket="b", Key="k", Body="text", ACL="private")  # stays\n'
        'client.put_object(Bucket="b", Key="k", Body=b"bytes")\n'
        'client.copy_object(Bucket="b", Key="k", CopySource={"Bucket": "b", "Key": "k"})  # stays\n'
        'client.copy_object(Bucket="b", Key="k", CopySource="b/k")\n'
        'client.get_object(Bucket="b", Key="")  # refused\n'
        'print(client.get_object(Bucket="b", Key="k")["Body"].read())\n',
    ),
    "dynamodb": (
        ["PutItem", "GetItem"],
        'client.put_item(TableName="users", Item={"name": {"S": "a"}, "age": {"N": str(4)}})\n'
        'client.put_item(TableName="users", Item={"name": {"B": "a"}})  # stays\n'
        'client.put_item(TableName="users", Item={}, ReturnValues="ALL")  # refused\n'
        'print(client.get_item(TableName="users", Key={"name": {"S": "a"}})["Item"]["age"]["N"])\n',
    ),
    "logs": (  # boto3 takes and documents `fromTime`, which the model calls `from`
        ["CreateExportTask"],
        'client.create_export_task(logGroupName="g", fromTime=0, to=1, destination="b")\n'
        'request = {"logGroupName": "g", "fromTime": 0, "to": 1, "destination": "b"}\n'
        "client.create_export_task(**request)\n"
        'other = {"logGroupName": "g", "fromTime": 0, "to": 1, "destination": "b"}\n'
        "print(len(other))\n"
        "client.create_export_task(**other)\n"
        'client.create_export_task(logGroupName="g", fromTime=0, to=1, destination="")  # refused\n',
    ),
}


def run(*arguments: str) -> Result:
    """`shapegen …`."""
    return CliRunner().invoke(shapegen, list(arguments))


@pytest.mark.parametrize("service", OTHERS)
def test_a_package_of_another_service_need_not_be_installed(service: str, tmp_path: Path) -> None:
    operations, calls = OTHERS[service]
    chosen = [each for name in operations for each in ("--operation", name)]
    made = run("generate", "--service", service, *chosen, "--output", str(tmp_path))
    assert made.exit_code == 0, made.output
    app = tmp_path / "app" / "app.py"
    app.parent.mkdir()
    head = (
        f"import io, boto3\nsent = []\nclient = boto3.client({service!r}, 'eu-west-1')\n"
        "def send(name, request):\n"
        "    sent.append((name, {{'fromTime': 'from'}.get(key, key): value for key, value in request.items()}))\n"
        "    return {'Body': io.BytesIO(b'text'), 'Item': {'age': {'N': '4'}}}\n"
        "client._make_api_call = send\n"
    )
    app.write_text(head + calls)
    folder = str(tmp_path / f"{service}shapes")
    package = f"--package={folder}"
    refused = [number for number, line in enumerate(app.read_text().splitlines(), 1) if "# refused" in line]
    checked = run("adopt", "--check", package, str(app))
    assert checked.exit_code == 1
    assert [int(line) for line in re.findall(r":(\d+): would be refused: ", checked.output)] == refused
    said = run("adopt", "--write", package, str(app)).output
    converted, left = calls.count("client.") - calls.count("  # "), calls.count("  # stays")
    assert f"{converted} calls converted, {left} left alone" in said
    changed = app.read_text()
    ran = [
        subprocess.run(
            [sys.executable, "-c", f"{code}\nprint([(name, sorted(request.items())) for name, request in sent])"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        for code in (head + calls, changed)
    ]
    assert ran[1].stdout == ran[0].stdout, ran[1].stderr
    assert len(ran[0].stdout) > 250
    touched = run("impact", folder, folder, package, str(app))
    assert (touched.exit_code, "No line of yours is touched" in touched.output) == (0, True)
    required = run("requires", package, str(app))
    assert (required.exit_code, "was generated without a history" in required.output) == (2, True)
