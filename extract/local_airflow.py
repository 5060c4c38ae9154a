"""Airflow on one machine: its metadata in SQLite under ``<home>/airflow``, its processes our children."""

import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Event
from types import FrameType
from typing import IO

from extract.errors import WaqaiError
from extract.settings import PROJECT, Settings

POOLS = {"waqai_fetching": 8, "waqai_warehouse": 1}
SERVICES = ("api-server", "scheduler", "dag-processor", "triggerer")
_FAULT = re.compile(r"\b(?:WaqaiError|UsageError|OutletUnreachable|GateStopped|BuildFailed|AirflowFailException): (.+)")
_GRACE = 15.0  # seconds a service has to end itself


def environment(settings: Settings) -> dict[str, str]:
    """Return the variables under which Airflow runs here, on top of this process's own."""
    home = settings.home / "airflow"
    return {
        **os.environ,
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "SCARF_ANALYTICS": "false",
        "DO_NOT_TRACK": "1",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "GX_ANALYTICS_ENABLED": "false",
        "WAQAI_HOME": str(settings.home),
        "WAQAI_SOURCES": str(settings.sources),
    }


def run_dag(dag_id: str, run_date: date, settings: Settings, more: Mapping[str, str]) -> None:
    """Run a DAG once for a day, in this machine's Airflow, and wait for it.

    ``more`` are variables for this run alone. Raises WaqaiError when the run failed, with what the failed task
    said; the log is ``<home>/airflow/night.log``.
    """
    variables = {**environment(settings), **more}
    with _log(settings, "night.log") as (log, out):
        prepare(variables, out)
        step = [_program("airflow"), "dags", "test", dag_id, "--conf", f'{{"run_date": "{run_date}"}}']
        finished = subprocess.run(step, env=variables, stdout=out, stderr=subprocess.STDOUT, check=False)
        if finished.returncode != 0:
            raise WaqaiError(f"the {dag_id} run of {run_date} failed: {_last_fault(log)}; log: {log}")


def up(settings: Settings, port: int) -> None:
    """Run Airflow's services until interrupted; every one of them ends with this process.

    Raises WaqaiError when one of them ends by itself.
    """
    variables = {
        **environment(settings),
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{port}",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        # One secret for all services of this run, else the api-server refuses the tasks.
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_urlsafe(32),
    }
    stop = Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    with _log(settings, "services.log") as (log, out):
        prepare(variables, out)
        services: dict[str, subprocess.Popen[bytes]] = {}
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, on_signal)
        try:
            for name in SERVICES:
                command = [_program("airflow"), name, *(("--host", "127.0.0.1") if name == "api-server" else ())]
                # A session of its own, so that the service's own children end with it.
                services[name] = subprocess.Popen(
                    command, env=variables, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
                )
            password = Path(variables["AIRFLOW_HOME"]) / "simple_auth_manager_passwords.json.generated"
            print(f"Airflow: http://127.0.0.1:{port} (user and password: {password}); log: {log}; stop it with Ctrl-C")
            while not stop.wait(1.0):
                ended = [name for name, service in services.items() if service.poll() is not None]
                if ended:
                    raise WaqaiError(f"Airflow's {ended[0]} ended by itself: {_last_fault(log)}; log: {log}")
        finally:
            _end(services.values())


def prepare(variables: Mapping[str, str], out: IO[bytes]) -> None:
    """Make the metadata database and the pools; both may exist already."""
    for step in (
        ["db", "migrate"],
        *(["pools", "set", name, str(slots), "Waqai"] for name, slots in POOLS.items()),
    ):
        finished = subprocess.run(
            [_program("airflow"), *step], env=variables, stdout=out, stderr=subprocess.STDOUT, check=False
        )
        if finished.returncode != 0:
            raise WaqaiError(f"airflow {' '.join(step)} failed; log: {out.name}")


@contextmanager
def _log(settings: Settings, name: str) -> Iterator[tuple[Path, IO[bytes]]]:
    path = settings.home / "airflow" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        yield path, out


def _program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _last_fault(log: Path) -> str:
    """Return what the failed task said, from Airflow's log."""
    text = log.read_text(encoding="utf-8", errors="replace")
    said = _FAULT.findall(text)
    lines = [line for line in text.splitlines() if line.strip()]
    return str(said[-1]).strip() if said else (lines[-1].strip() if lines else "no output")


def _end(services: Iterable[subprocess.Popen[bytes]]) -> None:
    running = [service for service in services if service.poll() is None]
    for service in running:
        os.killpg(service.pid, signal.SIGTERM)
    deadline = time.monotonic() + _GRACE
    for service in running:
        try:
            service.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(service.pid, signal.SIGKILL)
            service.wait()
