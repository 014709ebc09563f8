"""`python -m config.postman`: writes postman/ from the OpenAPI document. With `--run`, newman plays it.

The run is against a server of its own with the demo catalogue; it needs node, and `npm ci` in postman/ before.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import django

FOLDER = Path(__file__).resolve().parent.parent.parent / "postman"
COLLECTION = FOLDER / "PlayPod.postman_collection.json"
ENVIRONMENT = FOLDER / "PlayPod.postman_environment.json"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m config.postman", description=__doc__)
    parser.add_argument("--run", action="store_true", help="play the collection with newman")
    if parser.parse_args().run:
        return run()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    write()
    return 0


def write() -> None:
    from drf_spectacular.generators import SchemaGenerator

    from config.postman.collection import collection, environment

    document: Any = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    for path, made in ((COLLECTION, collection(document)), (ENVIRONMENT, environment())):
        path.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", "utf-8")


def run() -> int:
    from config.demo.server import demo_server
    from config.demo.telling import Teller

    # Nothing of the run leaves this machine.
    variables = {"RATELIMIT_ENABLE": "off", "LISTENBRAINZ_API_URL": "http://127.0.0.1:9"}
    with demo_server(Teller(), "local", variables=variables) as server:
        staff = staff_token(server.log.parent, server.address)
        given = {"base_url": server.address, "staff_access": staff}
        command = ["npx", "--no-install", "newman", "run", COLLECTION.name, "--environment", ENVIRONMENT.name]
        command += [part for name, value in given.items() for part in ("--env-var", f"{name}={value}")]
        reports = [
            "--reporters",
            "cli,json",
            "--reporter-cli-no-success-assertions",
            "--reporter-json-export",
            os.environ.get("POSTMAN_REPORT", os.devnull),
        ]
        return subprocess.run([*command, *reports, "--working-dir", "."], cwd=FOLDER, check=False).returncode  # noqa: S603


def staff_token(folder: Path, address: str) -> str:
    """Of an administrator who is made on that server's machine, as there is no way to become one over HTTP."""
    import requests

    from config.demo.server import ROOT

    account = {"email": "staff@example.com", "username": "staff", "password": "a collection of requests"}
    variables = {f"DJANGO_SUPERUSER_{key.upper()}": value for key, value in account.items()}
    subprocess.run(
        [sys.executable, "manage.py", "createsuperuser", "--no-input", "--verbosity", "0"],
        cwd=ROOT,
        env={**os.environ, **variables, "DATA_DIR": str(folder), "DATABASE_URL": "", "ENV_FILE": os.devnull},
        check=True,
    )
    answer = requests.post(f"{address}/api/accounts/token/", json=account, timeout=30)
    return str(answer.json()["access"])


if __name__ == "__main__":
    sys.exit(main())
