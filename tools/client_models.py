"""The types of the Python client, written from the schema that the desk serves.

    python manage.py spectacular --format openapi-json | python -m tools.client_models

A code among those that are sent is one of those named. A code in an answer is any text: answers
grow, and a new code must not break whoever reads it.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

PLACE = Path(__file__).parent.parent / "client" / "dsar_client" / "models.py"
_HEAD = '''"""What is sent and what is answered: written by tools/client_models.py, not by hand."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict
'''
_REF = re.compile(r'"\$ref": "#/components/schemas/(\w+)"')
_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
# A form with a file: the client makes it itself.
_FORMS = {"FileIn"}

Schema = Mapping[str, Any]


def models_of(schema: Schema) -> str:
    """The module, as `ruff format` leaves it."""
    known = schema["components"]["schemas"]
    used = sorted(_reached(schema["paths"], known) - _FORMS)
    models = [_model(name, known[name]) for name in used if "properties" in known[name]]
    others = [
        f"{name} = {type_of(known[name], sent=name.endswith('In'))}"
        for name in used
        if "properties" not in known[name]
    ]
    return _formatted("\n\n".join([_HEAD, *models, *others]) + "\n")


def type_of(schema: Schema, *, sent: bool) -> str:
    """As Python writes it."""
    if reference := schema.get("$ref"):
        return str(reference).rpartition("/")[2]
    for several in ("allOf", "oneOf", "anyOf"):
        if several in schema:
            return " | ".join(type_of(one, sent=sent) for one in schema[several])
    if sent and "enum" in schema:
        return f"Literal[{', '.join(map(_code, schema['enum']))}]"
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    return " | ".join(_kind(kind, schema, sent=sent) for kind in kinds) or "Any"


def _kind(kind: str, schema: Schema, *, sent: bool) -> str:
    if kind == "array":
        return f"list[{type_of(schema['items'], sent=sent)}]"
    return _PLAIN.get(kind, "dict[str, Any]")


def _code(code: str | None) -> str:
    return json.dumps(code) if code is not None else "None"


def _model(name: str, schema: Schema) -> str:
    sent, required = name.endswith("In"), set(schema.get("required", ()))
    lines = []
    for field, about in schema["properties"].items():
        kind = type_of(about, sent=sent)
        lines.append(f"    {field}: {kind if field in required else f'NotRequired[{kind}]'}")
    said = f'    """{schema["description"]}"""\n\n' if "description" in schema else ""
    return f"\nclass {name}(TypedDict):\n{said}" + "\n".join(lines)


def _reached(start: Any, known: Mapping[str, Schema]) -> set[str]:
    """The names of all that `start` speaks of, and what those speak of."""
    found: set[str] = set()
    waiting = _named(start)
    while waiting:
        found |= waiting
        waiting = _named([known[name] for name in waiting]) - found
    return found


def _named(part: Any) -> set[str]:
    return set(_REF.findall(json.dumps(part)))


def _formatted(code: str) -> str:
    ruff = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(PLACE), "-"]
    done = subprocess.run(ruff, input=code, capture_output=True, text=True, check=True)  # noqa: S603
    return done.stdout


def main(lines: Iterable[str]) -> None:
    PLACE.write_text(models_of(json.loads("".join(lines))))


if __name__ == "__main__":
    main(sys.stdin)
