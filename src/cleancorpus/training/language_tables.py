"""Makes `language/*.arrow` of the installed py3langid and langdetect. python -m cleancorpus.training.language_tables"""

from __future__ import annotations

import json
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np

from cleancorpus.language.tables import LANGDETECT, LANGID, pack_langdetect, pack_langid


def langid_file() -> bytes:
    """py3langid's model, packed."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    return pack_langid(
        list(model.nb_classes),
        np.asarray(model.nb_pc),
        np.asarray(model.nb_ptc),
        np.asarray(model.tk_nextmove),
        np.asarray(model.tk_row),
        np.asarray(model.tk_output),
    )


def langdetect_file() -> bytes:
    """langdetect's profiles, packed."""
    folder = files("langdetect") / "profiles"
    names = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
    profiles = [json.loads((folder / name).read_text(encoding="utf-8")) for name in names]
    return pack_langdetect({profile["name"]: (profile["freq"], profile["n_words"]) for profile in profiles})


def main() -> None:
    """Write both files."""
    with as_file(files("cleancorpus.language")) as folder:
        for name, packed in ((LANGID, langid_file()), (LANGDETECT, langdetect_file())):
            (Path(folder) / name).write_bytes(packed)
            print(f"{name}: {len(packed):,} bytes")


if __name__ == "__main__":
    main()
