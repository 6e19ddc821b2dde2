"""`python -m bridge` is the command `parlour`."""

from bridge.cli import main

if __name__ == "__main__":
    main()
