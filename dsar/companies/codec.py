"""Frozen dataclasses to plain JSON and back, driven by their type hints."""

import dataclasses
import types
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints


def encode(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: encode(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: encode(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [encode(item) for item in value]
    return value


def decode(hint: Any, data: Any) -> Any:
    """The value that `encode` made `data` from. Raises ValueError for a field it does not know."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        if data is None:
            return None
        return decode(next(arg for arg in args if arg is not types.NoneType), data)
    if origin is tuple:
        return tuple(decode(args[0], item) for item in data)
    if origin in (dict, Mapping):
        return {key: decode(args[1], item) for key, item in data.items()}
    if dataclasses.is_dataclass(origin or hint):
        return _decode_dataclass(origin or hint, args, data)
    return data


def _decode_dataclass(cls: Any, args: tuple[Any, ...], data: dict[str, Any]) -> Any:
    hints = _hints(cls)
    if unknown := data.keys() - hints.keys():
        raise ValueError(f"{cls.__name__} has no field {', '.join(sorted(unknown))}.")
    filled = dict(zip(getattr(cls, "__parameters__", ()), args, strict=False))
    return cls(**{name: decode(_fill(hints[name], filled), item) for name, item in data.items()})


@cache
def _hints(cls: Any) -> dict[str, Any]:
    # Reading them evaluates every annotation anew: nine tenths of the time of a decode.
    return get_type_hints(cls)


def _fill(hint: Any, filled: dict[Any, Any]) -> Any:
    return filled.get(hint, hint) if isinstance(hint, TypeVar) else hint
