"""What the packages of the largest services cost a cold process."""

import statistics
import tempfile
from collections.abc import Sequence

from imports import process
from measure import Ratio, Seconds, goal, table
from peers import ROOT, python, run

TURNS = 7
_SHAPEGEN = str(ROOT / ".venv" / "bin" / "shapegen")
#: The services with the most structures, each with a request that the service would take.
_REQUESTS = {
    "ec2": "RunInstancesRequest(max_count=1, min_count=1, placement=p.Placement(tenancy='host'))",
    "quicksight": "CreateFolderRequest(aws_account_id='123456789012', folder_id='f', tags=[p.Tag(key='k', value='v')])",
    "sagemaker": "CreateModelInput(model_name='m', primary_container=p.ContainerDefinition(image='i'))",
    "connect": "CreateVocabularyRequest(instance_id='i', vocabulary_name='v', language_code='de-DE', content='c')",
    "glue": "CreateDatabaseRequest(database_input=p.DatabaseInput(name='d'))",
    "securityhub": "GetFindingsRequest(filters=p.AwsSecurityFindingFilters(id=[p.StringFilter(value='a')]))",
    "bedrock-agentcore-control": "CreateWorkloadIdentityRequest(name='abc')",
    "iot": "CreateThingRequest(thing_name='t', attribute_payload=p.AttributePayload(attributes={'a': 'b'}))",
    "datazone": "CreateDomainInput(name='d', domain_execution_role='arn:aws:iam::123456789012:role/r')",
    "medialive": "CreateInputSecurityGroupRequest(whitelist_rules=[p.InputWhitelistRuleCidr(cidr='10.0.0.0/8')])",
}
_BOTO3 = (
    "import boto3; c = boto3.client({!r}, region_name='us-east-1', aws_access_key_id='a', aws_secret_access_key='b')"
)
_FIRST, _VALIDATED, _CLIENT = 25, 60, 1.1


def bench() -> list[str]:
    """A cold process, with compiled files present, uses the package of a large service, generated with all its
    operations. The table shows the processor time beyond a bare interpreter to import a request class, and to also
    make a request and validate it. The last figure is how many times as long as boto3's client alone it takes with
    the typed client around it.
    """
    with tempfile.TemporaryDirectory() as folder:
        for service in _REQUESTS:
            run(_SHAPEGEN, "generate", "--service", service, "--package", _package(service), "--output", folder)
        return table(
            ["service", "first class, ms more", "to reach", "and validated, ms more", "to reach", "client", "to reach"],
            [_row(folder, service, request) for service, request in _REQUESTS.items()],
        )


def _package(service: str) -> str:
    return f"{service.replace('-', '')}shapes"


def _row(folder: str, service: str, request: str) -> Sequence[str]:
    package = f"import sys; sys.path.insert(0, {folder!r}); import {_package(service)} as p"
    boto3 = _BOTO3.format(service)
    [client] = run(
        str(python("boto3")), "-c", f"{package}; print(*(n for n in p.__all__ if 'Async' + n in p.__all__))"
    ).split()
    programs = {
        "bare": "import sys",
        "first": f"{package}; p.{request.partition('(')[0]}",
        "validated": f"{package}; p.validate(p.{request})",
        "boto3": boto3,
        "client": f"{boto3}; {package}; p.{client}(c)",
    }
    seconds: dict[str, list[Seconds]] = {name: [] for name in programs}
    for turn in range(TURNS + 1):
        for name in programs if turn % 2 else reversed(programs):
            taken, _ = process("boto3", programs[name])
            if turn:  # in the first one, files are compiled
                seconds[name].append(taken)
    bare = statistics.median(each.processor for each in seconds["bare"])
    first, validated = (
        (statistics.median(each.processor for each in seconds[name]) - bare) * 1e3 for name in ("first", "validated")
    )
    client = Ratio.of_processor(seconds["boto3"], seconds["client"])
    return [
        service,
        f"{first:.1f}",
        goal(f"{_FIRST} ms", first <= _FIRST),
        f"{validated:.1f}",
        goal(f"{_VALIDATED} ms", validated <= _VALIDATED),
        str(client),
        goal(str(_CLIENT), client.of_medians <= _CLIENT),
    ]
