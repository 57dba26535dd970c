"""What a forge reads is valid, and asks for nothing that the repository does not have."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
FLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
READ = [*FLOWS, *FORMS, *ROOT.glob("*.yml"), *ROOT.glob("*.cff"), ROOT / ".pre-commit-config.yaml"]


def steps(flow: Path) -> list[dict[str, str]]:
    jobs = yaml.safe_load(flow.read_text(encoding="utf-8"))["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


@pytest.mark.parametrize("path", READ, ids=lambda path: path.name)
def test_a_file_for_the_forge_is_yaml(path):
    assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict)


@pytest.mark.parametrize("flow", FLOWS, ids=lambda path: path.name)
def test_what_a_workflow_runs_is_there(flow):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?m)^([a-z-]+):", makefile))
    commands = " ; ".join(step.get("run", "") for step in steps(flow))
    assert set(re.findall(r"(?m)(?:^|; )make ([a-z-]+)", commands)) <= targets
    for extra in re.findall(r"\.\[([\w,]+)\]", commands):
        assert set(extra.split(",")) <= set(PROJECT["optional-dependencies"])
    assert ".ci/run" not in commands or (ROOT / ".ci" / "run").stat().st_mode & 0o100
    for step in steps(flow):
        assert "run" in step or re.fullmatch(r"actions/[\w-]+@v\d+", step["uses"])


@pytest.mark.parametrize("flow", FLOWS, ids=lambda path: path.name)
def test_every_job_ends_and_may_write_nothing(flow):
    text = yaml.safe_load(flow.read_text(encoding="utf-8"))
    assert text["permissions"] == {"contents": "read"}
    assert all(job["timeout-minutes"] <= 120 for job in text["jobs"].values())


def test_the_workflow_runs_every_python_that_the_package_claims_on_three_systems():
    claimed = {
        one.rpartition(" ")[2] for one in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", one)
    }
    [tests] = [flow for flow in FLOWS if flow.stem == "tests"]
    matrix = yaml.safe_load(tests.read_text(encoding="utf-8"))["jobs"]["systems"]["strategy"]
    assert set(matrix["matrix"]["python"]) == claimed
    assert {one.partition("-")[0] for one in matrix["matrix"]["os"]} == {
        "ubuntu",
        "windows",
        "macos",
    }
    assert min(claimed, key=lambda one: int(one.partition(".")[2])) in PROJECT["requires-python"]


@pytest.mark.parametrize("form", FORMS, ids=lambda path: path.name)
def test_an_issue_form_has_what_a_forge_needs(form):
    text = yaml.safe_load(form.read_text(encoding="utf-8"))
    assert text["name"]
    assert text["description"]
    ids = [part["id"] for part in text["body"]]
    assert len(set(ids)) == len(ids) > 0
    assert all(part["attributes"]["label"] for part in text["body"])


def test_the_folder_with_commands_for_contributors_says_each_in_a_sentence():
    told = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    names = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name[0] != "."}
    built = {"reports", "dist", "build", "node_modules"}
    assert {name for name in names - built if f"`{name}/`" not in told} == set()
