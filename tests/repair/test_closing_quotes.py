"""A capital and the mark that closes its quotation are no half letters."""

import pytest

from cleancorpus.repair.mojibake import mojibake


@pytest.mark.parametrize("line", ["Trên cửa có chữ “XÃ”.", "Vở kịch “ĐÃ” ra mắt.", "Bảng ghi “LÂ”, không ai đọc."])
def test_a_quotation_of_capitals_stays(line: str) -> None:
    assert mojibake(line) == line


def test_half_letters_are_mended_all_the_same() -> None:
    assert mojibake("Le mot Ã” est seul, le mur Ã©tait blanc") == "Le mot Ô est seul, le mur était blanc"
    assert mojibake("“Yes” â€” he said") == "“Yes” — he said"
