"""Parts of articles that look like menus stay: lists, labels, references, wrapped text."""

import numpy as np
import pytest
from views import view_of

from cleancorpus import Cleaner
from cleancorpus.detect.line_model import LineModel
from cleancorpus.detect.line_model.features import matrix
from cleancorpus.detect.line_model.guard import guarded, is_wrapped
from cleancorpus.detect.line_model.weights import packaged
from cleancorpus.detect.view import View

OPENING = "The Hollow Reeds return to the stage this spring with a quieter show and a new cellist, Imke Torvald."
SECOND = "Rehearsals began in a barn in January, and most of the songs on the new record were written there."
CLOSING = "Tickets cost eighteen pounds at the door, and children under twelve get in free, the band said on Friday."


def judge(view: View, cut: set[str], score: float = 0.96, threshold: float = 0.9) -> list[str]:
    """The lines of `cut` that guards keep when the model gives them `score`."""
    weights = packaged()
    facts = matrix(view, (), weights.signals, weights.lines).facts
    scores = np.array([score if line.text in cut else 0.05 for line in view.lines])
    kept = guarded(view, facts, scores, threshold, np.zeros(len(view.lines), bool))
    return [line.text for line in view.lines if kept[line.index] and line.text in cut]


LISTS = {
    "tour dates": [
        "12 March, Oakham, Corn Hall",
        "14 March, Selby, The Mill",
        "19 March, Truro, Old Chapel",
        "2 April, Leith, Dockside",
    ],
    "ingredients": ["200 g flour", "150 g butter", "80 g sugar", "2 eggs"],
    "addresses": ["14 Mill Lane, Oakham", "3 Church Street, Selby", "27 Harbour Road, Truro", "8 Dock Place, Leith"],
}


@pytest.mark.parametrize("kind", sorted(LISTS))
def test_no_part_of_a_list_between_paragraphs_is_cut(kind: str) -> None:
    items = LISTS[kind]
    view = view_of("\n".join(["The Hollow Reeds on tour", OPENING, SECOND, *items, CLOSING]))
    assert judge(view, set(items[:2])) == items[:2]
    assert judge(view, set(items)) == items


@pytest.mark.parametrize("kind", sorted(LISTS))
def test_model_leaves_lists_between_paragraphs_alone(kind: str) -> None:
    view = view_of("\n".join(["The Hollow Reeds on tour", OPENING, SECOND, *LISTS[kind], CLOSING]))
    assert LineModel("careful").score([view]) == [()]


def test_list_after_the_last_paragraph_is_not_guarded() -> None:
    items = [
        "Harbour ferry stops for winter",
        "Bakery wins county prize",
        "Library opens on Sundays",
        "Bridge closed again",
    ]
    view = view_of("\n".join(["The Hollow Reeds on tour", OPENING, SECOND, CLOSING, *items]))
    assert judge(view, set(items)) == []


def test_labels_of_an_interview_stay() -> None:
    talk = [
        "Gazette:",
        OPENING,
        "Torvald:",
        SECOND,
        "Gazette:",
        CLOSING,
        "Torvald:",
        SECOND + " " + CLOSING,
        "Gazette:",
        OPENING + " " + CLOSING,
    ]
    view = view_of("\n".join(["Three questions", *talk]))
    assert judge(view, {"Gazette:"}) == ["Gazette:"] * 3


def test_standfirst_between_headline_and_text_stays() -> None:
    line = "A barn, a borrowed cello and ten new songs about rivers"
    view = view_of(
        "\n".join(["The Hollow Reeds on tour", line, OPENING, SECOND, CLOSING]),
        title="The Hollow Reeds on tour",
    )
    assert judge(view, {line}) == [line]


def test_last_paragraph_stays_unless_the_model_is_sure() -> None:
    last = "If you want to hear them, go early: the barn holds sixty people, and last year a hundred stood outside in the rain."
    view = view_of("\n".join(["The Hollow Reeds on tour", OPENING, SECOND, CLOSING, last]))
    assert judge(view, {last}, score=0.95) == [last]
    assert judge(view, {last}, score=0.999) == []


def test_references_stay() -> None:
    reference = "Torvald, I. (2019). Bowing in cold rooms. Journal of Imagined Strings, 4, 11-19. doi:10.0000/none"
    view = view_of("\n".join(["On bowing", OPENING, SECOND, CLOSING, "Notes", reference]))
    assert judge(view, {reference}) == [reference]


def test_headline_stays() -> None:
    view = view_of("\n".join(["The Hollow Reeds on tour", OPENING, SECOND, CLOSING]))
    assert judge(view, {"The Hollow Reeds on tour"}, score=1.0) == ["The Hollow Reeds on tour"]


WRAPPED = """The river rose in the night and by the time the
miller woke the lower meadow was gone. He took the
lantern from its hook, called the dog, and walked up
to the weir, where the water stood a hand below the
planks. Nobody in the valley had seen it so high
since the winter of the long frost, when three barns
went down to the sea with everything in them. He sat
on the wall until it was light and counted the fence
posts one by one as they sank out of sight. Then he
went home."""


def test_text_broken_at_a_fixed_width_is_left_alone() -> None:
    view = view_of(WRAPPED)
    assert is_wrapped(view)
    assert LineModel("strict").score([view]) == [()]


def test_paragraphs_and_menus_are_not_taken_for_wrapped_text() -> None:
    assert not is_wrapped(view_of("\n".join([OPENING, SECOND, CLOSING] * 4)))
    menu = [
        "Home",
        "News",
        "Local sport",
        "Weather",
        "Small advertisements",
        "Contact",
        "Help",
        "Jobs",
        "Terms and conditions",
    ]
    assert not is_wrapped(view_of("\n".join(menu)))


FORMS = {
    "scores": ["TSV Adorf – SV Behn 2:1", "FC Kuhl – VfL Marsch 0:0", "SG Neudorf – TuS Ried 3:4"],
    "scores in words": ["Orle Town 2 Hathering 0", "Wexcombe 3 Port Anselm 4", "Brannoc 1 Corrie 2"],
    "times": ["Bramsen 7:12.4", "Tordoff 7:15.0", "Quarn 7:20.2"],
    "shares": ["Ferry party 41.2 %", "Bridge list 38 %", "Free rowers 20.8 %"],
    "recipe": ["1 kg eel", "200 g sorrel", "2 lemons", "Salt", "Method", "Cut it into pieces.", "Fry it in butter."],
    "questions": ["Was kostet es?", "Zwei Euro.", "Wie lange?", "Zwölf Minuten.", "Darf ich?", "Nein."],
    "turns": ["Post: How did it begin?", "Quarn: With a letter.", "Post: And then?", "Quarn: We met."],
}


@pytest.mark.parametrize("name", sorted(FORMS))
def test_rows_of_figures_and_turns_stay_after_the_last_paragraph_too(name: str) -> None:
    rows = FORMS[name]
    view = view_of("\n".join(["The Hollow Reeds on tour", OPENING, SECOND, CLOSING, *rows]))
    assert judge(view, set(rows), 1.0) == rows


NO_FORMS = {
    "teasers with their time": ["Mayor opens pool 10:30", "Ferry line to start 11:05", "Two late goals 12:40"],
    "menus": ["Home", "News 24", "Sport 2", "Contact us"],
    "captions": ["Photo: Imke Torvald", "Photo: Bo Lind", "Photo: Imke Torvald", "Photo: Bo Lind"],
    "notes of teasers": ["Author: Bo Lind", "Date: Monday", "Author: Imke Torvald", "Date: Tuesday"],
    "counts": ["12 comments", "3 shares", "5 min read"],
    "labels": ["Ingredients", "Salt", "Method"],
}


@pytest.mark.parametrize("name", sorted(NO_FORMS))
def test_furniture_in_rows_is_no_form_of_an_article(name: str) -> None:
    rows = NO_FORMS[name]
    view = view_of("\n".join(["The Hollow Reeds on tour", OPENING, SECOND, CLOSING, *rows]))
    assert judge(view, set(rows), 1.0) == []


def test_paragraph_broken_at_a_width_stays_among_paragraphs_that_are_not() -> None:
    wrapped = [
        "POST: When did you first hear that the boat was to",
        "go, and what did you do about it in the weeks that",
        "you had left before the vote?",
    ]
    view = view_of("\n\n".join([OPENING, SECOND, "\n".join(wrapped), CLOSING]))
    assert judge(view, set(wrapped), 1.0) == wrapped
    menu = ["Mayor opens pool, bridge and hall at last today", "Ferry line to start in May or June this year, too"]
    view = view_of("\n\n".join([OPENING, SECOND, CLOSING, "\n".join([*menu, "More stories"])]))
    assert judge(view, set(menu), 1.0) == []


def test_offer_behind_a_recipe_is_no_step_of_it() -> None:
    recipe = ["1 kg eel", "200 g sorrel", "2 lemons"]
    offer = "Like it? Put all of it into your basket with one click."
    view = view_of("\n".join([OPENING, SECOND, CLOSING, *recipe, offer, "Nutrition"]))
    assert judge(view, {*recipe, offer}, 1.0) == recipe


THIRD = "The drummer has moved to the coast, where he repairs boats, and will join them for three of the nights only."
FOURTH = "Whoever wants to hear the new songs before that can come to the barn on any Sunday in May, said the singer."


def test_paragraphs_beside_one_that_stays_are_kept_one_after_another() -> None:
    view = view_of("\n".join([OPENING, SECOND, THIRD, FOURTH, CLOSING]))
    assert judge(view, {SECOND, THIRD}) == [SECOND, THIRD]
    assert judge(view, {FOURTH, CLOSING}) == [FOURTH, CLOSING]
    assert judge(view, {OPENING, SECOND}) == [OPENING, SECOND]


def test_paragraphs_that_the_model_is_sure_of_or_that_stand_alone_are_not() -> None:
    view = view_of("\n".join([OPENING, SECOND, "More from the harbour", THIRD]))
    assert judge(view, {THIRD}) == []
    assert judge(view, {SECOND}, score=0.999) == []


def test_what_one_guard_keeps_no_other_gives_up() -> None:
    """Right below the headline stands a turn of a talk, which the guard of standfirsts leaves to a model that is this sure."""
    turns = ["Post: How did the tour begin in that barn?", "Quarn: With a letter.", "Post: And then?", "Quarn: We met."]
    title = "The Hollow Reeds on tour"
    view = view_of("\n".join([title, *turns, OPENING, SECOND, CLOSING]), title=title)
    assert judge(view, {turns[0]}, 1.0) == [turns[0]]


VERSE = [
    "The boat goes out at noon,",
    "the boat comes in at four,",
    "the keeper counts the lamps,",
    "and then he counts once more.",
]


@pytest.mark.parametrize("below", [CLOSING, "She wrote it after the flood of 1931."], ids=["paragraph", "sentence"])
def test_text_below_verse_stays_though_the_model_would_cut_the_verse(below: str) -> None:
    view = view_of("\n".join(["The keeper", OPENING, ""]) + "\n" + "\n".join(VERSE) + "\n\n" + below)
    assert [line.kind for line in view.lines].count("verse") == len(VERSE)
    assert judge(view, {*VERSE, below}) == [below]


@pytest.mark.parametrize("preset", ["news", "strict"])
def test_no_preset_cuts_a_paragraph_below_verse(preset: str) -> None:
    text = "\n".join(["The keeper", OPENING, SECOND, ""]) + "\n" + "\n".join(VERSE) + "\n\n" + CLOSING
    assert Cleaner(preset).clean(text, kind="text").text.endswith(CLOSING)


def test_a_button_below_verse_is_not_guarded() -> None:
    view = view_of("\n".join(["The keeper", OPENING, ""]) + "\n" + "\n".join(VERSE) + "\n\nMore poems")
    assert judge(view, {*VERSE, "More poems"}) == []


PEOPLE = ["Anna Bell", "Tom Reed", "Mary Lind", "John Roe", "Peter Hall"]


@pytest.mark.parametrize("behind", ["", " – captain", ", Velden 31:05", " as the keeper"])
def test_no_part_of_a_list_of_people_is_cut(behind: str) -> None:
    rows = [name + behind for name in PEOPLE]
    view = view_of("\n".join(["The Hollow Reeds on tour", OPENING, SECOND, CLOSING, "Results", *rows]))
    assert judge(view, set(rows[3:])) == rows[3:]


def test_a_list_of_people_that_the_model_would_cut_as_a_whole_is_not_guarded() -> None:
    view = view_of("\n".join(["The Hollow Reeds on tour", OPENING, SECOND, CLOSING, "Our writers", *PEOPLE]))
    assert judge(view, set(PEOPLE)) == []


def test_headlines_in_capitals_are_no_list_of_people() -> None:
    rows = ["Harbour Ferry Stops For Winter", "Bakery Wins County Prize", "Library Opens On Sundays", "Bridge Closed"]
    view = view_of("\n".join(["The Hollow Reeds on tour", OPENING, SECOND, CLOSING, *rows]))
    assert judge(view, set(rows[1:])) == []
