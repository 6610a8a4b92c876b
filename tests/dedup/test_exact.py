from cleancorpus.dedup.exact import ExactDuplicates
from cleancorpus.pipeline.outcome import outcomes_of


def outcomes(*rows):
    return outcomes_of([{"id": name, "status": status, "text_sha256": digest * 32} for name, status, digest in rows])


def marked(batch, *, texts=True):
    rows = ExactDuplicates(mark_texts=texts).mark(batch).to_pylist()
    return [(row["id"], row["status"], row["survivor_id"]) for row in rows]


def test_first_with_a_text_survives_and_is_named():
    assert marked(outcomes(("a", "kept", "aa"), ("b", "kept", "bb"), ("c", "kept", "aa"))) == [
        ("a", "kept", None),
        ("b", "kept", None),
        ("c", "duplicate", "a"),
    ]


def test_dropped_documents_are_no_survivors():
    assert marked(outcomes(("a", "dropped", "aa"), ("b", "kept", "aa")))[1] == ("b", "kept", None)


def test_can_be_switched_off():
    assert marked(outcomes(("a", "kept", "aa"), ("b", "kept", "aa")), texts=False)[1][1] == "kept"


def test_repeated_ids_become_unique_even_where_the_suffix_is_taken():
    ids = [
        row[0]
        for row in marked(
            outcomes(("a", "kept", "aa"), ("a#2", "kept", "bb"), ("a", "kept", "cc"), ("a", "kept", "dd"))
        )
    ]
    assert ids == ["a", "a#2", "a#3", "a#4"]


def test_batches_share_memory():
    duplicates = ExactDuplicates()
    duplicates.mark(outcomes(("a", "kept", "aa")))
    assert duplicates.mark(outcomes(("b", "kept", "aa"))).column("survivor_id").to_pylist() == ["a"]
