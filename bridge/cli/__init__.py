"""The command `parlour`: the only part that knows all others, and is known by none."""


def main() -> None:
    """Run the command with the arguments of the process."""
    from bridge.cli.application import application

    application()
