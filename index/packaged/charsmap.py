"""A normalization map in SentencePiece's binary form, which `tokenizers` reads as `Precompiled`.

It knows the format, a double-array trie over UTF-8 bytes and the replacements behind it, and nothing of
what the map is for.

The trie is Darts-clone's: a node at `position` whose unit holds `offset` has its child for byte `b` at
`position ^ offset ^ b`; the child's unit repeats `b` in its low byte, by which a wrong guess is noticed.
Byte 0 leads to the node's value.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

_Node = dict[int, "_Node | int"]

_HAS_VALUE = 1 << 8
_VALUE = 1 << 31


def precompiled_charsmap(normalization: Mapping[str, str]) -> bytes:
    """The binary form of a map from single characters to their replacements."""
    replacements = bytearray()
    offsets: dict[str, int] = {}
    root: _Node = {}
    for character, replacement in normalization.items():
        if replacement not in offsets:
            offsets[replacement] = len(replacements)
            replacements += replacement.encode() + b"\0"
        _insert(root, character.encode(), offsets[replacement])
    units = _DoubleArray().build(root)
    return struct.pack("<I", 4 * len(units)) + struct.pack(f"<{len(units)}I", *units) + bytes(replacements)


def _insert(node: _Node, key: bytes, value: int) -> None:
    for byte in key:
        child = node.setdefault(byte, {})
        assert isinstance(child, dict)
        node = child
    node[0] = value


@dataclass
class _DoubleArray:
    """Units in blocks of 256, as XOR with a byte stays inside a block."""

    units: list[int] = field(default_factory=lambda: [0] * 256)
    used: bytearray = field(default_factory=lambda: bytearray(b"\1" + bytes(255)))
    bases: set[int] = field(default_factory=lambda: {0})
    next_base: int = 1

    def build(self, root: _Node) -> list[int]:
        pending = [(0, root)]
        while pending:
            position, node = pending.pop()
            base = self._place(list(node))
            self.units[position] |= (position ^ base) << 10
            for byte, child in node.items():
                if isinstance(child, int):
                    self.units[position] |= _HAS_VALUE
                    self.units[base] = child | _VALUE
                else:
                    self.units[base ^ byte] = byte
                    pending.append((base ^ byte, child))
        return self.units

    def _place(self, labels: list[int]) -> int:
        """Claim a base whose slots are free for all labels.

        No two nodes may share a base: a byte that one of them lacks would lead to the other's child.
        """
        base = self.next_base
        while base in self.bases or any(self._is_used(base ^ label) for label in labels):
            base += 1
        self.bases.add(base)
        for label in labels:
            self.used[base ^ label] = 1
        # Slots far behind are rarely free: searching them all made this take six seconds.
        self.next_base = max(self.next_base, base - 256)
        return base

    def _is_used(self, slot: int) -> bool:
        while slot >= len(self.units):
            self.units.extend([0] * 256)
            self.used.extend(bytes(256))
        return bool(self.used[slot])
