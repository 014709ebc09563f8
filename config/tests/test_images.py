"""Pictures that are uploaded, and the files they become."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.http import Http404
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

from config.errors import FieldError
from config.images import MAX_SCANNED, read_image, remove_after_commit, replace_file


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def read(content: bytes, **options: Any) -> tuple[Image.Image, str]:
    """The picture that came out, loaded, and the name it was given."""
    stored = read_image(ContentFile(content, name="upload.jpg"), field="cover", **options)
    image = Image.open(stored)
    image.load()
    return image, str(stored.name)


def refusal(content: bytes, **options: Any) -> str:
    """The code that a picture was refused with, on the field that was named."""
    with pytest.raises(FieldError) as caught:
        read_image(ContentFile(content, name="upload.jpg"), field="cover", **options)
    return str(caught.value.extra["errors"]["cover"][0]["code"])


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and has next to no content."""
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = zlib.compress(b"\0" * 100)
    chunks = [(b"IHDR", header), (b"IDAT", body), (b"IEND", b"")]
    framed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)


@pytest.mark.parametrize(("kind", "extension"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
def test_a_picture_keeps_its_kind_and_size_and_gets_a_new_name(kind: str, extension: str) -> None:
    image, name = read(encoded(Image.new("RGB", (640, 480), "teal"), kind))
    _, other = read(encoded(Image.new("RGB", (640, 480), "teal"), kind))

    assert (image.format, image.size, image.mode) == (kind, (640, 480), "RGB")
    stem, _, suffix = name.partition(".")
    assert (len(stem), suffix) == (32, extension)
    assert name != other


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("before", "after"), [((3000, 1500), (1024, 512)), ((1000, 4000), (256, 1024)), ((1024, 1024), (1024, 1024))]
)
def test_a_large_picture_is_scaled_down(kind: str, before: tuple[int, int], after: tuple[int, int]) -> None:
    image, _ = read(encoded(Image.new("RGB", before, "teal"), kind))

    assert image.size == after


def test_a_very_narrow_picture_keeps_a_pixel() -> None:
    image, _ = read(encoded(Image.new("RGB", (10_000, 2)), "PNG"))

    assert image.size == (1024, 1)


def test_the_limits_can_be_told() -> None:
    content = encoded(Image.new("RGB", (640, 480)), "PNG")

    assert read(content, max_side=64)[0].size == (64, 48)
    assert refusal(content, max_bytes=len(content) - 1) == "file_too_large"
    assert read(content, max_bytes=len(content))[0].size == (640, 480)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_turned_upright_and_loses_all_metadata(kind: str) -> None:
    photo = Image.new("RGB", (200, 100), "white")
    ImageDraw.Draw(photo).rectangle((0, 0, 99, 99), fill="black")  # the left half
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise
    exif[0x010E] = "at home"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 0.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options: dict[str, Any] = {"exif": exif, "icc_profile": profile}
    if kind == "JPEG":
        options["comment"] = b"at home"
    if kind == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Author", "at home")

    image, _ = read(encoded(photo, kind, **options))

    assert image.size == (100, 200)
    assert [image.convert("L").getpixel((50, y)) > 127 for y in (20, 180)] == [False, True]  # type: ignore[operator]
    assert dict(image.getexif()) == {}
    assert not {"exif", "icc_profile", "comment", "Author", "xmp"} & set(image.info)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_transparency_stays(kind: str, mode: str) -> None:
    clear = Image.new("RGBA", (10, 10), (255, 0, 0, 0)).convert(mode)

    image, _ = read(encoded(clear, kind))

    assert (image.mode, image.getpixel((5, 5))[3]) == ("RGBA", 0)  # type: ignore[index]


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "1"), ("PNG", "L"), ("PNG", "I;16")]
)
def test_every_kind_of_colour_becomes_a_plain_one(kind: str, mode: str) -> None:
    image, _ = read(encoded(Image.new(mode, (10, 10)), kind))

    assert (image.format, image.mode) == (kind, "RGB")


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_an_animation_the_first_frame_stays(kind: str) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "lime", "blue")]

    image, _ = read(encoded(frames[0], kind, save_all=True, append_images=frames[1:], lossless=True))

    assert getattr(image, "n_frames", 1) == 1
    assert image.convert("RGB").getpixel((10, 10)) in {(255, 0, 0), (255, 1, 0)}


def test_of_a_jpeg_with_several_pictures_the_first_stays() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]

    image, name = read(encoded(frames[0], "MPO", save_all=True, append_images=frames[1:]))

    assert (image.format, name[-4:]) == ("JPEG", ".jpg")
    assert image.getpixel((10, 10))[0] > 200  # type: ignore[index]


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "ICO", "PPM", "PDF", "AVIF"])
def test_other_kinds_are_refused_whatever_their_name(kind: str) -> None:
    assert refusal(encoded(Image.new("RGB", (20, 20)), kind)) == "invalid_image"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>",
        b"\xff\xd8\xff\xe0 and no more",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x10\x00\x00\x00WEBPVP8X",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    assert refusal(content) == "invalid_image"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_truncated_picture_is_refused(kind: str) -> None:
    content = encoded(Image.effect_noise((200, 200), 50).convert("RGB"), kind)

    assert refusal(content[: len(content) // 2]) == "invalid_image"


@pytest.mark.parametrize(
    ("size", "code"),
    [
        ((4001, 4000), "too_many_pixels"),
        ((1, 16_385), "too_many_pixels"),
        ((10_000, 10_000), "invalid_image"),
        ((50_000, 50_000), "invalid_image"),
        ((2**31 - 1, 2**31 - 1), "invalid_image"),
    ],
)
def test_a_bomb_is_refused_before_it_is_decoded(size: tuple[int, int], code: str) -> None:
    assert refusal(png_header(*size)) == code


def test_a_webp_bomb_is_refused() -> None:
    canvas = struct.pack("<I", 16382)[:3] * 2
    content = b"VP8X" + struct.pack("<I", 10) + b"\x10\0\0\0" + canvas

    assert refusal(b"RIFF" + struct.pack("<I", len(content) + 4) + b"WEBP" + content) == "invalid_image"


def test_a_jpeg_of_countless_scans_is_refused() -> None:
    content = encoded(Image.new("RGB", (1000, 500)), "JPEG", progressive=True)
    scans = MAX_SCANNED // 500_000 - content.count(b"\xff\xda")

    assert read(content + b"\xff\xda" * scans)[0].size == (1000, 500)
    assert refusal(content + b"\xff\xda" * (scans + 1)) == "too_many_scans"


SEEDS = [
    encoded(Image.effect_noise((40, 30), 50).convert(mode), kind, **options)
    for kind, mode, options in [
        ("JPEG", "RGB", {}),
        ("JPEG", "CMYK", {"progressive": True}),
        ("PNG", "P", {}),
        ("PNG", "RGBA", {}),
        ("WEBP", "RGB", {}),
        ("WEBP", "RGBA", {"lossless": True}),
    ]
]


@settings(max_examples=300, deadline=None)
@given(
    content=st.sampled_from(SEEDS),
    edits=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=12),
)
def test_a_damaged_picture_is_read_or_refused(content: bytes, edits: list[tuple[float, int]]) -> None:
    damaged = bytearray(content)
    for place, value in edits:
        damaged[int(place * len(damaged))] = value

    try:
        image, _ = read(bytes(damaged))
    except FieldError:
        return
    assert max(image.size) <= 1024


# Storing: on profiles, which every user has. The kernel names rooms only by string.


@pytest.fixture
def profile(owner: Any) -> models.Model:
    return apps.get_model("accounts", "Profile").objects.get(user=owner)


def files(root: object) -> dict[str, bytes]:
    """What is stored, by name."""
    paths = [path for path in Path(str(root)).rglob("*") if path.is_file()]
    return {path.name: path.read_bytes() for path in paths}


def put(instance: models.Model, name: str, content: bytes) -> None:
    replace_file(instance=instance, field_name="avatar", content=ContentFile(content, name=name))


@pytest.mark.django_db(transaction=True)
def test_a_file_is_stored_and_the_old_one_removed(profile: Any, settings: Any) -> None:
    put(profile, "one.png", b"1")
    assert files(settings.MEDIA_ROOT) == {"one.png": b"1"}
    before = profile.updated_at
    put(profile, "two.png", b"2")

    assert files(settings.MEDIA_ROOT) == {"two.png": b"2"}
    assert profile.avatar.name == "avatars/two.png"
    assert profile.updated_at > before
    stored = type(profile).objects.get(pk=profile.pk)
    assert (stored.avatar.name, stored.updated_at) == (profile.avatar.name, profile.updated_at)


@pytest.mark.django_db(transaction=True)
def test_a_file_can_be_taken_away(profile: Any, settings: Any) -> None:
    put(profile, "one.png", b"1")
    replace_file(instance=profile, field_name="avatar", content=None)

    assert (files(settings.MEDIA_ROOT), bool(profile.avatar)) == ({}, False)


@pytest.mark.django_db(transaction=True)
def test_a_copy_that_is_out_of_date_leaves_no_file_behind(profile: Any, settings: Any) -> None:
    stale = type(profile).objects.get(pk=profile.pk)
    put(profile, "one.png", b"1")
    put(stale, "two.png", b"2")

    assert files(settings.MEDIA_ROOT) == {"two.png": b"2"}


@pytest.mark.django_db(transaction=True)
def test_a_failed_transaction_removes_the_new_file_and_keeps_the_old(
    profile: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(profile, "one.png", b"1")

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(type(profile), "save", fail)
    with pytest.raises(RuntimeError):
        put(profile, "two.png", b"2")

    assert files(settings.MEDIA_ROOT) == {"one.png": b"1"}
    assert type(profile).objects.get(pk=profile.pk).avatar.name == "avatars/one.png"


@pytest.mark.django_db(transaction=True)
def test_a_row_that_has_gone_leaves_no_file_behind(profile: Any, settings: Any) -> None:
    get_user_model().objects.all().delete()

    with pytest.raises(Http404):
        put(profile, "one.png", b"1")

    assert files(settings.MEDIA_ROOT) == {}


@pytest.mark.django_db(transaction=True)
def test_it_cannot_be_called_within_a_transaction(profile: Any, settings: Any) -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        put(profile, "one.png", b"1")

    assert files(settings.MEDIA_ROOT) == {}


@pytest.mark.django_db(transaction=True)
def test_a_file_is_removed_only_by_a_transaction_that_is_committed(profile: Any, settings: Any) -> None:
    put(profile, "one.png", b"1")

    with transaction.atomic():
        remove_after_commit(profile.avatar)
        transaction.set_rollback(True)
    assert files(settings.MEDIA_ROOT) == {"one.png": b"1"}
    with transaction.atomic():
        remove_after_commit(profile.avatar)
        assert files(settings.MEDIA_ROOT) == {"one.png": b"1"}
    assert files(settings.MEDIA_ROOT) == {}
