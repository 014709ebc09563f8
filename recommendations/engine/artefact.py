"""A model on disk: one folder, a JSON header, one .npy file an array. Nothing in it is executed when it is read.

A folder appears whole or not at all: it is written under another name and renamed.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from recommendations.engine.errors import ModelUnreadable

SCHEMA = 1
HEADER = "header.json"
PARTIAL = ".partial-"

Arrays = Mapping[str, NDArray[Any]]


def write(folder: Path, arrays: Arrays, facts: Mapping[str, Any]) -> Path:
    """Write a new folder. FileExistsError: it is there already, and stays as it is."""
    partial = folder.with_name(f"{PARTIAL}{uuid4().hex}")
    partial.mkdir(parents=True)
    try:
        described = {name: _write_array(partial, name, array) for name, array in arrays.items()}
        header = {"schema": SCHEMA, **facts, "arrays": described}
        _write_synced(partial / HEADER, json.dumps(header, indent=1, sort_keys=True).encode())
        _rename(partial, folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return folder


def _rename(partial: Path, folder: Path) -> None:
    try:
        partial.rename(folder)
    except OSError as fault:
        if fault.errno in {errno.ENOTEMPTY, errno.EEXIST}:
            raise FileExistsError(folder) from fault
        raise


def _write_array(folder: Path, name: str, array: NDArray[Any]) -> dict[str, Any]:
    path = folder / f"{name}.npy"
    with path.open("wb") as file:
        np.save(file, np.ascontiguousarray(array), allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())
    return {"bytes": path.stat().st_size, "shape": list(array.shape), "dtype": array.dtype.str, "crc32": _crc(path)}


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def read(folder: Path, *, verify: bool = False) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """The arrays, memory-mapped, and the header. ``verify`` reads every byte to compare its checksum.

    Raises ModelUnreadable, with what is wrong.
    """
    header = read_header(folder)
    described = header["arrays"]
    return {name: _read_array(folder, name, described[name], verify=verify) for name in described}, header


def read_header(folder: Path) -> dict[str, Any]:
    try:
        header = json.loads((folder / HEADER).read_text("utf-8"))
    except OSError as fault:
        raise ModelUnreadable(f"{folder} holds no model: {fault.strerror}") from fault
    except ValueError as fault:
        raise ModelUnreadable(f"{folder / HEADER} is damaged") from fault
    schema = header.get("schema") if isinstance(header, dict) else None
    if schema != SCHEMA:
        raise ModelUnreadable(f"{folder} has schema version {schema}, this program reads {SCHEMA}")
    if not isinstance(header.get("arrays"), dict):
        raise ModelUnreadable(f"{folder / HEADER} names no arrays")
    return dict(header)


def _read_array(folder: Path, name: str, described: Mapping[str, Any], *, verify: bool) -> NDArray[Any]:
    path = folder / f"{name}.npy"
    try:
        size = path.stat().st_size
        if size != described["bytes"]:
            raise ModelUnreadable(f"{path} has {size} bytes, its header says {described['bytes']}")
        if verify and _crc(path) != described["crc32"]:
            raise ModelUnreadable(f"{path} is damaged: its checksum differs")
        array: NDArray[Any] = np.load(path, mmap_mode="r" if 0 not in described["shape"] else None, allow_pickle=False)
    except (OSError, ValueError, KeyError, TypeError, EOFError) as fault:
        raise ModelUnreadable(f"{path} cannot be read: {fault}") from fault
    if list(array.shape) != described["shape"] or array.dtype.str != described["dtype"]:
        raise ModelUnreadable(f"{path} is not the array that its header describes")
    return array


def _crc(path: Path) -> int:
    crc = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            crc = zlib.crc32(chunk, crc)
    return crc
