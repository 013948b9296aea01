"""Editing YAML text without losing what a person wrote into it: comments, order, blank lines, quoting.

The only module that knows ruamel.yaml. Every scalar is taken as the text it is, so nothing is read as a date or a
number on the way; only the places whose value changed are written anew, in the canonical writer's quoting.
"""

from __future__ import annotations

import difflib
import io
from collections.abc import Mapping
from typing import Any, ClassVar

from pmnet.store.files import dump, load


def revise(text: str, content: Mapping[str, Any], path: str = "") -> str:
    """`text` changed to say `content`; where that cannot be done in place, the canonical text of `content`."""
    before = load(text.encode(), path).content
    if before == content:
        return text
    from ruamel.yaml.error import YAMLError  # ruamel.yaml takes 30 ms, and only edits need it

    round_trip = _round_trip()
    out = io.StringIO()
    try:
        tree = round_trip.load(text)
        _revise_mapping(tree, before, content)
        round_trip.dump(tree, out)
        revised = out.getvalue()
        kept = load(revised.encode(), path).content == content
    except (YAMLError, AttributeError, KeyError, IndexError):
        kept = False
    return revised if kept else dump(content)


def _round_trip() -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.resolver import VersionedResolver

    class EverythingIsText(VersionedResolver):
        versioned_resolver: ClassVar[Any] = {}

    round_trip = YAML()
    round_trip.Resolver = EverythingIsText
    round_trip.preserve_quotes = True
    round_trip.width = 1 << 20
    round_trip.indent(mapping=2, sequence=4, offset=2)
    return round_trip


def _revise_mapping(tree: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    for name in before:
        if name not in after:
            del tree[name]
    for place, (name, value) in enumerate(after.items()):
        if name not in before:
            tree.insert(min(place, len(tree)), name, _node(value))
        elif before[name] != value:
            tree[name] = _revised(tree[name], before[name], value)


def _revised(tree: Any, before: Any, after: Any) -> Any:
    if isinstance(before, dict) and isinstance(after, dict):
        _revise_mapping(tree, before, after)
        return tree
    if isinstance(before, list) and isinstance(after, list) and before and after:
        _revise_list(tree, before, after)
        return tree
    return _node(after)


def _revise_list(tree: Any, before: list[Any], after: list[Any]) -> None:
    matcher = difflib.SequenceMatcher(
        a=[repr(item) for item in before], b=[repr(item) for item in after], autojunk=False
    )
    for tag, old, old_end, new, new_end in reversed(matcher.get_opcodes()):
        if tag == "equal":
            continue
        both = min(old_end - old, new_end - new)
        for _ in range(old + both, old_end):
            del tree[old + both]
        for place in range(both, new_end - new):
            tree.insert(old + place, _node(after[new + place]))
        for place in range(both):
            tree[old + place] = _revised(tree[old + place], before[old + place], after[new + place])


def _node(value: Any) -> Any:
    """A value as ruamel writes it: scalars become the text and quoting of the canonical writer."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString, SingleQuotedScalarString

    if isinstance(value, Mapping):
        return CommentedMap((name, _node(item)) for name, item in value.items())
    if isinstance(value, list):
        return CommentedSeq(_node(item) for item in value)
    written = dump({"x": value}).removeprefix("x: ").rstrip("\n")
    quoting = {"'": SingleQuotedScalarString, '"': DoubleQuotedScalarString, "|": LiteralScalarString}.get(written[0])
    return written if quoting is None else quoting(value)
