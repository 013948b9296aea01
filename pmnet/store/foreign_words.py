"""What a library and the system say: sentences that are not ours, named here so that they are translated, too."""

from __future__ import annotations

from typing import Final

from pmnet.domain.phrase import pattern

YAML: Final = (
    pattern("mapping values are not allowed in this context"),
    pattern("mapping values are not allowed here"),
    pattern("mapping keys are not allowed in this context"),
    pattern("block sequence entries are not allowed in this context"),
    pattern("could not find expected ':'"),
    pattern("could not find expected directive name"),
    pattern("did not find expected key"),
    pattern("did not find expected node content"),
    pattern("did not find expected ',' or ']'"),
    pattern("did not find expected ',' or '}'"),
    pattern("did not find expected '-' indicator"),
    pattern("did not find expected <document start>"),
    pattern("did not find expected alphabetic or numeric character"),
    pattern("did not find expected comment or line break"),
    pattern("did not find expected digit or '.' character"),
    pattern("did not find expected hexdecimal number"),
    pattern("did not find expected tag URI"),
    pattern("did not find expected version number"),
    pattern("did not find expected whitespace"),
    pattern("did not find expected whitespace or line break"),
    pattern("did not find expected '!'"),
    pattern("did not find URI escaped octet"),
    pattern("did not find the expected '>'"),
    pattern("found an indentation indicator equal to 0"),
    pattern("found character that cannot start any token"),
    pattern("found duplicate %TAG directive"),
    pattern("found duplicate %YAML directive"),
    pattern("found extremely long version number"),
    pattern("found incompatible YAML document"),
    pattern("found invalid Unicode character escape code"),
    pattern("found undefined tag handle"),
    pattern("found unexpected ':'"),
    pattern("found unexpected document indicator"),
    pattern("found unexpected end of stream"),
    pattern("found unexpected non-alphabetical character"),
    pattern("found unknown directive name"),
    pattern("found unknown escape character"),
)
"""What libyaml says about a text, without what it says about bytes that are no text."""

SYSTEM: Final = (
    pattern("File exists"),
    pattern("File name too long"),
    pattern("Is a directory"),
    pattern("No space left on device"),
    pattern("No such file or directory"),
    pattern("Not a directory"),
    pattern("Operation not permitted"),
    pattern("Permission denied"),
    pattern("Read-only file system"),
    pattern("embedded null byte"),
    pattern("embedded null character"),
)
"""Why a file cannot be used, in POSIX's words and Python's."""
