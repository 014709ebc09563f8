"""What is delivered by several files agrees: containers, Kubernetes, workflows, and the commands they call."""

from __future__ import annotations

import os
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from config.manifests import Faulty, Resource, build, containers, unlisted
from config.task_queues import QUEUES

ROOT = Path(settings.BASE_DIR)
KUBERNETES = ROOT / "deploy" / "kubernetes"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
NOT_SETTINGS = {"PROMETHEUS_MULTIPROC_DIR", "WEB_CONCURRENCY"}
"""Read by gunicorn's configuration and by the metrics, before there are settings."""


@cache
def compose() -> dict[str, Any]:
    services: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
    return services


@cache
def example() -> list[Resource]:
    return build(KUBERNETES / "overlays" / "example")


def named(kind: str) -> dict[str, Resource]:
    return {each["metadata"]["name"]: each for each in example() if each["kind"] == kind}


def workloads() -> dict[str, Resource]:
    return {name: each["spec"]["template"] for name, each in [*named("Deployment").items(), *named("Job").items()]}


def command(name: str) -> list[str]:
    ordered: list[str] = containers(named("Deployment")[f"playpod-{name}"])[0]["command"]
    return ordered


def known_settings() -> set[str]:
    return set(re.findall(r"^# ([A-Z][A-Z0-9_]*)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))


def test_web_realtime_and_beat_are_started_as_in_containers() -> None:
    def plain(words: list[str]) -> list[str]:
        return " ".join(words).replace("-A config", "--app=config").split()

    assert {name: plain(command(name)) for name in ("web", "realtime", "beat")} == {
        name: plain(compose()[name]["command"]) for name in ("web", "realtime", "beat")
    }


def test_every_queue_has_one_kind_of_worker() -> None:
    commands = [" ".join(command(name.removeprefix("playpod-"))) for name in named("Deployment")]
    taken = [queues[1] for each in commands if (queues := re.search(r"--queues=(\S+)", each))]
    assert sorted(",".join(taken).split(",")) == sorted(QUEUES)


def test_there_is_one_scheduler_and_never_two() -> None:
    beat = named("Deployment")["playpod-beat"]["spec"]
    assert (beat["replicas"], beat["strategy"]) == (1, {"type": "Recreate"})
    assert "playpod-beat" not in named("HorizontalPodAutoscaler")


def test_every_pod_is_as_small_as_it_can_be() -> None:
    for name, template in workloads().items():
        pod, (container,) = template["spec"], template["spec"]["containers"]
        assert pod["automountServiceAccountToken"] is False, name
        assert pod["securityContext"].items() >= {"runAsNonRoot": True, "runAsUser": 10001}.items(), name
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }, name
        assert {"cpu", "memory"} == set(container["resources"]["requests"]) == set(container["resources"]["limits"]), (
            name
        )
    assert "USER 10001:10001" in (ROOT / "Dockerfile").read_text("utf-8")


def test_variables_are_those_of_the_settings() -> None:
    used = set(named("ConfigMap")["playpod-settings"]["data"])
    used |= {
        each["name"] for template in workloads().values() for each in template["spec"]["containers"][0].get("env", [])
    }
    assert {name.removesuffix("_FILE") for name in used} - known_settings() - NOT_SETTINGS == set()


def test_what_a_manifest_names_is_there() -> None:
    selected = [*named("Service").values(), *named("PodDisruptionBudget").values()]
    pods = [template["metadata"]["labels"] for template in workloads().values()]
    for each in selected:
        labels = each["spec"]["selector"].get("matchLabels", each["spec"]["selector"])
        assert sum(labels.items() <= pod.items() for pod in pods) == 1, each["metadata"]["name"]
    for scaler in named("HorizontalPodAutoscaler").values():
        target = named("Deployment")[scaler["spec"]["scaleTargetRef"]["name"]]
        assert "replicas" not in target["spec"], "each apply would undo what the autoscaler has done"
    for path in named("Ingress")["playpod"]["spec"]["rules"][0]["http"]["paths"]:
        service = named("Service")[path["backend"]["service"]["name"]]
        assert path["backend"]["service"]["port"]["name"] in {port["name"] for port in service["spec"]["ports"]}
    for template in workloads().values():
        assert [each["configMapRef"]["name"] for each in template["spec"]["containers"][0]["envFrom"]] == [
            "playpod-settings"
        ]
        claimed = {each.get("persistentVolumeClaim", {}).get("claimName") for each in template["spec"]["volumes"]}
        assert claimed - {None} <= set(named("PersistentVolumeClaim"))


def test_health_decides_on_restarts_and_readiness_on_requests() -> None:
    for name in ("web", "realtime"):
        (container,) = containers(named("Deployment")[f"playpod-{name}"])
        probes = {kind: container[f"{kind}Probe"]["httpGet"] for kind in ("startup", "liveness", "readiness")}
        assert {kind: probe["path"] for kind, probe in probes.items()} == {
            "startup": "/healthz",
            "liveness": "/healthz",
            "readiness": "/readyz",
        }
        served = int(compose()[name]["expose"][0])
        assert container["ports"] == [{"name": "http", "containerPort": served}]


def test_the_secrets_are_those_that_the_guide_makes() -> None:
    files = named("ConfigMap")["playpod-settings"]["data"]
    wanted = {value.rpartition("/")[2] for name, value in files.items() if name.endswith("_FILE")}
    guide = (KUBERNETES / "README.md").read_text("utf-8")
    assert set(re.findall(r"--from-file=([a-z_]+)=", guide)) == wanted


def test_apply_waits_for_every_deployment() -> None:
    script = (KUBERNETES / "apply").read_text("utf-8")
    waited = re.search(r"^for name in (.+); do$", script, re.MULTILINE)
    assert waited
    assert sorted(f"playpod-{name}" for name in waited[1].split()) == sorted(named("Deployment"))
    assert subprocess.run(["sh", "-n", KUBERNETES / "apply"], check=False).returncode == 0  # noqa: S603, S607


KUBECTL = """#!/bin/sh
echo "$*" >> "$LOG"
case "$1" in
    kustomize) cat "$BUILT" ;;
    apply) cp "$3" "$LOG.applied" ;;
esac
case "$*" in *" $REFUSE "*) exit 1 ;; esac
"""
"""A stand-in that remembers what it was asked, and refuses what has this word in it."""


def applied(at: Path, *, refuse: str = "nothing") -> tuple[int, list[str]]:
    """The exit code of `apply`, and what it asked of kubectl."""
    (at / "kubectl").write_text(KUBECTL)
    (at / "kubectl").chmod(0o755)
    (at / "built").write_text(yaml.safe_dump_all(example()))
    (at / "log").unlink(missing_ok=True)
    variables = {
        "LOG": str(at / "log"),
        "BUILT": str(at / "built"),
        "REFUSE": refuse,
        "PATH": f"{at}:{os.environ['PATH']}",
    }
    command: list[str | Path] = [KUBERNETES / "apply", KUBERNETES / "overlays" / "example", "new@sha256:1"]
    done = subprocess.run(command, env=variables, check=False)  # noqa: S603  (our own script)
    return done.returncode, (at / "log").read_text().splitlines()


def test_a_release_migrates_first_and_runs_the_image_it_was_given(tmp_path: Path) -> None:
    code, asked = applied(tmp_path)
    assert code == 0
    assert [re.sub(r"^--namespace playpod | --filename \S+", "", each).split()[:2] for each in asked[1:5]] == [
        ["delete", "job"],
        ["apply", "--selector"],
        ["wait", "job/playpod-migrate"],
        ["apply"],
    ]
    assert len(asked) == 5 + len(named("Deployment"))
    released = list(yaml.safe_load_all((tmp_path / "log.applied").read_text()))
    assert {each["image"] for resource in released for each in containers(resource)} == {"new@sha256:1"}


def test_a_release_whose_migrations_fail_goes_no_further(tmp_path: Path) -> None:
    code, asked = applied(tmp_path, refuse="job/playpod-migrate")
    assert code != 0
    assert asked[-1].startswith("--namespace playpod wait job/playpod-migrate")


def test_what_kustomize_would_refuse_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kustomization.yaml").write_text("resources: [a.yaml]\n")
    with pytest.raises(Faulty, match=r"a\.yaml: there is no such file"):
        build(tmp_path)
    (tmp_path / "a.yaml").write_text("{kind: Service, metadata: {name: a}, spec: {ports: [{port: 1}]}}\n")
    (tmp_path / "b.yaml").write_text("- {op: replace, path: /spec/ports/1/port, value: 2}\n")
    assert list(unlisted(tmp_path)) == [f"{tmp_path / 'b.yaml'}: not in kustomization.yaml"]
    listed = "resources: [a.yaml]\npatches: [{target: {kind: Service, name: a}, path: b.yaml}]\n"
    (tmp_path / "kustomization.yaml").write_text(listed)
    with pytest.raises(Faulty, match="/spec/ports/1/port is not there"):
        build(tmp_path)
    (tmp_path / "b.yaml").write_text("- {op: replace, path: /spec/ports/0/port, value: 2}\n")
    assert build(tmp_path)[0]["spec"]["ports"] == [{"port": 2}]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_call_what_is_there_with_as_little_as_they_can(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text("utf-8"))
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z][a-z0-9-]*):", makefile, re.MULTILINE))
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        assert set(job["permissions"].items()) - {("packages", "write")} == {("contents", "read")}, name
        for step in job.get("steps", []):
            assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step.get("uses", f"a/b@{'0' * 40}")), step
            assert set(re.findall(r"\bmake ([a-z-]+)", step.get("run", ""))) <= targets, step
            assert "${{" not in step.get("run", ""), "an expression in a script is a way into it"
            if script := re.match(r"(deploy/\S+)", step.get("run", "")):
                assert (ROOT / script[1]).stat().st_mode & 0o111, script[1]


def test_hooks_call_commands_of_make_check() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"]
    makefile = (
        (ROOT / "Makefile").read_text("utf-8").replace("$(BIN)", ".venv/bin").replace("$(RUN)", ".venv/bin/python")
    )
    for hook in hooks:
        entry = re.sub(r" --\S+", "", hook["entry"])
        assert f"\n{entry.removeprefix('make ')}:" in makefile or f"\t{entry}" in makefile, entry
