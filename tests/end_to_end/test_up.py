"""`waqai up` starts Airflow's services, and ends every one of them with itself."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(240)]
SERVICES = {"scheduler", "triggerer", "dag_processor"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processes_of(home: Path) -> list[int]:
    """The processes whose environment says that they work for this home."""
    mark = f"WAQAI_HOME={home}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes().split(b"\0") and (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc to see which processes are left")
def test_all_services_run_and_all_of_them_end(tmp_path: Path) -> None:
    port = free_port()
    program = str(Path(sys.executable).with_name("waqai"))
    service = subprocess.Popen(
        [program, "up", "--port", str(port)], env={**os.environ, "WAQAI_HOME": str(tmp_path)}, stdout=subprocess.DEVNULL
    )
    try:
        health = {}
        deadline = time.monotonic() + 150
        while time.monotonic() < deadline and not {k for k, v in health.items() if v == "healthy"} >= SERVICES:
            time.sleep(2)
            try:
                told = httpx.get(f"http://127.0.0.1:{port}/api/v2/monitor/health", timeout=5).json()
            except httpx.HTTPError:
                continue
            health = {name: state["status"] for name, state in told.items()}
        assert {name for name, state in health.items() if state == "healthy"} >= SERVICES, health
    finally:
        service.send_signal(signal.SIGTERM)
        service.wait(60)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and processes_of(tmp_path):
        time.sleep(0.5)
    assert processes_of(tmp_path) == []
