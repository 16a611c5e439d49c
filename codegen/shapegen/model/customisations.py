"""What botocore and boto3 do beside the model, one row a handler. Long, since it is one table.

A handler runs at events, which name the service and the operation: `before-parameter-build.s3.PutObject`. One that
changes what may be said or what comes back has an effect, any other the reason why it has none here. A test compares
the rows with the handlers of the installed botocore, and what they name with its models.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Removes:
    """The client has no method for the operation."""

    operation: str


@dataclass(frozen=True, slots=True)
class Fills:
    """A member that the request requires is filled in."""

    member: str
    says: str


@dataclass(frozen=True, slots=True)
class Adapts:
    """Something else is made of a member's value before it is checked, or it is refused."""

    function: str
    """Of the runtime's module `adapted`."""
    members: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()
    """Members that target one of these, instead of names."""
    beside: tuple[str, ...] = ()
    """What else of the request the function is told; where there are several, one is enough."""
    unless: frozenset[tuple[str, str]] = frozenset()
    """Operations of which a member beside it is not looked at."""
    annotation: str = ""
    """What may be given; empty where that is what the model says."""
    fills: bool = False
    """Whether it may find a value where there is none."""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Renames:
    """A member of the request goes by another name too, which is the documented one."""

    member: str
    alias: str


@dataclass(frozen=True, slots=True)
class Decodes:
    """The text of a member of the response is read as JSON."""

    annotation: str
    says: str
    member: str = ""
    shape: str = ""
    """Members that target this, instead of a name."""


@dataclass(frozen=True, slots=True)
class Adds:
    """The response has a member, text, where it has another one."""

    member: str
    beside: str
    documentation: str


Effect = Removes | Fills | Adapts | Renames | Decodes | Adds


@dataclass(frozen=True, slots=True)
class Handler:
    """What runs at some events, with its effects or why it has none."""

    name: str
    """Qualified, as its module has it."""
    events: tuple[str, ...]
    effects: tuple[Effect, ...] = ()
    why: str = ""


def _handler(name: str, events: str, *effects: Effect, why: str = "") -> Handler:
    return Handler(name, tuple(events.split()), effects, why)


_DOCS = "what boto3's own documentation says; what it tells of is in the row of the handler that does it"
_HEADERS = "about headers"
_HTTP2 = "its request is a stream of events, which needs HTTP/2"
_METHOD = "a method of boto3's client that is no operation: docs/boto3.md says where to get it"
_OLD_NAME = "a second name of a method: the package has the first"
_RETRY = "about retries, which are botocore's"
_SIGNING = "about signing"
_URL = "about where botocore sends to"
_PRESIGNED = "fills in what the model does not require"
_AS_TEXT = "the answer has the type that the model says"
_POLICY = "The document that the service's text is, read from JSON."
_KEY = "The key itself, as text or bytes: boto3 encodes it in Base64, and adds its MD5."
_DATA = "Text or bytes as they are: boto3 encodes them in Base64."

#: Of `botocore.handlers.BUILTIN_HANDLERS`.
BUILTIN: tuple[Handler, ...] = (
    _handler("handle_service_name_alias", "choose-service-name", why="a second name of a service"),
    _handler(
        "ClientMethodAlias",
        """
        getattr.mturk.list_hi_ts_for_qualification_type getattr.socialmessaging.delete_whatsapp_media_message
        getattr.cloudwatch.get_o_tel_enrichment getattr.cloudwatch.start_o_tel_enrichment
        getattr.cloudwatch.stop_o_tel_enrichment getattr.cloudwatch.update_o_tel_enrichment
        getattr.signin.create_o_auth2_token
        """,
        why=_OLD_NAME,
    ),
    _handler(
        "convert_body_to_file_like_object",
        "before-parameter-build.s3.UploadPart before-parameter-build.s3.PutObject",
        why="text and bytes are sent, here as for every blob",
    ),
    _handler("add_generate_presigned_url", "creating-client-class", why=_METHOD),
    _handler("add_generate_presigned_post", "creating-client-class.s3", why=_METHOD),
    _handler("check_openssl_supports_tls_version_1_2", "creating-client-class.iot-data", why="warns"),
    _handler("remove_lex_v2_start_conversation", "creating-client-class.lex-runtime-v2", Removes("StartConversation")),
    _handler("remove_qbusiness_chat", "creating-client-class.qbusiness", Removes("Chat")),
    _handler(
        "remove_bedrock_runtime_invoke_model_with_bidirectional_stream",
        "creating-client-class.bedrock-runtime",
        Removes("InvokeModelWithBidirectionalStream"),
    ),
    _handler(
        "remove_connecthealth_start_medical_scribe_listening_session",
        "creating-client-class.connecthealth",
        Removes("StartMedicalScribeListeningSession"),
    ),
    _handler(
        "remove_polly_start_speech_synthesis_stream",
        "creating-client-class.polly",
        Removes("StartSpeechSynthesisStream"),
    ),
    _handler(
        "json_decode_policies",
        "after-call.iam",
        Decodes("dict[str, Any]", _POLICY, shape="policyDocumentType"),
    ),
    _handler(
        "DocumentModifiedShape.replace_documentation_for_matching_shape", "docs.*.iam.*.complete-section", why=_DOCS
    ),
    _handler("decode_console_output", "after-call.ec2.GetConsoleOutput", why=_AS_TEXT),
    _handler(
        "json_decode_template_body",
        "after-call.cloudformation.GetTemplate",
        Decodes("dict[str, Any] | str", "A template in JSON is read; one in YAML stays text.", member="TemplateBody"),
    ),
    _handler("parse_get_bucket_location", "after-call.s3.GetBucketLocation", why=_AS_TEXT),
    _handler("_handle_sqs_compatible_error", "after-call.sqs.*", why="the client looks for the old code itself"),
    _handler(
        "handle_expires_header",
        "before-parse.s3.*",
        Adds("ExpiresString", "Expires", "The text of `Expires`, which is absent where that is no time."),
    ),
    _handler("_handle_200_error", "before-parse.s3.*", why=_RETRY),
    _handler("_map_oauth2_errors", "before-parse.sso-oidc.*", why="about where the message of an error stands"),
    _handler("generate_idempotent_uuid", "before-parameter-build", why="`idempotencyToken` says so in the model"),
    _handler("_handle_request_validation_mode_member", "before-parameter-build", why=_PRESIGNED),
    _handler("validate_bucket_name", "before-parameter-build.s3", Adapts("bucket_name", members=("Bucket",))),
    _handler("remove_bucket_from_url_paths_from_model", "before-parameter-build.s3", why=_URL),
    _handler(
        "set_list_objects_encoding_type_url",
        """
        before-parameter-build.s3.ListObjects before-parameter-build.s3.ListObjectsV2
        before-parameter-build.s3.ListObjectVersions
        """,
        why=_PRESIGNED,
    ),
    _handler(
        "handle_copy_source_param",
        "before-parameter-build.s3.CopyObject before-parameter-build.s3.UploadPartCopy",
        Adapts(
            "copy_source",
            members=("CopySource",),
            annotation="str | dict[str, str]",
            says="Text, or a dict of `Bucket`, `Key` and if wanted `VersionId`. boto3 encodes it for the URL.",
        ),
    ),
    _handler(
        "validate_ascii_metadata",
        """
        before-parameter-build.s3.CopyObject before-parameter-build.s3.PutObject
        before-parameter-build.s3.CreateMultipartUpload
        """,
        Adapts("ascii_metadata", members=("Metadata",)),
    ),
    _handler("remove_accid_host_prefix_from_model", "before-parameter-build.s3-control", why=_URL),
    _handler(
        "document_copy_source_form",
        "docs.*.s3.CopyObject.complete-section docs.*.s3.UploadPartCopy.complete-section",
        why=_DOCS,
    ),
    _handler(
        "document_expires_shape",
        "docs.response-example.s3.*.complete-section docs.response-params.s3.*.complete-section",
        why=_DOCS,
    ),
    _handler("customize_endpoint_resolver_builtins", "before-endpoint-resolution.s3", why=_URL),
    _handler("add_recursion_detection_header", "before-call", why=_HEADERS),
    _handler("add_expect_header", "before-call.s3", why=_HEADERS),
    _handler("add_glacier_version", "before-call.glacier", why=_HEADERS),
    _handler("add_accept_header", "before-call.apigateway", why=_HEADERS),
    _handler(
        "escape_xml_payload",
        "before-call.s3.DeleteObjects before-call.s3.PutBucketLifecycleConfiguration",
        why="about how text is written",
    ),
    _handler(
        "add_glacier_checksums",
        "before-call.glacier.UploadArchive before-call.glacier.UploadMultipartPart",
        why=_HEADERS,
    ),
    _handler("inject_presigned_url_ec2", "before-call.ec2.CopySnapshot", why=_PRESIGNED),
    _handler("add_retry_headers", "request-created", why=_RETRY),
    _handler("switch_host_machinelearning", "request-created.machinelearning.Predict", why=_URL),
    _handler("_update_status_code", "needs-retry.s3.*", why=_RETRY),
    _handler(
        "disable_signing",
        """
        choose-signer.cognito-identity.GetId choose-signer.cognito-identity.GetOpenIdToken
        choose-signer.cognito-identity.UnlinkIdentity choose-signer.cognito-identity.GetCredentialsForIdentity
        choose-signer.sts.AssumeRoleWithSAML choose-signer.sts.AssumeRoleWithWebIdentity
        """,
        why=_SIGNING,
    ),
    _handler("set_operation_specific_signer", "choose-signer", why=_SIGNING),
    _handler("_set_auth_scheme_preference_signer", "choose-signer", why=_SIGNING),
    _handler(
        "sse_md5",
        """
        before-parameter-build.s3.HeadObject before-parameter-build.s3.GetObject before-parameter-build.s3.PutObject
        before-parameter-build.s3.CopyObject before-parameter-build.s3.CreateMultipartUpload
        before-parameter-build.s3.UploadPart before-parameter-build.s3.UploadPartCopy
        before-parameter-build.s3.CompleteMultipartUpload before-parameter-build.s3.SelectObjectContent
        """,
        Adapts(
            "encoded_key",
            members=("SSECustomerKey",),
            beside=("SSECustomerKeyMD5",),
            annotation="str | bytes",
            says=_KEY,
        ),
    ),
    _handler(
        "copy_source_sse_md5",
        "before-parameter-build.s3.CopyObject before-parameter-build.s3.UploadPartCopy",
        Adapts(
            "encoded_key",
            members=("CopySourceSSECustomerKey",),
            beside=("CopySourceSSECustomerKeyMD5",),
            annotation="str | bytes",
            says=_KEY,
        ),
    ),
    _handler(
        "base64_encode_user_data",
        "before-parameter-build.ec2.RunInstances before-parameter-build.autoscaling.CreateLaunchConfiguration",
        Adapts("encoded_data", members=("UserData",), annotation="str | bytes", says=_DATA),
    ),
    _handler(
        "fix_route53_ids",
        "before-parameter-build.route53",
        Adapts(
            "last_step",
            shapes=("ResourceId", "DelegationSetId", "ChangeId"),
            says="What stands before a slash, as in an id of a response, boto3 leaves out.",
        ),
    ),
    _handler(
        "inject_account_id",
        "before-parameter-build.glacier",
        Fills("accountId", "Where it is absent boto3 says `-`: the account of the credentials."),
    ),
    _handler("remove_arn_from_signing_path", "before-sign.s3", why=_SIGNING),
    _handler("_set_extra_headers_for_unsigned_request", "before-sign.s3", why=_SIGNING),
    _handler("remove_content_type_header_for_presigning", "before-sign.polly.SynthesizeSpeech", why=_SIGNING),
    _handler("decode_list_object", "after-call.s3.ListObjects", why=_AS_TEXT),
    _handler("decode_list_object_v2", "after-call.s3.ListObjectsV2", why=_AS_TEXT),
    _handler("decode_list_object_versions", "after-call.s3.ListObjectVersions", why=_AS_TEXT),
    _handler("change_get_to_post", "request-created.cloudsearchdomain.Search", why=_URL),
    _handler(
        "AutoPopulatedParam.document_auto_populated_param",
        """
        docs.*.glacier.*.complete-section docs.*.glacier.UploadArchive.complete-section
        docs.*.glacier.UploadMultipartPart.complete-section docs.*.ec2.CopySnapshot.complete-section
        docs.*.s3.*.complete-section docs.*.rds.CopyDBClusterSnapshot.complete-section
        docs.*.rds.CreateDBCluster.complete-section docs.*.rds.CopyDBSnapshot.complete-section
        docs.*.rds.CreateDBInstanceReadReplica.complete-section
        docs.*.rds.StartDBInstanceAutomatedBackupsReplication.complete-section
        docs.*.neptune.CopyDBClusterSnapshot.complete-section docs.*.neptune.CreateDBCluster.complete-section
        docs.*.docdb.CopyDBClusterSnapshot.complete-section docs.*.docdb.CreateDBCluster.complete-section
        """,
        why=_DOCS,
    ),
    _handler(
        "AppendParamDocumentation.append_documentation",
        """
        docs.request-params.glacier.CompleteMultipartUpload.complete-section docs.*.ec2.RunInstances.complete-section
        docs.*.autoscaling.CreateLaunchConfiguration.complete-section docs.*.lambda.UpdateFunctionCode.complete-section
        """,
        why=_DOCS,
    ),
    _handler(
        "document_cloudformation_get_template_return_type",
        "docs.*.cloudformation.GetTemplate.complete-section",
        why=_DOCS,
    ),
    _handler("HideParamFromOperations.hide_param", "docs.*.s3.*.complete-section", why=_DOCS),
    _handler("add_dsql_generate_db_auth_token_methods", "creating-client-class.dsql", why=_METHOD),
    _handler("add_generate_db_auth_token", "creating-client-class.rds", why=_METHOD),
    _handler(
        "inject_presigned_url_rds",
        """
        before-call.rds.CopyDBClusterSnapshot before-call.rds.CreateDBCluster before-call.rds.CopyDBSnapshot
        before-call.rds.CreateDBInstanceReadReplica before-call.rds.StartDBInstanceAutomatedBackupsReplication
        before-call.neptune.CopyDBClusterSnapshot before-call.neptune.CreateDBCluster
        before-call.docdb.CopyDBClusterSnapshot before-call.docdb.CreateDBCluster
        """,
        why=_PRESIGNED,
    ),
    _handler("inject_api_version_header_if_needed", "before-call", why=_HEADERS),
    _handler(
        "ParameterAlias.alias_parameter_in_call",
        """
        before-parameter-build.ec2.* before-parameter-build.logs.CreateExportTask
        before-parameter-build.cloudsearchdomain.Search
        """,
        Renames("Filter", "Filters"),
        Renames("from", "fromTime"),
        Renames("return", "returnFields"),
    ),
    _handler(
        "ParameterAlias.alias_parameter_in_documentation",
        """
        docs.*.ec2.*.complete-section docs.*.logs.CreateExportTask.complete-section
        docs.*.cloudsearchdomain.Search.complete-section
        """,
        why=_DOCS,
    ),
)

#: What botocore's clients and boto3's sessions register besides; `*` stands for the service.
REGISTERED: tuple[Handler, ...] = (
    _handler("RequestSigner.handler", "request-created.*", why=_SIGNING),
    _handler("UserAgentString.rebuild_and_replace_user_agent_handler", "request-created.*", why=_HEADERS),
    _handler("RetryHandler", "needs-retry.*", why=_RETRY),
    _handler("RetryHandler.needs_retry", "needs-retry.*", why=_RETRY),
    _handler("RetryQuotaChecker.release_retry_quota", "after-call.*", why=_RETRY),
    _handler("MaxAttemptsSeeder.seed_max_attempts", "before-call.*", why=_RETRY),
    _handler("block_endpoint_discovery_required_operations", "before-parameter-build", why=_URL),
    _handler("EndpointDiscoveryHandler.gather_identifiers", "before-parameter-build.*", why=_URL),
    _handler("EndpointDiscoveryHandler.discover_endpoint", "request-created.*", why=_URL),
    _handler("EndpointDiscoveryHandler.handle_retries", "needs-retry.*", why=_RETRY),
    _handler("ClientCreator._inject_s3_input_parameters", "before-parameter-build.s3", why=_URL),
    _handler("ClientCreator._default_s3_presign_to_sigv2", "choose-signer.s3", why=_SIGNING),
    _handler("ClientCreator._default_signer_to_sigv4", "choose-signer.importexport", why=_SIGNING),
    _handler("S3RegionRedirectorv2.redirect_from_error", "needs-retry.s3", why=_RETRY),
    _handler("S3RegionRedirectorv2.annotate_request_context", "before-parameter-build.s3", why=_RETRY),
    _handler("S3RegionRedirectorv2.redirect_from_cache", "before-endpoint-resolution.s3", why=_URL),
    _handler("S3ExpressIdentityResolver.apply_signing_cache_key", "before-call.s3", why=_SIGNING),
    _handler("S3ExpressIdentityResolver.resolve_s3express_identity", "before-sign.s3", why=_SIGNING),
    _handler(
        "S3ControlArnParamHandler.handle_arn",
        "before-endpoint-resolution.s3-control",
        Adapts(
            "account_of_arn",
            members=("AccountId",),
            beside=("Bucket", "Name"),
            unless=frozenset({("CreateBucket", "Bucket"), ("CreateAccessPoint", "Name")}),
            fills=True,
            says="It may be absent beside an ARN of S3 on Outposts, which says it.",
        ),
    ),
    _handler(
        "lazy_call.<locals>._handler",
        """
        creating-client-class.s3 creating-resource-class.s3.Bucket creating-resource-class.s3.Object
        creating-resource-class.s3.ObjectSummary creating-resource-class.dynamodb creating-resource-class.dynamodb.Table
        creating-resource-class.ec2.ServiceResource creating-resource-class.ec2.Instance
        """,
        why=_METHOD,
    ),
)

HANDLERS = (*BUILTIN, *REGISTERED)

#: What botocore calls in events that have an effect by another name than the service's id.
ALIASES = {
    "autoscaling": "auto-scaling",
    "cloudsearchdomain": "cloudsearch-domain",
    "logs": "cloudwatch-logs",
    "route53": "route-53",
}
