"""How large a request with files may be: refused by its length, before any of it is stored."""

from typing import IO

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

LARGEST_REQUEST = 51_000_000


class BoundedUpload(FileUploadHandler):
    """The first of the upload handlers: lets the others do the work, unless there is too much of it."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],  # noqa: ARG002 -- Django's own signature
        META: dict[str, str],  # noqa: ARG002, N803
        content_length: int,
        boundary: str,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> None:
        if content_length > LARGEST_REQUEST:
            raise RequestDataTooBig("The request is larger than any operation needs.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002
        return None
