"""What can go wrong while the demonstration starts or runs."""


class DemoProblem(Exception):
    """The demonstration cannot go on. Its text is fit for people; `fix` says what to do, or is empty."""

    def __init__(self, text: str, fix: str = "") -> None:
        super().__init__(text)
        self.fix = fix
