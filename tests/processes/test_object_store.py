"""Files in an S3 bucket, set by the environment alone: kept private, handed out for a minute, gone when deleted."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from moto.server import ThreadedMotoServer

pytestmark = pytest.mark.processes

ROOT: Final = Path(__file__).resolve().parents[2]
KEY: Final = {"aws_access_key_id": "portal", "aws_secret_access_key": "secret", "region_name": "eu-west-1"}
BUCKET: Final = "portal-files"

# What the portal does with a file, in a process that knows the bucket from its environment only.
STORE: Final = """
import json, sys, django
django.setup()
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage as store
first = store.save("evidence/report.pdf", ContentFile(b"first"))
second = store.save("evidence/report.pdf", ContentFile(b"second"))
with store.open(first) as file:
    read = file.read().decode()
gone = store.save("evidence/gone.pdf", ContentFile(b"gone"))
store.delete(gone)
print(json.dumps({"first": first, "second": second, "read": read, "url": store.url(first),
                  "size": store.size(first), "gone": store.exists(gone)}))
"""


@pytest.fixture
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint: str) -> Any:
    client = boto3.client("s3", endpoint_url=endpoint, **KEY)
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return client


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(url) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_files_are_kept_private_in_the_bucket_that_the_environment_names(endpoint: str, bucket: Any) -> None:
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "seco_portal.settings",
        "SECO_S3_BUCKET": BUCKET,
        "SECO_S3_ENDPOINT": endpoint,
        "SECO_S3_REGION": "eu-west-1",
        "SECO_S3_ACCESS_KEY": "portal",
        "SECO_S3_SECRET_KEY": "secret",
    }
    done = subprocess.run([sys.executable, "-c", STORE], env=env, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)

    assert told["read"] == "first"
    assert told["size"] == 5
    assert told["second"] != told["first"], "a second file of that name must not replace the first"
    assert told["gone"] is False
    kept = {found["Key"] for found in bucket.list_objects_v2(Bucket=BUCKET)["Contents"]}
    assert kept == {told["first"], told["second"]}
    grants = bucket.get_object_acl(Bucket=BUCKET, Key=told["first"])["Grants"]
    assert {grant["Grantee"]["Type"] for grant in grants} == {"CanonicalUser"}, "only the owner may read it"

    address = urlsplit(told["url"])
    asked = parse_qs(address.query)
    assert asked["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert int(asked["X-Amz-Expires"][0]) <= 60
    assert _status(told["url"]) == 200
    assert _status(address._replace(query="").geturl()) == 403
