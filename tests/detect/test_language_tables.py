"""The packaged tables of the two witnesses are those of the installed libraries, number for number."""

from importlib.resources import files

import numpy as np
from langdetect.detector_factory import DetectorFactory
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from cleancorpus.language.tables import LANGDETECT, LANGID, langdetect_table, langid_table


def test_langid_has_py3langids_numbers():
    theirs, ours = LanguageIdentifier.from_model_file(MODEL_FILE), langid_table()
    assert np.array_equal(ours.weights, np.asarray(theirs.nb_ptc).astype(np.float32))
    assert np.array_equal(ours.priors, np.asarray(theirs.nb_pc).astype(np.float64))
    assert np.array_equal(ours.moves, np.asarray(theirs.tk_nextmove))
    assert np.array_equal(ours.rows, np.asarray(theirs.tk_row).astype(np.intp) << 8)
    assert np.array_equal(ours.features, np.asarray(theirs.tk_output))
    assert [theirs.nb_classes[column] for column in ours.columns] == ours.codes == sorted(set(theirs.nb_classes))
    assert [theirs.nb_classes[first] for first, _ in ours.aliases] == ["sr", "uz"]
    assert all(theirs.nb_classes[first] == theirs.nb_classes[again] and first < again for first, again in ours.aliases)
    assert len(ours.codes) + len(ours.aliases) == len(theirs.nb_classes)


def test_langdetect_has_langdetects_numbers():
    folder = files("langdetect") / "profiles"
    names = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
    theirs, ours = DetectorFactory(), langdetect_table()
    theirs.load_json_profile([(folder / name).read_text(encoding="utf-8") for name in names])
    assert ours.languages == theirs.langlist
    assert ours.places.keys() == theirs.word_lang_prob_map.keys()
    shares = np.stack([ours.shares(ngram) for ngram in ours.places])
    assert np.array_equal(shares, np.array([theirs.word_lang_prob_map[ngram] for ngram in ours.places]))


def test_the_files_come_with_their_licences():
    folder = files("cleancorpus.language")
    for name, holder in ((LANGID, "Marco Lui"), (LANGDETECT, "Cybozu Labs")):
        assert holder in (folder / f"{name.partition('.')[0]}.LICENSE").read_text(encoding="utf-8")
