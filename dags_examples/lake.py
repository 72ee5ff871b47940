"""What the examples have in common: where the lake is, and how a batch of it gets to staging."""

from __future__ import annotations

from airflow.sdk import task

LAKE = "aws_demo"  # an Airflow connection; its endpoint_url decides whether this is AWS or a server of yours
BATCH = "{{ dag_run.run_after | ts_nodash }}"  # one folder a run, the same one over all its tries


@task
def extract(prefix: str, staged: str) -> int:
    """Copy what lies under ``prefix`` of production to ``staged`` of the staging bucket; files copied."""
    from airflow.providers.amazon.aws.hooks.s3 import S3Hook

    hook = S3Hook(LAKE)
    keys = hook.list_keys("prod-customers", prefix=prefix)
    for key in keys:
        hook.copy_object(key, staged + key.removeprefix(prefix), "prod-customers", "lake-staging")
    if not keys:
        raise ValueError(f"nothing lies under {prefix}")
    return len(keys)
