"""`python -m newsspider.sample [PORT]` serves the sample newspaper until Ctrl-C."""

import sys
from threading import Event

from newsspider.sample.server import serve


def main(arguments: list[str]) -> None:
    """Serves, and prints the address."""
    with serve(int(arguments[0]) if arguments else 0) as server:
        print(f"The {server.newspaper.layout.table.paper.name} is at {server.url}/ (Ctrl-C ends it)", flush=True)
        try:
            Event().wait()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main(sys.argv[1:])
