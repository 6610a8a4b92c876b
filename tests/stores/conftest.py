"""A store with the interface of S3 on this machine."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from multiprocessing import forkserver
from pathlib import Path

import fsspec
import pytest
from servers import Proxy
from store_kit import Store

sys.path.append(str(Path(__file__).parents[1] / "export"))  # the Hub of those tests


@pytest.fixture(scope="session")
def s3_port() -> Iterator[int]:
    pytest.importorskip("s3fs", reason="needs the extra s3")
    server_of = pytest.importorskip("moto.server", reason="needs moto[server], which the extra dev has")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = server_of.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    yield server.get_host_and_port()[1]
    server.stop()


@pytest.fixture
def s3(
    s3_port: int, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Store]:
    """An empty bucket of its own for each test."""
    with Proxy(s3_port) as proxy:
        values = {"AWS_ACCESS_KEY_ID": "harbour", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1"}
        for name, value in {**values, "AWS_ENDPOINT_URL": proxy.url, "AWS_CONFIG_FILE": str(tmp_path / "none")}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        import s3fs

        # started by an earlier test, it would give workers the environment of then
        forkserver._forkserver._stop()  # type: ignore[attr-defined]
        s3fs.S3FileSystem.clear_instance_cache()
        bucket = f"bucket-{abs(hash(request.node.nodeid)):x}"
        fsspec.filesystem("s3").mkdir(bucket)
        yield Store(f"s3://{bucket}", proxy, {"endpoint_url": proxy.url})
        s3fs.S3FileSystem.clear_instance_cache()
        forkserver._forkserver._stop()  # type: ignore[attr-defined]
