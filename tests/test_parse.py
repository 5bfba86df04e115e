"""Text -> Question: what is asked, of whom, when, and in which form the answer goes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.parse import Parser, option_label, tidied
from bot.question import Anchor, Asks, Form, Order, Question, Relation, Roles
from index.dates import day, parse_iso
from index.search import Index
from index.types import MINUTE_MAX, MINUTE_MIN, When

TODAY = day(1984, 6, 1)
FIFTH, SIXTH, EIGHTH, NINTH = (parse_iso(f"1984-05-0{n}") for n in (5, 6, 8, 9))


@pytest.fixture(scope="module")
def parser(river: Index) -> Parser:
    return Parser(river)


@pytest.fixture
def parse(parser: Parser) -> Parser:
    return parser


# --- what is asked ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "asks", "noun"),
    [
        ("who captured Brook", ("who",), ""),
        ("by whom was the Long Bridge bombed", ("who",), ""),
        ("who did it?", ("who",), ""),
        ("whom did King Stefan telephone", ("whom",), ""),
        ("who did King Stefan telephone", ("whom",), ""),
        ("who was arrested in Brook", ("whom",), ""),
        ("who was involved in the raid", ("who",), ""),
        ("who was expected to call the king", ("who",), ""),
        ("who did not telephone King Stefan", ("who",), ""),
        ("who didn't King Stefan telephone", ("whom",), ""),
        ("whose soldiers went home", ("who",), "soldiers"),
        ("who was the governor of Calder", ("who",), "governor"),
        ("who was still in Calder when it burned", ("who",), ""),
        ("who was wounded at Calder", ("whom",), ""),
        ("what is the name of the pilot who fled", ("who",), "pilot"),
        ("who was King Stefan's adviser", ("who",), ""),
        ("how many soldiers enter Brook", ("how-many",), "soldiers"),
        ("how often was Brook bombed", ("how-many",), ""),
        ("what did Marta Vogel say", ("what",), ""),
        ("which bridge did the Royal Guard bomb", ("which",), "bridge"),
        ("what bridge did the Royal Guard bomb", ("which",), "bridge"),
        ("which towns were captured", ("which",), "towns"),
        ("what woke the children", ("what",), ""),
        ("what failed with the ferry", ("what",), ""),
        ("what trapped miners were saved", ("which",), "trapped miners"),
        ("which notorious jail got opened", ("which",), "notorious jail"),
        ("when did King Stefan leave", ("when",), ""),
        ("what time did King Stefan leave", ("when",), ""),
        ("on which day did King Stefan leave", ("when",), ""),
        ("where is Calder", ("where",), ""),
        ("why did King Stefan leave", ("why",), ""),
        ("how did the League capture Brook", ("how",), ""),
        ("how many prisoners were freed", ("how-many",), "prisoners"),
        ("how much did the boat cost", ("how-many",), ""),
        ("how old is Anna Lind", ("how-many",), "years old"),
        ("how far is Calder from Brook", ("how-far",), ""),
        ("how long did the siege of Elmford last", ("how-long",), ""),
        ("did the League capture Brook", ("yes-no",), ""),
        ("was Brook captured", ("yes-no",), ""),
        ("who entered Dunmore first and when", ("who", "when"), ""),
        ("when and where did King Stefan speak", ("when", "where"), ""),
        ("Brook captured when", ("when",), ""),
        ("the boat of the king", ("what",), ""),
    ],
)
def test_the_question_words_say_what_is_asked_and_which_noun_goes_with_them(parse: Parser, text: str, asks: tuple[Asks, ...], noun: str) -> None:
    question = parse(text)
    assert (question.asks, question.noun) == (asks, noun)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("who captured Brook", "fact"),
        ("did the League capture Brook", "fact"),
        ("what happened on 6 May", "list"),
        ("list the events of 6 May", "list"),
        ("everything about Anna Lind", "list"),
        ("what did King Stefan do on 5 May", "list"),
        ("how many times did the League capture a town", "count"),
        ("what happened after the fall of Brook", "neighbours"),
        ("what is the next entry after the fall of Brook", "neighbours"),
        ("what happened after 6 May", "list"),
        ("which came first: the fall of Brook or the fall of Calder?", "choice"),
        ("did Brook or Calder fall first", "choice"),
        ("did Brook fall before Calder", "precedence"),
        ("did King Stefan leave before 8 May", "fact"),
        ("did the raids just before Brook fell achieve much", "fact"),
        ("how many days passed between the fall of Brook and the fall of Calder", "distance"),
        ("how long after the fall of Brook did Calder fall", "distance"),
        ("how long did the siege of Elmford last", "duration"),
        ("how many prisoners were freed", "fact"),
    ],
)
def test_a_question_has_the_form_that_its_answer_needs(parse: Parser, text: str, form: Form) -> None:
    assert parse(text).form == form


@pytest.mark.parametrize("said", ["didn't", "didn’t", "didnt"])
def test_a_negation_is_an_auxiliary_with_or_without_its_apostrophe(parse: Parser, said: str) -> None:
    question = parse(f"why {said} King Stefan leave Dunmore")
    assert question.roles == Roles(("King Stefan",), ("Dunmore",), "leav")
    assert parse(f"{said} King Stefan leave Dunmore").asks == ("yes-no",)
    assert "n't" in question.full.replace("’", "'")
    assert parse("was it his wont to leave").full == "was it his wont to leave"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("what made King Stefan leave Dunmore", "why did King Stefan leave Dunmore"),
        ("what led King Stefan to leave Dunmore", "why did King Stefan leave Dunmore"),
    ],
)
def test_what_made_somebody_do_it_is_a_reason(parse: Parser, text: str, plain: str) -> None:
    question, asked = parse(text), parse(plain)
    assert (question.asks, question.topic, question.roles) == (asked.asks, asked.topic, asked.roles)
    assert parse("what led to the siege").asks != ("why",)


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("what did the League's boats attack", "attack"),
        ("what did an army officer speak of", "speak"),
        ("when did the demonstrators capture the gate", "captur"),
        ("when did the army order a retreat", "order"),
        ("when did they enter talks", "enter"),
    ],
)
def test_the_act_is_told_from_who_does_it(parse: Parser, text: str, act: str) -> None:
    assert parse(text).roles.act == act


def test_in_whose_hands_asks_who_held_it(parse: Parser) -> None:
    question = parse("in whose hands was Brook on 5 May")
    assert (question.asks, question.roles) == (("who",), Roles((), ("Brook",), "hold"))


def test_whoever_owns_is_not_who_acts(parse: Parser) -> None:
    assert parse("when did King Stefan's boat reach Brook").roles.subject == ()
    assert parse("when did King Stefan reach Brook").roles.subject == ("King Stefan",)


@pytest.mark.parametrize("text", ["who had Brook on 5 May", "who has Brook now", "who still had the town of Brook"])
def test_whoever_has_a_place_holds_it(parse: Parser, text: str) -> None:
    question = parse(text)
    assert (question.asks, question.state) == (("who",), True)


def test_have_without_a_participle_is_the_verb(parse: Parser) -> None:
    assert parse("which hill had heavy fighting").agent == ()
    assert parse("which hill had the League captured").agent == ("Northern League",)


def test_a_pronoun_stays_where_its_own_side_has_a_name(parse: Parser) -> None:
    assert parse("did King Stefan leave before Anna Lind sold her boat").options == ("King Stefan leave", "Anna Lind sold her boat")
    assert parse("did King Stefan leave before he sold the boat").options == ("King Stefan leave", "King Stefan sold the boat")


# --- the ways people ask ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "who captured Brook",
        "Who captured Brook?",
        "  who   captured\nBrook ?!",
        "hello, could you please tell me who captured Brook, thanks",
        "do you happen to know who captured Brook",
        "I'd like to know who captured Brook please",
        "so who captured Brook again",
        "in the River War timeline, who captured Brook",
        "who captured Brook in this timeline",
    ],
)
def test_politeness_and_punctuation_change_nothing(parse: Parser, text: str) -> None:
    question, plain = parse(text), parse("who captured Brook")
    assert (question.topic.lower(), question.asks, question.roles, question.form) == (plain.topic.lower(), plain.asks, plain.roles, plain.form)
    assert question.text == text, "it is kept as it was asked"


@pytest.mark.parametrize(
    ("text", "entities", "corrections"),
    [
        ("who captured Brook", ("Brook",), ()),
        ("who captured Broook", ("Brook",), (("Broook", "brook"),)),
        ("when did the Northen League march", ("Northern League",), (("Northen", "northern"),)),
        ("when did the league enter Dunmoor", ("Northern League", "Dunmore"), ()),
        ("what did General Vogel say", ("Marta Vogel",), ()),
    ],
)
def test_names_are_known_by_their_aliases_and_misspelt_ones_are_read(
    parse: Parser, text: str, entities: tuple[str, ...], corrections: tuple[tuple[str, str], ...]
) -> None:
    question = parse(text)
    assert (question.entities, question.corrections) == (entities, corrections)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("wen did King Stefan leave", "when"),
        ("hwo captured Brook", "who"),
        ("were is Calder", "where"),
        ("wats in Calder", "what"),
        ("wheres Calder", "where"),
    ],
)
def test_mistyped_question_words_are_read(parse: Parser, text: str, asks: Asks) -> None:
    assert parse(text).asks == (asks,)


def test_the_script_says_the_language(parse: Parser) -> None:
    assert parse("who captured Brook").language == "en"
    assert parse("من دخل دمشق").language == "ar"


@pytest.mark.parametrize(
    ("text", "tidy"),
    [("  who\n left?! ", "who left"), ("who\u200b left\x00", "who left"), ("who left؟", "who left"), ("???", ""), ("cafe\u0301", "café")],
)
def test_text_is_tidied_to_one_clean_line(text: str, tidy: str) -> None:
    assert tidied(text) == tidy


# --- roles --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("who captured Brook", Roles((), ("Brook",), "captur")),
        ("did the League capture Brook", Roles(("Northern League",), ("Brook",), "captur")),
        ("which town did the Royal Guard besiege", Roles(("Royal Guard",), (), "besieg")),
        ("whom did King Stefan telephone", Roles(("King Stefan",), (), "telephon")),
        ("when did King Stefan meet with Anna Lind", Roles(("King Stefan",), ("Anna Lind",), "meet")),
        ("who went to Dunmore to talk about the weather with Anna Lind", Roles((), (), "go")),
        ("when did King Stefan speak in Dunmore", Roles(("King Stefan",), (), "speak")),
        ("was Brook captured by the League", Roles(("Northern League",), ("Brook",), "captur")),
        ("was Brook captured", Roles((), ("Brook",), "captur")),
        ("why was King Stefan expected to telephone Anna Lind", Roles(("King Stefan",), ("Anna Lind",), "telephon")),
        ("when did King Stefan say that Anna Lind had left", Roles(("King Stefan",), (), "say")),
        ("on which road is the bridge that the Royal Guard burned", Roles(("Royal Guard",), (), "burn")),
        ("which town was seized by panic as the League marched", Roles((), (), "seiz")),
        ("who announced the Royal Guard plan to leave", Roles((), (), "announc")),
        ("who denied that Brook had been captured", Roles((), (), "deni")),
        ("where is Calder", Roles()),
    ],
)
def test_the_order_of_words_says_who_acts_and_on_whom(parse: Parser, text: str, roles: Roles) -> None:
    assert parse(text).roles == roles


def test_what_stands_before_the_verb_acts(parse: Parser) -> None:
    assert parse("did the League capture Brook").agent == ("Northern League",)
    assert parse("did the rain stop the League").agent == ("rain",)
    assert parse("who captured Brook").agent == ()


# --- time ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "topic", "window", "relation"),
    [
        ("who spoke", "who spoke", None, "in"),
        ("who spoke on 9 May", "who spoke", NINTH, "in"),
        ("on 9 May, who spoke", "who spoke", NINTH, "in"),
        ("who spoke on the 9th", "who spoke", NINTH, "in"),
        ("who spoke before 8 May", "who spoke", When(MINUTE_MIN, EIGHTH.start), "before"),
        ("who spoke after 8 May", "who spoke", When(NINTH.start, MINUTE_MAX), "after"),
        ("who spoke since 8 May", "who spoke", When(EIGHTH.start, MINUTE_MAX), "since"),
        ("who spoke between 5 May and 6 May", "who spoke", FIFTH.hull(SIXTH), "in"),
        ("who spoke yesterday", "who spoke", day(1984, 5, 31), "in"),
        ("who spoke on Christmas", "who spoke", day(1984, 12, 25), "in"),
        ("who spoke on New Year's Eve 1983", "who spoke", day(1983, 12, 31), "in"),
    ],
)
def test_a_stated_time_becomes_a_window_and_leaves_the_topic(parse: Parser, text: str, topic: str, window: When | None, relation: Relation) -> None:
    question = parse(text, today=TODAY)
    assert (question.topic, question.window, question.relation) == (topic, window, relation)


@pytest.mark.parametrize(
    ("text", "topic", "anchor"),
    [
        ("who spoke after Brook fell", "who spoke", Anchor("Brook fell", "after")),
        ("after Brook fell, who spoke", "who spoke", Anchor("Brook fell", "after")),
        ("who entered Dunmore two days after the fall of Calder", "who entered Dunmore", Anchor("the fall of Calder", "after", "", 2, "day")),
        ("whom did King Stefan call before he left", "whom did King Stefan call", Anchor("King Stefan left", "before")),
    ],
)
def test_an_event_that_is_measured_from_becomes_an_anchor(parse: Parser, text: str, topic: str, anchor: Anchor) -> None:
    question = parse(text)
    assert (question.topic, question.anchor, question.window) == (topic, anchor, None)


def test_two_parties_are_no_time_between_two_events(parse: Parser) -> None:
    assert parse("who broke the truce between the Northern League and the Royal Guard").anchor is None
    assert parse("where was the meeting between the envoys of the Northern League and the Royal Guard").anchor is None


@pytest.mark.parametrize(
    ("text", "topic", "order"),
    [
        ("who entered Dunmore first", "who entered Dunmore", "first"),
        ("who was the last to leave Dunmore", "who was to leave Dunmore", "last"),
        ("what was the second town to fall", "what was town to fall", "second"),
    ],
)
def test_a_word_of_order_is_taken_out_of_the_topic(parse: Parser, text: str, topic: str, order: Order) -> None:
    question = parse(text)
    assert (question.topic, question.order) == (topic, order)


def test_words_that_only_go_with_a_question_stand_aside(parse: Parser) -> None:
    question = parse("how many prisoners did the League free according to the Gazette")
    assert (question.topic, question.aside) == ("how many prisoners did the League free", "according to the Gazette")


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("who held Brook on 7 May", True),
        ("who was the mayor of Calder on 6 May", True),
        ("who was the mayor of Calder", False),
        ("who was the mayor calling on 6 May", False),
        ("who captured Brook on 3 May", False),
    ],
)
def test_who_held_a_place_or_an_office_at_a_time_asks_how_things_stood(parse: Parser, text: str, state: bool) -> None:
    assert parse(text).state is state


# --- several events -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "order", "options"),
    [
        ("which came first: the fall of Brook or the fall of Calder?", "first", ("the fall of Brook", "the fall of Calder")),
        ("what came last, the siege of Elmford or the capture of Brook", "last", ("the siege of Elmford", "the capture of Brook")),
        ("the fall of Brook or the fall of Calder, which came first", "first", ("the fall of Brook", "the fall of Calder")),
        ("did Brook or Calder fall first", "first", ("Brook fall", "Calder fall")),
        ("did Brook or Calder fall later", "last", ("Brook fall", "Calder fall")),
        (
            "which happened first: (a) the fall of Brook; (b) the siege of Elmford; or (c) the flight of the king",
            "first",
            ("(a) the fall of Brook", "(b) the siege of Elmford", "(c) the flight of the king"),
        ),
    ],
)
def test_a_choice_has_its_options_as_statements(parse: Parser, text: str, order: Order, options: tuple[str, ...]) -> None:
    question = parse(text)
    assert (question.order, question.options) == (order, options)


@pytest.mark.parametrize(
    ("option", "label", "statement"),
    [("(a) the fall of Brook", "(a)", "the fall of Brook"), ("the fall of Brook", "", "the fall of Brook"), ("a boat", "", "a boat")],
)
def test_the_label_of_an_option_is_no_part_of_its_statement(option: str, label: str, statement: str) -> None:
    assert option_label(option) == (label, statement)


@pytest.mark.parametrize(
    ("text", "order", "topic", "options"),
    [
        (
            "which was the last of the three towns Brook, Calder and Dunmore that King Stefan lost",
            "last",
            "King Stefan lost",
            ("Brook", "Calder", "Dunmore"),
        ),
        ("Of the jails of Brook and Calder, which was opened first", "first", "opened jails", ("Brook", "Calder")),
        ("which of Brook and Calder fell first", "first", "fell", ("Brook", "Calder")),
    ],
)
def test_one_of_several_names_is_chosen_by_what_befell_it(parse: Parser, text: str, order: Order, topic: str, options: tuple[str, ...]) -> None:
    question = parse(text)
    assert (question.form, question.order, question.topic, question.options) == ("choice", order, topic, options)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        (
            "which came first: the flood on the meadows, the fire in the mill or the storm",
            ("the flood on the meadows", "the fire in the mill", "the storm"),
        ),
        ("which came first: the flood, the fire, the storm", ("the flood", "the fire", "the storm")),
        ("which came first: the flood, in which ten died, or the fire", ("the flood, in which ten died", "the fire")),
        ("which of these towns fell first: Brook or Calder", ("Brook fell", "Calder fell")),
        ("in what order did Brook, Calder and Dunmore fall", ("Brook fall", "Calder fall", "Dunmore fall")),
        ("put these in order: the flood, the fire and the storm", ("the flood", "the fire", "the storm")),
    ],
)
def test_options_may_be_a_list(parse: Parser, text: str, options: tuple[str, ...]) -> None:
    question = parse(text)
    assert (question.form, question.options) == ("choice", options)


def test_what_stands_between_the_order_and_the_options_belongs_to_each(parse: Parser) -> None:
    question = parse("which troops came first into Dunmore, the northern or the southern ones")
    assert question.options == ("the northern troops came into Dunmore", "the southern troops came into Dunmore")


@pytest.mark.parametrize(
    ("text", "order", "options"),
    [
        ("did Brook fall before Calder", "first", ("Brook fall", "Calder fall")),
        ("did Brook fall after the siege of Elmford", "last", ("Brook fall", "the siege of Elmford")),
        ("did King Stefan leave after the League entered Dunmore", "last", ("King Stefan leave", "the League entered Dunmore")),
        ("did King Stefan leave before he called Anna Lind", "first", ("King Stefan leave", "King Stefan called Anna Lind")),
        ("did the League enter Dunmore before it captured Brook", "first", ("the League enter Dunmore", "Dunmore captured Brook")),
        ("was Anna Lind called before the League left its camp", "first", ("Anna Lind called", "the League left its camp")),
        ("was the siege of Elmford lifted after it began", "last", ("the siege of Elmford lifted", "siege of Elmford began")),
        (
            "did the farmers from Dunmore flee before they gave an answer",
            "first",
            ("the farmers from Dunmore flee", "farmers from Dunmore gave an answer"),
        ),
        ("did King Stefan praise Anna Lind before her call", "first", ("King Stefan praise Anna Lind", "King Stefan's call")),
    ],
)
def test_before_or_after_compares_two_statements_and_completes_the_second(parse: Parser, text: str, order: Order, options: tuple[str, ...]) -> None:
    question = parse(text)
    assert (question.order, question.options) == (order, options)


@pytest.mark.parametrize(
    ("text", "options", "unit"),
    [
        ("how many days passed between the fall of Brook and the fall of Calder", ("the fall of Brook", "the fall of Calder"), "days"),
        ("how much time passed between the fall of Brook and the fall of Calder", ("the fall of Brook", "the fall of Calder"), ""),
        ("how long from the fall of Brook to the fall of Calder", ("the fall of Brook", "the fall of Calder"), ""),
        ("how long after the fall of Brook did Calder fall", ("the fall of Brook", "Calder fall"), ""),
        ("how many hours before the fall of Calder did Brook fall", ("the fall of Calder", "Brook fall"), "hours"),
        ("how much time passed between the fall of Brook and Calder", ("the fall of Brook", "the fall of Calder"), ""),
        ("how many days later than Brook did Calder fall", ("Brook fall", "Calder fall"), "days"),
        ("how many days into the siege did Calder fall", ("the start of the siege", "Calder fall"), "days"),
        ("how long after 3 May did Calder fall", ("3 May", "Calder fall"), ""),
        ("what was the time difference between the fall of Brook and that of Calder", ("the fall of Brook", "the fall of that of Calder"), ""),
    ],
)
def test_a_distance_lies_between_two_statements(parse: Parser, text: str, options: tuple[str, ...], unit: str) -> None:
    question = parse(text)
    assert (question.options, question.unit) == (options, unit)


@pytest.mark.parametrize(
    ("text", "order", "noun", "anchor"),
    [
        ("what happened after the fall of Brook", "next", "", Anchor("the fall of Brook", "after")),
        ("what happened before the fall of Brook", "previous", "", Anchor("the fall of Brook", "before")),
        ("what is the next entry after the fall of Brook", "next", "entry", Anchor("the fall of Brook", "after")),
        ("what was the previous event before the fall of Brook", "previous", "entry", Anchor("the fall of Brook", "before")),
    ],
)
def test_neighbours_are_asked_for_by_what_they_stand_beside(parse: Parser, text: str, order: Order, noun: str, anchor: Anchor) -> None:
    question = parse(text)
    assert (question.order, question.noun, question.anchor) == (order, noun, anchor)


@pytest.mark.parametrize("text", ["when did this happen: the League captured Brook", "when was this: the League captured Brook"])
def test_a_statement_is_taken_whole(parse: Parser, text: str) -> None:
    question = parse(text)
    assert (question.told, question.topic, question.asks) == (True, "the League captured Brook", ("when",))


def test_who_acts_stands_for_whoever_acts_in_the_other_statement(parse: Parser) -> None:
    assert parse("did Marta Vogel enter Brook before the Royal Guard").options == ("Marta Vogel enter Brook", "the Royal Guard enter Brook")


def test_the_question_in_full_is_told_before_it_is_read(parse: Parser) -> None:
    told: list[str] = []
    whole = parse("who didnt capture Broook in May 1984", today=TODAY, read=told.append)
    assert told == [whole.full] == ["who didn't capture Brook in May 1984"]


def test_what_was_understood_can_be_printed(parse: Parser) -> None:
    understood = parse("who entered Dunmore first after 6 May").as_dict()
    assert understood["asks"] == ["who"]
    assert understood["entities"] == ["Dunmore"]
    assert understood["order"] == "first"
    assert understood["window"] == {"start": "1984-05-07T00:00", "end": None, "text": "from 7 May 1984 on"}
    assert parse("who spoke after Brook fell").as_dict()["anchor"] == "Brook fell"


FRAGMENTS = st.lists(
    st.sampled_from(
        "who when did what happened before after between and or first last the on in 6 May Brook League ( ) : ; , ? how many days".split()
    ),
    max_size=14,
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(text=FRAGMENTS | st.text(max_size=60))
def test_any_text_is_understood_somehow(river: Index, text: str) -> None:
    question = Parser(river)(text, today=TODAY)
    assert isinstance(question, Question)
    assert question.text == text
    assert question.asks or not question.full
