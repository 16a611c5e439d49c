// The AWS SDK for JavaScript, as it is, drives the fake.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { test } from "node:test";

import {
  CreateProcessingJobCommand,
  DescribeMonitoringScheduleCommand,
  DescribeProcessingJobCommand,
  SageMakerClient,
  paginateListProcessingJobs,
} from "@aws-sdk/client-sagemaker";

const job = (name) => ({
  ProcessingJobName: name,
  RoleArn: "arn:aws:iam::123456789012:role/Monitor",
  AppSpecification: { ImageUri: "156813124566.dkr.ecr.us-east-1.amazonaws.com/analyzer" },
  ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: "ml.m5.xlarge", VolumeSizeInGB: 20 } },
});

test("jobs are created, described and listed in pages, and an error has its class", async () => {
  const server = spawn(process.env.PYTHON ?? "python3", ["-m", "monitorshapes.fake"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const client = new SageMakerClient({
    region: "us-east-1",
    credentials: { accessKeyId: "fake", secretAccessKey: "fake" },
    endpoint: (await createInterface({ input: server.stdout })[Symbol.asyncIterator]().next()).value,
  });
  try {
    for (const name of ["one", "two", "three"]) await client.send(new CreateProcessingJobCommand(job(name)));
    const described = await client.send(new DescribeProcessingJobCommand({ ProcessingJobName: "two" }));
    assert.equal(described.ProcessingJobStatus, "InProgress");
    assert.ok(described.CreationTime instanceof Date);
    const names = [];
    for await (const page of paginateListProcessingJobs({ client, pageSize: 2 }, {})) {
      names.push(...page.ProcessingJobSummaries.map((each) => each.ProcessingJobName));
    }
    assert.deepEqual(names.sort(), ["one", "three", "two"]);
    await assert.rejects(client.send(new DescribeMonitoringScheduleCommand({ MonitoringScheduleName: "nowhere" })), {
      name: "ResourceNotFound",
    });
  } finally {
    client.destroy();
    server.kill();
  }
});
