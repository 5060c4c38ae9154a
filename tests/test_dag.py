"""The nightly DAG as a reader sees it: which tasks, in which order, on which terms."""

import itertools
import os

import pytest

from extract.settings import PROJECT


@pytest.fixture(scope="module")
def dag(tmp_path_factory):
    os.environ["AIRFLOW_HOME"] = str(tmp_path_factory.mktemp("airflow"))
    os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(str(PROJECT / "dags"))
    assert bag.import_errors == {}
    assert set(bag.dags) == {"nightly_news"}
    return bag.dags["nightly_news"]


def test_the_night_goes_one_way(dag) -> None:
    order = [
        "outlets_of_the_night",
        "read_outlet.discover",
        "read_outlet.fetch",
        "read_outlet.extract",
        "read_outlet.code",
        "gate_lake",
        "build",
        "gate_marts",
        "publish",
        "brief",
    ]
    assert {task.task_id for task in dag.tasks} == set(order)
    for earlier, later in itertools.pairwise(order[1:]):
        assert later in dag.get_task(earlier).downstream_task_ids
        assert not dag.get_task(later).downstream_task_ids & set(order[: order.index(later)])


def test_each_outlet_is_read_by_tasks_of_its_own(dag) -> None:
    for stage in ("discover", "fetch", "extract", "code"):
        assert dag.get_task(f"read_outlet.{stage}").get_closest_mapped_task_group() is not None


def test_a_dead_outlet_does_not_keep_the_others_from_the_gate(dag) -> None:
    assert dag.get_task("gate_lake").trigger_rule == "all_done"
    assert dag.get_task("publish").trigger_rule == "all_success"


def test_only_one_task_at_a_time_writes_the_warehouse(dag) -> None:
    assert {dag.get_task(name).pool for name in ("build", "gate_marts", "publish")} == {"waqai_warehouse"}
    assert {dag.get_task(f"read_outlet.{name}").pool for name in ("discover", "fetch")} == {"waqai_fetching"}


def test_intervals_have_a_width(dag) -> None:
    assert type(dag.timetable).__name__ == "CronDataIntervalTimetable"
    assert dag.max_active_runs == 1
    assert not dag.catchup


def test_what_is_published_is_announced(dag) -> None:
    assert [asset.uri for asset in dag.get_task("publish").outlets] == ["x-waqai://warehouse/current"]


def test_tasks_are_tried_again(dag) -> None:
    assert all(task.retries == 2 for task in dag.tasks)
