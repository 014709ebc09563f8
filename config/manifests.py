"""`python -m config.manifests`: builds deploy/kubernetes as kustomize would, and holds it against Kubernetes' schemas.

Findings are printed one a line, and make the exit code 1. Of kustomize it knows what is used there: resources, a
namespace, images, generated config maps (without the hash in their names) and JSON patches. It asks no network.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent.parent / "deploy" / "kubernetes"
KNOWN = {"apiVersion", "kind", "namespace", "resources", "images", "configMapGenerator", "patches"}
Resource = dict[str, Any]


class Faulty(Exception):
    """What kustomize would refuse."""


def build(folder: Path) -> list[Resource]:
    """All resources of an overlay or a base. Raises Faulty with a reason that names the file."""
    here = folder / "kustomization.yaml"
    asked = documents(here)[0]
    if unknown := set(asked) - KNOWN:
        raise Faulty(f"{here}: {', '.join(sorted(unknown))} is not looked at here")
    resources = [each for name in asked.get("resources", []) for each in _resources(folder, name)]
    for generator in asked.get("configMapGenerator", []):
        _generate(resources, generator, here)
    for patch in asked.get("patches", []):
        _patch(resources, patch, folder)
    for resource in resources:
        if (namespace := asked.get("namespace")) and resource["kind"] != "Namespace":
            resource["metadata"]["namespace"] = namespace
    _rename(resources, {each["name"]: f"{each['newName']}:{each['newTag']}" for each in asked.get("images", [])}, here)
    return resources


def documents(file: Path) -> list[Any]:
    if not file.is_file():
        raise Faulty(f"{file}: there is no such file")
    try:
        return [each for each in yaml.safe_load_all(file.read_text("utf-8")) if each is not None]
    except yaml.YAMLError as error:
        raise Faulty(f"{file}: {error}") from None


def containers(resource: Resource) -> list[dict[str, Any]]:
    """Of a workload; nothing else has any."""
    found: list[dict[str, Any]] = resource.get("spec", {}).get("template", {}).get("spec", {}).get("containers", [])
    return found


def unlisted(folder: Path) -> Iterator[str]:
    """Files that no kustomization names, so that nobody would apply them."""
    for here in sorted(folder.rglob("kustomization.yaml")):
        asked = documents(here)[0]
        named = {here.name, *asked.get("resources", []), *(each["path"] for each in asked.get("patches", []))}
        for file in sorted(here.parent.glob("*.yaml")):
            if file.name not in named:
                yield f"{file}: not in {here.name}"


def _resources(folder: Path, name: str) -> list[Resource]:
    at = folder / name
    return build(at) if at.is_dir() else documents(at)


def _generate(resources: list[Resource], generator: dict[str, Any], here: Path) -> None:
    data = dict(literal.split("=", 1) for literal in generator["literals"])
    there = [
        each for each in resources if each["kind"] == "ConfigMap" and each["metadata"]["name"] == generator["name"]
    ]
    if (generator.get("behavior") == "merge") != bool(there):
        raise Faulty(f"{here}: {generator['name']} is merged into what is there, or made once")
    if there:
        there[0]["data"] |= data
        return
    metadata = {"name": generator["name"], **generator.get("options", {})}
    resources.append({"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data})


def _patch(resources: list[Resource], patch: dict[str, Any], folder: Path) -> None:
    target = patch["target"]
    found = [each for each in resources if (each["kind"], each["metadata"]["name"]) == (target["kind"], target["name"])]
    if not found:
        raise Faulty(f"{folder}: {patch['path']} is for {target['kind']} {target['name']}, which is not there")
    for operation in documents(folder / patch["path"])[0]:
        for resource in found:
            try:
                _change(resource, operation)
            except (LookupError, ValueError, TypeError):
                raise Faulty(f"{folder / patch['path']}: {operation['path']} is not there") from None


def _change(resource: Resource, operation: dict[str, Any]) -> None:
    """RFC 6902's add, replace and remove."""
    *way, last = [part.replace("~1", "/").replace("~0", "~") for part in operation["path"].split("/")[1:]]
    at: Any = resource
    for part in way:
        at = at[int(part) if isinstance(at, list) else part]
    key: Any = last if isinstance(at, dict) else len(at) if last == "-" else int(last)
    if operation["op"] != "add":
        at[key]  # raises where nothing is
    if operation["op"] == "remove":
        del at[key]
    elif isinstance(at, list) and operation["op"] == "add":
        at.insert(key, operation["value"])
    else:
        at[key] = copy.deepcopy(operation["value"])


def _rename(resources: list[Resource], images: dict[str, str], here: Path) -> None:
    used = {container["image"]: container for each in resources for container in containers(each)}
    if unused := set(images) - set(used):
        raise Faulty(f"{here}: nothing runs the image {', '.join(sorted(unused))}")
    for each in resources:
        for container in containers(each):
            container["image"] = images.get(container["image"], container["image"])


def findings(folder: Path) -> Iterator[str]:
    from kubernetes_validate import ValidationError, latest_version, validate

    yield from unlisted(folder)
    for here in sorted(folder.rglob("kustomization.yaml")):
        for resource in build(here.parent):
            name = f"{here.parent.relative_to(folder)}: {resource['kind']} {resource['metadata']['name']}"
            try:
                validate(resource, latest_version(), strict=True)
            except ValidationError as error:
                yield f"{name}: {'.'.join(map(str, error.path))}: {error.message}"


def main() -> int:
    try:
        found = list(findings(FOLDER))
    except Faulty as error:
        found = [str(error)]
    sys.stdout.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
