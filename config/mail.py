"""The section about the mail server that takes letters, such as the transcript of a conversation."""

from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field

from config.kinds import Duration, Endpoint, Mailbox, Secret
from config.section import Section


class Mail(Section):
    """The mail server that takes the letters which agents have sent; without this section there are none."""

    server: Endpoint = Field(
        description="The mail server's host and port: usually 587 with `starttls`, 465 with `tls`.",
        examples=["smtp.example.org:587"],
    )
    security: Literal["starttls", "tls", "none"] = Field(
        "starttls",
        description="Whether encryption begins after the greeting (`starttls`) or with the connection (`tls`); in both "
        "cases the certificate must be right. `none` is for a server on this machine.",
    )
    username: str | None = Field(
        None, min_length=1, description="The name with which Parlour signs in; without it, it does not."
    )
    password: Secret | None = Field(None, description="The password that belongs to `username`.")
    password_file: Path | None = Field(None, description="A file that holds `password`.")
    sender: Mailbox = Field(
        description="From whom letters are; answers and what cannot be delivered come there.",
        examples=["Support <support@example.org>"],
    )
    timeout: Duration = Field(
        timedelta(seconds=30), description="How long the mail server may take for each of its answers."
    )
