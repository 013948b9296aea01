"""Bytes near those that are valid: where a reader's mistakes are, and where random bytes never come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hypothesis import strategies as st

PIECES: Final = (
    b"",
    b"\n",
    b"\0",
    b" ",
    b"\t",
    b": ",
    b"- ",
    b"\r\n",
    b"\xff",
    b"\x1b[2J",
    b"\xc0\xaf",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\xc2\x85",
    b"\xe2\x80\xa8",
    b"\xe2\x80\xae",
    b"&a [*a]",
    b"!!python/object:os.system x",
    b"<<: *a",
    b'"\\ud800"',
    b"9" * 5_000,
    b"[" * 3_000,
    b"{a: " * 200,
    b"-1",
    b"null",
    b"../../x",
)
"""What is put into a text: bytes that end, hide, nest, name or count."""


@st.composite
def near(draw: st.DrawFn, seeds: Sequence[bytes]) -> bytes:
    """One of the seeds after up to six changes: a bit flipped, a part cut out, repeated, put in, taken from another seed."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(data)))
        end = min(len(data), at + draw(st.integers(0, 80)))
        match draw(st.sampled_from(("flip", "cut", "end", "repeat", "put", "splice"))):
            case "flip" if at < len(data):
                data = data[:at] + bytes([data[at] ^ 1 << draw(st.integers(0, 7))]) + data[at + 1 :]
            case "cut":
                data = data[:at] + data[end:]
            case "end":
                data = data[:at]
            case "repeat":
                data = data[:end] + data[at:end] * draw(st.integers(1, 3)) + data[end:]
            case "put":
                data = data[:at] + draw(st.sampled_from(PIECES)) + data[at:]
            case "splice":
                other = draw(st.sampled_from(seeds))
                data = data[:at] + other[draw(st.integers(0, len(other))) :]
    return data


def anything(seeds: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """Mostly bytes near the seeds, and sometimes any at all."""
    return st.one_of(near(seeds), near(seeds), near(seeds), st.binary(max_size=400))
