"""Read the values that a program in JavaScript writes down, without running it."""

from __future__ import annotations

import json
import re
from typing import Any

_SPACE = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_NUMBER = re.compile(
    r"[-+]?\s*(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|(?:\d[\d_]*\.?[\d_]*|\.\d+)(?:[eE][-+]?\d+)?|Infinity)"
)
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_STRING = re.compile(
    r"\"(?:[^\"\\]|\\[\s\S])*\"|'(?:[^'\\]|\\[\s\S])*'|`(?:[^`\\$]|\\[\s\S]|\$(?!\{))*`"
)
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|[\s\S]))")
_SIGNS = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "0": "\0",
    "\n": "",
    "\r\n": "",
}
_WORDS = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None}
_DEEPEST = 200


class NotLiteralError(ValueError):
    """Say that a value is computed rather than written down."""


class Program:
    r"""One program; knows the variables that it sets to values.

    Examples
    --------
    >>> program = Program("var a = [1, .5,]; const b = {x: a, 'y-z': 'it\\'s', n: -0x10};")
    >>> program.value("{data: b, more: b.x}")
    {'data': {'x': [1, 0.5], 'y-z': "it's", 'n': -16}, 'more': [1, 0.5]}
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._open: set[str] = set()

    def value(self, source: str) -> Any:
        """Return the value of an expression, or raise ``NotLiteralError``."""
        value, _ = self.read(source, 0)
        return value

    def arguments(self, start: int, most: int = 6) -> list[Any]:
        """Return the arguments of a call whose opening bracket stands before ``start``.

        What is computed stands as ``NotLiteralError``.
        """
        found: list[Any] = []
        at = _past_space(self.text, start)
        while len(found) < most and at < len(self.text) and self.text[at] != ")":
            try:
                value, after = self.read(self.text, at)
                after = _past_space(self.text, after)
                if after < len(self.text) and self.text[after] not in ",)":
                    raise NotLiteralError(self.text[after : after + 20])
            except NotLiteralError as computed:
                value, after = computed, _past_expression(self.text, at)
            found.append(value)
            at = (
                _past_space(self.text, after + 1)
                if self.text[after : after + 1] == ","
                else len(self.text)
            )
        return found

    def read(self, text: str, at: int, depth: int = 0) -> tuple[Any, int]:
        """Return the value that begins at a place, and where it ends."""
        if depth > _DEEPEST:
            raise NotLiteralError("nested too deeply")
        at = _past_space(text, at)
        sign = text[at : at + 1]
        if sign and sign in "[{":
            quick = _as_json(text, at)
            if quick is not None:
                return quick
        if sign == "[":
            return self._array(text, at + 1, depth)
        if sign == "{":
            return self._object(text, at + 1, depth)
        string = _STRING.match(text, at)
        if string:
            return _unquoted(string[0]), string.end()
        number = _NUMBER.match(text, at)
        if number:
            return _number(number[0]), number.end()
        return self._named(text, at, depth)

    def _array(self, text: str, at: int, depth: int) -> tuple[list[Any], int]:
        values: list[Any] = []
        while True:
            at = _past_space(text, at)
            if text[at : at + 1] == "]":
                return values, at + 1
            value, at = self.read(text, at, depth + 1)
            values.append(value)
            at = _next(text, at, "]")

    def _object(self, text: str, at: int, depth: int) -> tuple[dict[str, Any], int]:
        values: dict[str, Any] = {}
        while True:
            at = _past_space(text, at)
            if text[at : at + 1] == "}":
                return values, at + 1
            key = _STRING.match(text, at) or _NAME.match(text, at) or _NUMBER.match(text, at)
            if not key:
                raise NotLiteralError(text[at : at + 20])
            name = _unquoted(key[0]) if key[0][0] in "\"'`" else key[0]
            after = _past_space(text, key.end())
            if text[after : after + 1] == ":":
                values[name], at = self.read(text, after + 1, depth + 1)
            elif text[after : after + 1] in {",", "}"}:
                values[name], at = self._variable(name, depth), after
            else:
                raise NotLiteralError(text[at : at + 20])
            at = _next(text, at, "}")

    def _named(self, text: str, at: int, depth: int) -> tuple[Any, int]:
        name = _NAME.match(text, at)
        if not name:
            raise NotLiteralError(text[at : at + 20] or "nothing")
        if name[0] in _WORDS:
            return _WORDS[name[0]], name.end()
        parsed = re.compile(r"JSON\s*\.\s*parse\s*\(\s*").match(text, at)
        if parsed:
            value, after = self.read(text, parsed.end(), depth + 1)
            after = _past_space(text, after)
            try:
                return json.loads(value), after + 1
            except (ValueError, TypeError) as error:
                raise NotLiteralError("JSON.parse") from error
        made = re.compile(
            r"new\s+(?:Date|Array|Float\d+Array|Int\d+Array|Uint\d+Array)\s*\(\s*"
        ).match(text, at)
        if made:
            value, after = self.read(text, made.end(), depth + 1)
            if isinstance(value, (str, list)) and text[after : after + 1] == ")":
                return value, after + 1
            raise NotLiteralError(name[0])
        value, after = self._variable(name[0], depth), name.end()
        member = re.compile(r"\.([A-Za-z_$][\w$]*)|\[\s*(\d+|\"\w+\"|'\w+')\s*\]")
        while found := member.match(text, after):
            key: Any = found[1] or (int(found[2]) if found[2].isdigit() else found[2][1:-1])
            try:
                value = value[key]
            except (LookupError, TypeError) as error:
                raise NotLiteralError(found[0]) from error
            after = found.end()
        return value, after

    def _variable(self, name: str, depth: int) -> Any:
        """Return what a variable is set to: the last of several values in the program."""
        if name in self._open:
            raise NotLiteralError(name)
        pattern = rf"(?<![\w$.]){re.escape(name)}\s*=(?![=>])\s*"
        self._open.add(name)
        try:
            for found in reversed(list(re.finditer(pattern, self.text))):
                try:
                    value, _ = self.read(self.text, found.end(), depth + 1)
                except NotLiteralError:
                    continue
                return value
        finally:
            self._open.discard(name)
        raise NotLiteralError(name)


def _past_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _as_json(text: str, at: int) -> tuple[Any, int] | None:
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, at)
    except (ValueError, RecursionError):
        return None


def _next(text: str, at: int, end: str) -> int:
    at = _past_space(text, at)
    if text[at : at + 1] == ",":
        return at + 1
    if text[at : at + 1] == end:
        return at
    raise NotLiteralError(text[at : at + 20] or "the end")


def _unquoted(text: str) -> str:
    def sign(match: re.Match[str]) -> str:
        code = match[1] or match[2] or match[3]
        if code:
            number = int(code, 16)
            return chr(number) if number < 0x110000 else "\ufffd"
        return _SIGNS.get(match[4], match[4])

    made = _ESCAPE.sub(sign, text[1:-1])
    return made.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _number(text: str) -> Any:
    text = text.replace("_", "").replace(" ", "")
    if text.endswith("Infinity"):
        return None
    bare = text.lstrip("+-").lower()
    negative = text.startswith("-")
    if bare[:2] in {"0x", "0o", "0b"}:
        value: Any = int(bare, 0)
    else:
        value = float(bare)
        value = int(value) if re.fullmatch(r"\d+", bare) else value
    return -value if negative else value


def _past_expression(text: str, at: int) -> int:
    """Return where an expression ends: before the next comma or closing bracket of its level."""
    depth = 0
    while at < len(text):
        string = _STRING.match(text, at)
        if string:
            at = string.end()
            continue
        if text[at] in "([{":
            depth += 1
        elif text[at] in ")]}":
            if depth == 0:
                return at
            depth -= 1
        elif text[at] == "," and depth == 0:
            return at
        at += 1
    return at
