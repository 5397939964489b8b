from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from dsar.vault.uploads import MOST_BYTES


def upload(content: bytes, settings):
    # Nobody can write there: whoever spools an upload to a disk fails.
    settings.FILE_UPLOAD_TEMP_DIR = "/nonexistent"
    post = RequestFactory().post("/", {"file": SimpleUploadedFile("passport.jpg", content)})
    return post.FILES["file"]


def test_an_upload_lies_on_no_disk(settings):
    content = b"\xff\xd8\xff" + bytes(5 * 1024 * 1024)

    assert upload(content, settings).read() == content


def test_past_the_limit_it_is_counted_and_not_kept(settings):
    file = upload(bytes(MOST_BYTES + 100_000), settings)

    assert file.size == MOST_BYTES + 100_000
    assert len(file.read()) <= MOST_BYTES


def test_files_of_one_request_share_the_room(settings):
    settings.FILE_UPLOAD_TEMP_DIR = "/nonexistent"
    half = bytes(MOST_BYTES // 2 + 100_000)

    post = RequestFactory().post(
        "/", {"a": SimpleUploadedFile("a", half), "b": SimpleUploadedFile("b", half)}
    )

    assert post.FILES["a"].read() == half
    assert post.FILES["b"].size == len(half)
    assert len(post.FILES["b"].read()) < len(half)
