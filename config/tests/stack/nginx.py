"""The shipped nginx.conf on ports and folders of a test."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Places:
    """``folder`` has the sub-folders `media` and `static`, and takes Nginx's own files."""

    folder: Path
    listen: int
    web: int
    realtime: int

    def configuration(self) -> Path:
        """A file that Nginx can be started with."""
        text = (settings.BASE_DIR / "nginx.conf").read_text()
        for shipped, ours in self._replaced():
            assert shipped in text, f"nginx.conf no longer has {shipped!r}"
            text = text.replace(shipped, ours)
        path = self.folder / "nginx.conf"
        # Started by root, Nginx would otherwise lose the right to read a test's folder.
        path.write_text(f"user root;\n{text}" if os.geteuid() == 0 else text)
        return path

    def _replaced(self) -> list[tuple[str, str]]:
        return [
            ("web:8000", f"127.0.0.1:{self.web}"),
            ("realtime:8001", f"127.0.0.1:{self.realtime}"),
            ("listen 8080;", f"listen 127.0.0.1:{self.listen};"),
            ("listen [::]:8080;", ""),
            ("/srv/playpod", str(self.folder)),
            ("/tmp/nginx", str(self.folder / "nginx")),  # noqa: S108  (the text of the shipped file)
            ("/dev/stdout", str(self.folder / "access.log")),
            ("worker_processes auto", "worker_processes 1"),
        ]
