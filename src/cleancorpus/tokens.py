"""Counts tokens by a tokenizer that the user names; the package `tokenizers` (extra `tokens`) reads and applies it."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from cleancorpus.errors import ConfigError

_KEY = "tokens.tokenizer"


class TokenCounter:
    """Counts the tokens of texts. `digest` is the sha256, in hex, of the tokenizer as JSON: another one may count otherwise."""

    def __init__(self, tokenizer: Any) -> None:
        tokenizer.no_truncation()  # files say what their model takes, which is no matter of the text
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self.digest = hashlib.sha256(tokenizer.to_str().encode()).hexdigest()

    def count(self, text: str) -> int:
        """The tokens of a text, without marks of its beginning and end."""
        # One text at a time: for a list `tokenizers` starts a thread a core, in each worker.
        return len(self._tokenizer.encode(text, add_special_tokens=False))


def token_counter(name: str) -> TokenCounter:
    """The counter of a tokenizer: of a file in the form of Hugging Face's tokenizer.json, else of a name on the Hub.

    The Hub's is asked for once in a process: `org/name`, or `org/name@revision`.

    Raises:
        ConfigError: `tokenizers` is not installed, there is no such file or name, or it is no tokenizer.
    """
    path = Path(name)
    if path.is_file():
        try:
            return _counter_of(path.read_text(encoding="utf-8"), name)
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(_KEY, f"'{name}' cannot be read: {_first_line(error)}", "name another file") from error
    if name.endswith(".json") or path.is_absolute() or name.count("/") > 1 or name.startswith("."):
        raise ConfigError(_KEY, f"there is no file '{name}'", "give a tokenizer.json, or a name on the Hub (org/name)")
    return _counter_on_hub(name)


@lru_cache(maxsize=2)
def _counter_of(text: str, name: str) -> TokenCounter:
    try:
        return TokenCounter(_tokenizer_class().from_str(text))
    except ConfigError:
        raise
    except Exception as error:  # `tokenizers` raises nothing more exact
        what = f"'{name}' is no tokenizer: {_first_line(error)}"
        raise ConfigError(_KEY, what, "give a file in the form of Hugging Face's tokenizer.json") from error


@lru_cache(maxsize=2)
def _counter_on_hub(name: str) -> TokenCounter:
    repo, _, revision = name.partition("@")
    try:
        return TokenCounter(_tokenizer_class().from_pretrained(repo, revision=revision or "main"))
    except ConfigError:
        raise
    except Exception as error:  # as above
        what = f"no tokenizer '{name}' from the Hub: {_first_line(error)}"
        raise ConfigError(_KEY, what, "check name and network, or give a file tokenizer.json") from error


def _tokenizer_class() -> Any:
    try:
        from tokenizers import Tokenizer
    except ImportError as error:
        what = "the package tokenizers is not installed"
        raise ConfigError(_KEY, what, "pip install 'cleancorpus[tokens]', or leave the key out") from error
    return Tokenizer


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__).rstrip(".")
