"""The example that drives moto through the packages of eight services runs as its first lines say."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from models import done

EXAMPLE = Path(__file__).parents[1] / "docs" / "tutorials" / "services.py"
SAYS = """\
s3: ['a b.csv', 'copy.csv'], b'a,b\\n', https://reports.s3.amazonaws.com/copy.csv
dynamodb: n is 5
sqs: ['do it']
ec2: ['10.0.0.0/16'], 1 instance
iam: sts:AssumeRole; NoSuchEntity
route53: example.com. ['NS', 'SOA']
kinesis: [b'one']
glacier: ['old']
"""


def test_the_example_runs_with_the_packages_that_it_asks_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    commands = [line.strip() for line in EXAMPLE.read_text().splitlines() if line.startswith("    shapegen ")]
    assert len(commands) == 8
    for command in commands:
        done(*shlex.split(command)[1:])
    (tmp_path / EXAMPLE.name).write_text(EXAMPLE.read_text())
    environment = {**os.environ, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    run = [sys.executable, EXAMPLE.name]
    ran = subprocess.run(run, env=environment, capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.returncode) == (SAYS, 0), ran.stderr
