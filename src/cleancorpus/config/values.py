"""Checks of single values of the configuration: names, versions, codes. Their errors say what to write instead."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, get_args

from pydantic_core import PydanticKnownError

NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,80}$"
VERSION = r"^(auto|\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?)$"
# At least two letters: one is a drive of Windows.
_ADDRESS = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+):(?P<slashes>/*)(?P<rest>.*)", re.DOTALL)
_STORES = frozenset("s3 s3a gs gcs hf http https az abfs abfss adl ftp sftp webhdfs hdfs".split())
_SHOWN = 60  # characters of a value in a message
_VERSION_LIKE = re.compile(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:\.[x*])*", re.IGNORECASE)


def no_bool_for_a_number(value: Any, annotation: Any) -> Any:
    """`value`, where it is not `true` or `false` in the place of a number: pydantic would take them for 1 and 0.

    Raises:
        PydanticKnownError: it is.
    """
    kinds = {annotation, *get_args(annotation)}
    if isinstance(value, bool) and bool not in kinds and kinds & {int, float}:
        raise PydanticKnownError("int_type" if int in kinds else "float_type")
    return value


def name_like(text: str) -> str:
    """A name for a dataset made of `text`; empty where no letter of it will do.

    >>> name_like("my corpus"), name_like("Übersicht 2024!"), name_like("新聞")
    ('my-corpus', 'Ubersicht-2024', '')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("-._")[:81].rstrip("-._")


def check_address(text: str) -> str:
    """`text`, where it is an address (`s3://bucket`), or a path that was not meant to be one.

    Raises:
        ValueError: it is written as addresses often are by mistake: `s3:/bucket`, `hf:org/name`, `S3://bucket`. As a path it
            would be a folder called `s3:`.
    """
    match = _ADDRESS.fullmatch(text)
    if match is None:
        return text
    scheme, low, slashes, rest = match["scheme"], match["scheme"].lower(), match["slashes"], match["rest"]
    right = f"{low}://{rest}"
    if low in _STORES and slashes == "//" and scheme != low:
        raise ValueError(f"an address begins with '{low}:' in small letters; write {right}")
    if (slashes != "//") if low in _STORES else slashes == "/":
        right = f"/{rest}" if low == "file" else right
        raise ValueError(
            f"two slashes follow '{scheme}:' in an address; write {right}, or ./ before it if it is a path"
        )
    return text


def check_name(name: str) -> str:
    """`name`, where it can be a dataset's.

    Raises:
        ValueError: it cannot; the message says which name like it can.
    """
    if re.fullmatch(NAME, name):
        return name
    other = name_like(name)
    todo = f"write {other}" if other else "write another"
    raise ValueError(f"'{_short(name)}' is no name: letters, digits, - _ . make one, 81 at most; {todo}")


def check_version(version: Any) -> Any:
    """`version`, where it is `auto` or a version; what is no text is left to pydantic, but for a number.

    Raises:
        ValueError: it is a range, or a number of another form; the message says what to write.
    """
    if not isinstance(version, str | int | float) or isinstance(version, bool):
        return version
    if isinstance(version, str) and re.fullmatch(VERSION, version):
        return version
    text = str(version).strip()
    if match := _VERSION_LIKE.fullmatch(text):
        whole = ".".join(part or "0" for part in match.groups())
        raise ValueError(f"'{_short(text)}' is no version, which has three numbers; write {whole}, or auto")
    if re.search(r"[<>=^~*|,]| - |\bx\b", text):
        raise ValueError(f"'{_short(text)}' is a range of versions; write the one to make, as 1.2.0, or auto")
    raise ValueError(f"'{_short(text)}' is no version; write MAJOR.MINOR.PATCH, as 1.2.0, or auto")


def check_code(code: str, *also: str) -> None:
    """Whether `code` is a language's, or one of `also`.

    Raises:
        ValueError: it is not; the message says what to write.
    """
    if code in also or re.fullmatch(r"[a-z]{2,3}", code):
        return
    base = re.split(r"[-_]", code.lower())[0]
    if re.fullmatch(r"[a-z]{2,3}", base):
        raise ValueError(f"'{_short(code)}' is no language code here; write {base}")
    raise ValueError(f"'{_short(code)}' is no language code; write codes such as en, de, zh, und")


def _short(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
