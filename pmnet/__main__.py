"""Lets `python -m pmnet` be the same as `pmnet`."""

from pmnet.cli.start import run

if __name__ == "__main__":
    run()
