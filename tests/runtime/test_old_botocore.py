"""What the installed botocore does not know is said before anything is sent."""

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock, Mock

import models
import pytest

import monitorshapes as ms
from monitorshapes import parameters
from monitorshapes._runtime import compatibility, history
from monitorshapes.operations import OPERATIONS

botocore = import_module("botocore")
session = import_module("botocore.session")
Loader = import_module("botocore.loaders").Loader
Stubber = import_module("botocore.stub").Stubber

SWITCH = "EnableInterContainerTrafficEncryption"
DEFINITION = ms.MonitoringJobDefinition(
    monitoring_inputs=[
        ms.MonitoringInput(endpoint_input=ms.EndpointInput(endpoint_name="e", local_path="/opt/ml/processing/in"))
    ],
    monitoring_output_config=ms.MonitoringOutputConfig(
        monitoring_outputs=[
            ms.MonitoringOutput(
                s3_output=ms.MonitoringS3Output(s3_uri="s3://b/out", local_path="/opt/ml/processing/out")
            )
        ]
    ),
    monitoring_resources=ms.MonitoringResources(
        cluster_config=ms.MonitoringClusterConfig(
            instance_count=1, instance_type=ms.ProcessingInstanceType.ML_M5_XLARGE, volume_size_in_gb=20
        )
    ),
    monitoring_app_specification=ms.MonitoringAppSpecification(image_uri="image"),
    role_arn="arn:aws:iam::123456789012:role/monitor",
)


def _schedule(**network: Any) -> ms.CreateMonitoringScheduleRequest:
    config = ms.MonitoringScheduleConfig(
        schedule_config=ms.ScheduleConfig(schedule_expression="cron(0 * ? * * *)"),
        monitoring_job_definition=replace(DEFINITION, network_config=ms.NetworkConfig(**network)),
    )
    return ms.CreateMonitoringScheduleRequest(monitoring_schedule_name="a", monitoring_schedule_config=config)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Models as `AWS_DATA_PATH` has them, of two releases."""
    root = tmp_path_factory.mktemp("releases")
    for release in ("1.16.5", "1.16.6"):
        service = root / release / "sagemaker" / "2017-07-24"
        service.mkdir(parents=True)
        (service / "service-2.json").write_bytes(models.sagemaker(release))
    return root


@pytest.fixture
def on_1_16_5(monkeypatch: pytest.MonkeyPatch) -> None:
    """The botocore that is installed is 1.16.5, as `botocore.__version__` says."""
    monkeypatch.setattr(botocore, "__version__", "1.16.5")


def _boto(folder: Path) -> Any:
    """A client of botocore that has the models of a folder before its own."""
    made = session.Session()
    made.register_component("data_loader", Loader(extra_search_paths=[str(folder)]))
    return made.create_client(
        "sagemaker",
        region_name="us-east-1",
        endpoint_url="http://127.0.0.1:9",
        aws_access_key_id="id",
        aws_secret_access_key="secret",  # noqa: S106  of nobody
    )


@pytest.fixture(scope="module")
def old(folder: Path) -> Any:
    """A client as botocore 1.16.5 has it."""
    return _boto(folder / "1.16.5")


@pytest.mark.usefixtures("on_1_16_5")
@pytest.mark.parametrize("level", ["documented", "off"])
def test_a_member_deep_down_that_is_newer_is_named(old: Any, level: Any) -> None:
    with pytest.raises(ms.OutdatedBotocoreError) as caught:
        ms.MonitoringClient(old, level=level).send(_schedule(enable_inter_container_traffic_encryption=True))
    assert str(caught.value) == f"{SWITCH} needs botocore 1.16.6 or newer; 1.16.5 is installed"
    path = f"MonitoringScheduleConfig.MonitoringJobDefinition.NetworkConfig.{SWITCH}"
    assert (caught.value.path, caught.value.needed, caught.value.installed) == (path, "1.16.6", "1.16.5")


@pytest.mark.usefixtures("on_1_16_5")
def test_an_operation_that_is_newer_is_named(old: Any) -> None:
    client = ms.MonitoringClient(old)
    for _ in range(2):
        with pytest.raises(ms.OutdatedBotocoreError, match=r"^ListMonitoringAlerts needs botocore 1\.29\.20 or newer"):
            client.list_monitoring_alerts(monitoring_schedule_name="a")
        with pytest.raises(ms.OutdatedBotocoreError):
            client.paginate_list_monitoring_alerts(monitoring_schedule_name="a")


@pytest.mark.usefixtures("on_1_16_5")
def test_without_a_history_it_is_a_newer_one(old: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(history.releases(), f"NetworkConfig.{SWITCH}")
    with pytest.raises(ms.OutdatedBotocoreError, match=f"^{SWITCH} needs a newer botocore; 1.16.5 is installed$"):
        ms.MonitoringClient(old).send(_schedule(enable_inter_container_traffic_encryption=False))


def test_what_an_old_botocore_knows_is_sent(old: Any) -> None:
    request = _schedule(enable_network_isolation=True)
    with Stubber(old) as stub:
        stub.add_response("create_monitoring_schedule", {"MonitoringScheduleArn": "arn:aws:x"}, ms.to_dict(request))
        assert ms.MonitoringClient(old).send(request).monitoring_schedule_arn == "arn:aws:x"


def test_one_release_later_it_is_sent(folder: Path) -> None:
    boto = _boto(folder / "1.16.6")
    request = _schedule(enable_inter_container_traffic_encryption=True)
    with Stubber(boto) as stub:
        stub.add_response("create_monitoring_schedule", {"MonitoringScheduleArn": "arn:aws:x"}, ms.to_dict(request))
        ms.MonitoringClient(boto).send(request)


@pytest.mark.parametrize("place", ["list", "map"])
def test_a_member_in_a_list_or_map_is_found_and_its_place_said(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parameter = parameters.SHAPES["Tag"].__class__
    holder = {
        "list": parameter(kind="list", members={"member": "Tag"}),
        "map": parameter(kind="map", members={"key": "TagKey", "value": "Tag"}),
    }[place]
    monkeypatch.setitem(parameters.SHAPES, "TagList", holder)
    value = {"list": [{"Key": "a"}, {"Key": "a", "Value": "b"}], "map": {"k": {"Value": "b"}}}[place]
    operation = OPERATIONS["AddTags"]
    compatibility.refuse({"Tag": {"Other"}}, operation, {"Tags": value})
    with pytest.raises(ms.OutdatedBotocoreError) as caught:
        compatibility.refuse({"Tag": {"Value"}}, operation, {"Tags": value})
    assert caught.value.path == {"list": "Tags[1].Value", "map": "Tags['k'].Value"}[place]


def test_the_comparison_is_made_once_for_an_operation_and_a_client(old: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = Mock(wraps=compatibility._compare)
    monkeypatch.setattr(compatibility, "_compare", compared)
    client = ms.MonitoringClient(old)
    with Stubber(old) as stub:
        for _ in range(3):
            stub.add_response("delete_monitoring_schedule", {})
            client.delete_monitoring_schedule(monitoring_schedule_name="a")
    assert [call.args[0] for call in compared.call_args_list].count("DeleteMonitoringScheduleRequest") == 1


def test_the_newest_botocore_knows_all_that_is_here() -> None:
    boto = session.Session().create_client(
        "sagemaker", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"  # noqa: S106
    )
    for operation in OPERATIONS.values():
        assert compatibility.unheard(boto, operation) == {}


@pytest.mark.parametrize("boto", [Mock(), MagicMock(), Mock(spec=["delete_monitoring_schedule"])])
def test_a_client_that_is_not_botocores_is_not_asked(boto: Any) -> None:
    assert ms.MonitoringClient(boto).delete_monitoring_schedule(monitoring_schedule_name="a") is None  # type: ignore[func-returns-value]
    boto.delete_monitoring_schedule.assert_called_once_with(MonitoringScheduleName="a")
