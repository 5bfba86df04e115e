"""Does an event state what a question asks? Judged by what both say: names, numbers, words, roles, and the kind that was asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.calibrate import SIGNS
from bot.evidence import FEATURES, Evidence, Judge, asked_kind, weights
from bot.parse import Parser
from index.build import build_events
from index.dates import day
from index.embed import WordHashEmbedder
from index.search import Index, open_index
from index.types import Entity, Event, Reading, Timeline, When

NAMES = (
    Entity("Northern League", "group", ("NL",)),
    Entity("Mountain Rifles", "group", part_of=("Northern League",)),
    Entity("Royal Guard", "group"),
    Entity("Marta Vogel", "person", ("Vogel",)),
    Entity("Brook", "place"),
    Entity("Arden", "place"),
    Entity("Vogel's daughter", "person"),
    Entity("Karl Vogel", "person"),
    Entity("Otto Brandt", "person"),
    Entity("Arden lighthouse", "place"),
)
MAY = [day(1984, 5, n) for n in range(1, 31)]
EVENTS = (
    Event("seized", "The Northern League seized Brook from the Royal Guard.", MAY[0], actors=("Northern League",), affected=("Royal Guard",), places=("Brook",)),
    Event("rifles", "The Mountain Rifles shelled Arden.", MAY[1], actors=("Mountain Rifles",), places=("Arden",)),
    Event("closed", "The Royal Guard closed the ferry at Arden.", MAY[2], actors=("Royal Guard",), places=("Arden",)),
    Event("except", "The Royal Guard closed every ferry except Arden.", MAY[3], actors=("Royal Guard",)),
    Event("absent", "The Royal Guard did not join the parade.", MAY[4]),
    Event("present", "The Royal Guard joined the parade.", MAY[5], actors=("Royal Guard",)),
    Event("men", "A column of 3,000 men marched 40 km.", MAY[6]),
    Event("apart", "The Northern League held a feast. Elsewhere a farmer sold his cow.", MAY[7], actors=("Northern League",)),
    Event("before", "Marta Vogel slept in Brook before the parade began.", MAY[8], actors=("Marta Vogel",), places=("Brook",)),
    Event("deal", "Marta Vogel left Arden under a secret deal.", MAY[14], actors=("Marta Vogel",), places=("Arden",)),
    Event("why", "Marta Vogel wept because Brook had burned.", MAY[9], "Vogel weeps", actors=("Marta Vogel",), places=("Brook",)),
    Event("daughter", "Vogel's daughter sang in Arden.", MAY[10], actors=("Vogel's daughter",), places=("Arden",)),
    Event("undated", "A lantern was lit."),
    Event("idiom", "Karl Vogel lost his life in the flood.", MAY[12], actors=("Karl Vogel",)),
    Event("aged", "The ferry was forty years old.", MAY[11]),
    Event("told", "Royal Guard soldiers told the Mountain Rifles to leave.", MAY[10]),
    Event("field", "Fishermen lit the lighthouse at Arden.", MAY[12], places=("Arden lighthouse",)),
    Event("crew", "The wreck killed fourteen of the crew on 14 May.", MAY[13]),
    Event("search", "The Royal Guard ended its search without finding weapons.", MAY[14], actors=("Royal Guard",)),
    Event("set up", "The Northern League set up a hospital and held a vote.", MAY[15], actors=("Northern League",)),
    Event("envoy", "Marta Vogel, an envoy, arrived by boat.", MAY[16], actors=("Marta Vogel",)),
    Event("strike", "Hundreds of miners in Brook marched against the price of bread.", MAY[18], actors=("Miners' Union",), places=("Brook",)),
    Event("called", "Marta Vogel asked Otto Brandt for help; then Otto Brandt called back.", MAY[19], actors=("Marta Vogel",)),
    Event("court", "The High Court of Brook fined Arden Market.", MAY[17], places=("Brook",)),
    Event("government", "The government of Arden met.", MAY[18], places=("Arden",)),
    Event("long", "The war lasted.", MAY[0].hull(MAY[29]), span="during"),
)  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("evidence") / "index"
    build_events(Reading(Timeline("A war"), EVENTS, NAMES), folder, embedder=WordHashEmbedder(512))
    return open_index(folder)


def evidence(index: Index, text: str, id: str) -> tuple[dict[str, float], Evidence]:
    """What an event is judged to say of a question: how far each term is covered, by its text, and the evidence."""
    judge, question = Judge(index), Parser(index)(text)
    terms = judge.terms(question)
    hits = index.search(question.topic, k=len(EVENTS))
    found = next(e for e in judge.judge(question, terms, hits) if e.event.id == id)
    return {t.text: m.covered for t, m in zip(terms, found.matches, strict=True)}, found


def feature(index: Index, text: str, id: str, name: str) -> float:
    return evidence(index, text, id)[1].features[FEATURES.index(name)]


# --- terms --------------------------------------------------------------------------------------------------------------


def test_a_question_is_made_of_names_numbers_quotations_and_words(index: Index) -> None:
    terms = Judge(index).terms(Parser(index)('did NL seize 40 boats "on the river" at Zanzibar'))
    assert [(t.text, t.kind) for t in terms] == [
        ("Northern League", "entity"),
        ('"on the river"', "quote"),
        ("seize", "word"),
        ("40", "number"),
        ("boats", "word"),
        ("Zanzibar", "name"),
    ]


def test_an_everyday_word_in_small_letters_is_no_name_though_a_name_holds_it(index: Index) -> None:
    kinds = {t.text: t.kind for t in Judge(index).terms(Parser(index)("which market did the Market of brook open"))}
    assert index.capitalised("market") == 1
    assert (kinds["market"], kinds["Brook"]) == ("word", "entity")


def test_words_of_asking_and_everyday_words_are_no_terms(index: Index) -> None:
    judge, parse = Judge(index), Parser(index)
    assert judge.terms(parse("what happened first and when")) == ()
    assert [t.text for t in judge.terms(parse("at what time was the lantern lit"))] == ["lantern", "lit"]


def test_how_long_something_was_so_may_be_told_where_it_ends(index: Index) -> None:
    assert feature(index, "when was the ferry at Arden open", "closed", "opposite") == 1.0
    assert feature(index, "how long was the ferry at Arden open", "closed", "opposite") == 0.0


def test_the_thing_asked_for_is_the_head(index: Index) -> None:
    terms = Judge(index).terms(Parser(index)("which ferry did the Royal Guard close"))
    assert [t.text for t in terms if t.head] == ["ferry"]


def test_an_adjective_that_says_little_is_not_what_is_asked_for(index: Index) -> None:
    terms = Judge(index).terms(Parser(index)("which famous ferry did the Royal Guard close"))
    assert [t.text for t in terms if t.head] == ["ferry"]


def test_the_name_of_somebody_known_asks_for_whom_it_means(index: Index) -> None:
    judge, parse = Judge(index), Parser(index)
    assert [t.text for t in judge.terms(parse("what was the name of the Royal Guard"))] == ["Royal Guard"]
    assert "name" in [t.text for t in judge.terms(parse("what was the name of the miller"))]


def test_a_place_beside_an_act_does_not_do_it(index: Index) -> None:
    assert feature(index, "why did the Miners' Union march", "strike", "subject elsewhere") == 0
    assert feature(index, "why did Marta Vogel march", "strike", "subject elsewhere") == 1


def test_a_word_for_another_act_does_not_take_the_place_of_an_actor(index: Index) -> None:
    """The envoy, who is an actor, phones; "called" is told of the miller."""
    assert feature(index, "whom did Marta Vogel phone", "called", "subject elsewhere") == 0
    assert feature(index, "whom did Karl Vogel phone", "called", "subject elsewhere") == 1


def test_what_only_says_how_weighs_less(index: Index) -> None:
    weight = {t.text: t.weight for t in Judge(index).terms(Parser(index)("did a fierce zebra tenderly sing"))}
    assert weight["fierce"] == weight["tenderly"] == weight["zebra"] / 2


def test_how_many_are_known_is_nothing_an_event_has_to_say(index: Index) -> None:
    assert "three" not in evidence(index, "where did the three soldiers of the Royal Guard go", "told")[0]


def test_an_asked_person_is_not_spoken_of_by_a_word_that_only_looks_alike(index: Index) -> None:
    assert evidence(index, "who was the governor of Arden", "government")[0]["governor"] < 0.5
    assert evidence(index, "when did the governor speak", "government")[0]["governor"] > 0.5, "elsewhere it may be another form of the word"


def test_a_rare_word_weighs_more_than_a_common_one(index: Index) -> None:
    weight = {t.text: t.weight for t in Judge(index).terms(Parser(index)("did the lantern join the parade"))}
    assert weight["lantern"] > weight["parade"]


def test_a_light_word_weighs_next_to_nothing_however_rare_it_is(index: Index) -> None:
    judge, parse = Judge(index), Parser(index)
    weight = {t.text: t.weight for t in judge.terms(parse("did the notorious farmer suddenly make a big speech"))}
    assert max(weight[light] for light in ("notorious", "suddenly", "make", "big")) < weight["speech"] / 20
    act = {t.text: t.weight for t in judge.terms(parse("did the farmer come to the parade"))}
    assert act["come"] > weight["big"], "what was done is not light"
    asked = {t.text: t.weight for t in judge.terms(parse("which part did the farmer sell"))}
    assert asked["part"] > weight["big"], "what is asked for is not light"


@pytest.mark.parametrize(
    ("noun", "kind"),
    [
        ("city", "place"),
        ("rebel leader", "person"),
        ("teams", "group"),
        ("power", "place"),
        ("boss", "person"),
        ("army officers", "person"),
        ("office", "group"),
        ("bridge", ""),
        ("", ""),
    ],
)
def test_some_nouns_ask_for_a_kind_of_name(noun: str, kind: str) -> None:
    assert asked_kind(noun) == kind


def test_words_that_only_name_are_told_from_words_that_tell(index: Index) -> None:
    judge = Judge(index)
    assert judge.names("Marta Vogel")
    assert not judge.names("Marta Vogel slept")
    assert judge.tells("Marta Vogel")
    assert judge.tells("lantern lit")
    assert not judge.tells("the lantern")


# --- what is covered ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "id", "term", "least", "most"),
    [
        ("when did NL seize Brook", "seized", "Northern League", 1.0, 1.0),  # an alias
        ("when did the Northern League shell Arden", "rifles", "Northern League", 0.7, 1.0),  # by what belongs to it
        ("when did the Northern League shell Arden", "closed", "Northern League", 0.0, 0.0),
        ("when was Brook being seized", "seized", "seized", 1.0, 1.0),  # the word
        ("who seizes Brook", "seized", "seizes", 1.0, 1.0),  # its stem
        ("who captured Brook", "seized", "captured", 0.6, 0.95),  # the thesaurus
        ("who painted Brook", "seized", "painted", 0.0, 0.5),
        ("did 3,000 men march", "men", "3,000", 1.0, 1.0),
        ("did 3000 men march", "men", "3000", 1.0, 1.0),
        ("did 4,000 men march", "men", "4,000", 0.0, 0.0),
        ("did three thousand men march", "men", "3000", 1.0, 1.0),
        ("did forty men march", "men", "40", 1.0, 1.0),
        ("did thousands of men march", "men", "thousands", 0.8, 0.8),
        ("who closed Arden", "closed", "Arden", 1.0, 1.0),
        ("who closed Arden", "except", "Arden", 0.0, 0.8),  # all but Arden
        ("when did Vogel's child sing", "daughter", "Marta Vogel", 0.5, 0.7),  # inside another one's name
        ("when did Karl Vogel's child sing", "daughter", "Karl Vogel", 0.0, 0.0),  # a surname that means another one
        ("who joined the parade with the Royal Guard", "absent", "Royal Guard", 0.0, 0.5),  # it did not
        ("who joined the parade with the Royal Guard", "present", "Royal Guard", 1.0, 1.0),
        ("did the Royal Guard join the parade", "absent", "Royal Guard", 1.0, 1.0),  # a denial answers yes or no
        ("which town did the Northern League seize", "seized", "town", 0.7, 0.9),  # a place is there
        ("which animal did a farmer sell", "apart", "animal", 0.7, 0.9),  # one of that kind is there
        ("did a farmer sell an animal", "apart", "animal", 0.7, 0.8),
        ("when was Arden lighthouse lit", "field", "Arden lighthouse", 1.0, 1.0),  # in its fields
        ("when did the Royal Guard find weapons", "search", "find", 0.0, 0.3),  # it did not
        ("did the Royal Guard find weapons", "search", "find", 1.0, 1.0),
        ("who established the hospital", "set up", "established", 1.0, 1.0),  # a phrasal verb
        ("who held the hospital", "set up", "held", 0.0, 0.6),  # a verb that only carries its noun
        ("which official arrived by boat", "envoy", "official", 0.8, 0.8),
        ("which senator arrived by boat", "envoy", "senator", 0.0, 0.4),  # nobody is called so
        ('who "sold his cow"', "apart", '"sold his cow"', 1.0, 1.0),
        ('who "sold the cow"', "apart", '"sold the cow"', 0.0, 0.0),
    ],
)
def test_a_term_is_covered_as_far_as_the_event_speaks_of_it(index: Index, question: str, id: str, term: str, least: float, most: float) -> None:
    covered, _ = evidence(index, question, id)
    assert least <= covered[term] <= most


def test_a_name_of_the_fields_stands_where_the_text_has_half_of_its_words(index: Index) -> None:
    _, found = evidence(index, "when was Arden lighthouse lit", "field")
    _, elsewhere = evidence(index, "when was Arden lighthouse closed", "closed")
    assert [found.profile.words[at][0].text for _, at in found.matches[0].places] == ["lighthouse"]
    assert not elsewhere.matches[0].covered


# --- features -----------------------------------------------------------------------------------------------------------


def test_an_event_that_says_all_has_full_coverage_in_one_sentence(index: Index) -> None:
    assert feature(index, "who seized Brook", "seized", "coverage") == 1
    assert feature(index, "who seized Brook", "seized", "sentence") == 1
    assert feature(index, "who seized Brook", "seized", "names missing") == 0


@pytest.mark.parametrize(
    ("name", "question", "worse", "better"),
    [
        ("names missing", "who closed Arden", "seized", "closed"),
        ("number missing", "did 3,000 men march", "present", "men"),
        ("worst word missing", "who lit a lantern", "seized", "undated"),
        ("no word", "who lit a lantern", "seized", "undated"),
        ("head missing", "which ferry did the Royal Guard close", "present", "closed"),
        ("agent missing", "when did the Royal Guard close the ferry", "undated", "closed"),
        ("act missing", "who seized Brook", "before", "seized"),
        ("act apart", "what did the Northern League sell", "apart", "seized"),
        ("kind missing", "when was the lantern lit", "undated", "men"),
        ("kind missing", "how many men marched", "present", "men"),
        ("kind missing", "how many of the crew did the wreck kill", "present", "crew"),
        ("kind missing", "how far did the men march", "present", "men"),
        ("kind missing", "why did Marta Vogel weep", "present", "why"),
        ("kind missing", "why did Marta Vogel leave Arden", "present", "deal"),
        ("kind missing", "where did the men march", "men", "closed"),
        ("roles swapped", "did the Royal Guard seize Brook", "seized", "closed"),
        ("subject elsewhere", "did Marta Vogel seize Brook", "seized", "before"),
        ("object elsewhere", "did the Royal Guard close Brook", "closed", "seized"),
        ("roles swapped", "when did the Mountain Rifles tell the Royal Guard to leave", "told", "men"),
        ("roles swapped", "when did the rifles tell the Royal Guard to leave", "told", "men"),
        ("roles swapped", "when did the fishermen seize Brook from the Northern League", "seized", "closed"),
        ("subject elsewhere", "when did the northern people seize Brook from the Northern League", "seized", "closed"),
        ("act beside", "did the parade begin", "before", "present"),
        ("kind missing", "how old was Marta Vogel", "before", "aged"),
        ("kind missing", "the parade lasted how long", "present", "long"),
    ],
)
def test_what_speaks_against_an_event_is_seen(index: Index, name: str, question: str, worse: str, better: str) -> None:
    assert feature(index, question, worse, name) > feature(index, question, better, name)


@pytest.mark.parametrize(
    ("name", "question", "better", "worse"),
    [
        ("coverage", "who seized Brook", "seized", "before"),
        ("sentence", "what did the Northern League sell", "seized", "undated"),
        ("cosine", "who seized Brook", "seized", "undated"),
        ("said back", "who lit a lantern", "undated", "why"),
        ("headline", "did Vogel weep", "why", "before"),
        ("fields", "when was Brook burned", "why", "undated"),
        ("roles agree", "did the Northern League seize Brook", "seized", "rifles"),
    ],
)
def test_what_speaks_for_an_event_is_seen(index: Index, name: str, question: str, better: str, worse: str) -> None:
    assert feature(index, question, better, name) > feature(index, question, worse, name)


def test_a_subordinate_clause_counts_less_than_the_main_one(index: Index) -> None:
    assert feature(index, "when did the parade begin", "before", "sentence") < feature(index, "who slept in Brook", "before", "sentence")


def test_the_narrower_the_window_the_more_it_says(index: Index) -> None:
    def narrow(window: When | None) -> float:
        judge, question = Judge(index), Parser(index)("who seized Brook")
        hits = index.search("seized Brook", k=3)
        return judge.judge(replace(question, window=window), judge.terms(question), hits)[0].features[FEATURES.index("narrow")]

    assert narrow(None) == 0
    assert 0 <= narrow(MAY[0].hull(MAY[29])) < narrow(MAY[0].hull(MAY[3])) < narrow(MAY[0]) <= 1


def test_a_whole_statement_is_weighed_anew(index: Index) -> None:
    told = "when did this happen: the Northern League seized Brook"
    assert feature(index, told, "seized", "told") == 1
    assert feature(index, told, "seized", "told and coverage") == feature(index, told, "seized", "coverage")
    assert feature(index, "when did the Northern League seize Brook", "seized", "told") == 0


# --- the judgement ------------------------------------------------------------------------------------------------------

QUESTIONS = (
    "who seized Brook",
    "did the Royal Guard seize Brook",
    "when did this happen: the Royal Guard joined the parade",
    "how many men marched on 7 May",
    "why did Marta Vogel weep",
    "which ferry was closed",
    "what car did Marta Vogel drive",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_probability_lies_between_none_and_certainty(index: Index, question: str) -> None:
    for event in EVENTS:
        _, found = evidence(index, question, event.id)
        assert 0 < found.probability < 1
        assert len(found.features) == len(FEATURES)
        assert found.features[0] == 1, "the bias"


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("who seized Brook", "seized", "before"),
        ("when did the Royal Guard close the ferry at Arden", "closed", "rifles"),
        ("why did Marta Vogel weep", "why", "before"),
        ("how many men marched", "men", "present"),
    ],
)
def test_the_event_that_states_it_is_the_likelier_one(index: Index, question: str, right: str, wrong: str) -> None:
    assert evidence(index, question, right)[1].probability > evidence(index, question, wrong)[1].probability


def test_the_same_act_the_other_way_round_is_unlikelier(index: Index) -> None:
    right, swapped = (evidence(index, f"did the {who} seize Brook", "seized")[1] for who in ("Northern League", "Royal Guard"))
    assert right.probability > swapped.probability


def test_an_act_is_known_from_its_other_side_only_by_who_stands_there(index: Index) -> None:
    """The Guard lost what the League seized from it; the League did not."""
    lost, wrong = "when did the Royal Guard lose Brook", "when did the Northern League lose Brook"
    assert evidence(index, lost, "seized")[0]["lose"] == 0.9
    assert evidence(index, wrong, "seized")[0]["lose"] < 0.8
    assert evidence(index, "who lost Brook", "seized")[0]["lost"] == 0.9
    assert evidence(index, "who bought a cow", "apart")[0]["bought"] < 0.8, "nobody is named who bought what was sold"
    assert feature(index, lost, "seized", "roles agree") == 1
    assert evidence(index, lost, "seized")[1].probability > evidence(index, wrong, "seized")[1].probability


def test_an_event_that_is_known_to_be_meant_is_certain(index: Index) -> None:
    event = index.event("seized")
    assert event is not None
    assert Judge(index).certain(event).probability == 1


def test_one_judgement_an_event_by_its_best_passage(index: Index) -> None:
    judge, question = Judge(index), Parser(index)("who seized Brook")
    hits = index.search("seized Brook", k=5)
    judged = judge.judge(question, judge.terms(question), [*hits, *hits])
    assert [e.event.id for e in judged] == list(dict.fromkeys(hit.passage.event.id for hit in hits))


def test_what_was_weighed_before_its_cosine_was_known_is_judged_alike(index: Index) -> None:
    judge, question = Judge(index), Parser(index)("when did this happen: the League seized Brook")
    terms, hits = judge.terms(question), index.search("seized Brook", k=5)
    weighing = judge.weighing(question, terms)
    for hit in hits[:2]:
        judge.weigh(weighing, hit.passage.event)
    judged = judge.judge(question, terms, hits, weighing)
    assert judged == judge.judge(question, terms, hits)
    cosines = [e.features[FEATURES.index("told and cosine")] for e in judged]
    assert cosines == [e.features[FEATURES.index("cosine")] for e in judged], "it is a whole statement"
    assert any(cosines)


def test_the_weights_that_are_shipped_count_each_feature_the_way_it_is_meant() -> None:
    fitted, threshold = weights()
    assert len(fitted) == len(FEATURES)
    assert 0 < threshold < 1
    assert set(SIGNS) <= set(FEATURES)
    assert not [name for name, weight in zip(FEATURES, fitted, strict=True) if weight * SIGNS.get(name, 0) < 0]


def test_an_idiom_says_what_one_verb_says(index: Index) -> None:
    for question in ("who died in the flood", "who lost his life in the flood"):
        assert min(evidence(index, question, "idiom")[0].values()) == 1.0, question


def test_how_many_answers_are_wanted_is_nothing_an_event_has_to_say(index: Index) -> None:
    assert "two" not in evidence(index, "which two towns did the Royal Guard close the ferry at", "closed")[0]
    assert "two" in evidence(index, "who sold two cows", "apart")[0]


def test_a_word_in_capitals_that_the_timeline_does_not_have_is_no_name(index: Index) -> None:
    kinds = {t.text: t.kind for t in Judge(index).terms(Parser(index)("what did they show on TV about NATO"))}
    assert kinds["TV"] == "word"
    assert kinds["NATO"] == "name"


# --- without entities ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """A timeline of texts alone."""
    texts = {
        "accused": "Marta Vogel accused Karl Lind of fraud.",
        "stabbed": "Karl Lind was stabbed by a stranger.",
        "attended": "Anna Moor attended the school at Brook.",
        "spoken": "Anna: Karl accused the guard!",
        "greeted": "Anna Moor greeted Vogel.",
        "opened": "The NFA opened an office.",
        "closed": "The Western Port Office closed its doors.",
    }
    folder = tmp_path_factory.mktemp("plain") / "index"
    build_events(Reading(Timeline(), tuple(Event(id, text, MAY[0]) for id, text in texts.items())), folder, embedder=WordHashEmbedder(512))
    return open_index(folder)


@pytest.mark.parametrize(
    ("name", "question", "id", "expected"),
    [
        ("roles swapped", "When did Karl Lind accuse Marta Vogel of fraud?", "accused", 1.0),
        ("roles swapped", "When did Marta Vogel accuse Karl Lind of fraud?", "accused", 0.0),
        ("roles agree", "When did Marta Vogel accuse Karl Lind of fraud?", "accused", 1.0),
        ("roles agree", "When did Vogel accuse Lind of fraud?", "accused", 1.0),
        ("subject elsewhere", "When did Anna Moor accuse Karl Lind of fraud?", "accused", 1.0),
        ("roles swapped", "Whom did Karl Lind stab?", "stabbed", 1.0),
        ("roles swapped", "Where was Anna Moor educated?", "attended", 0.0),
        ("subject elsewhere", "When did Marta Vogel accuse the guard?", "spoken", 0.0),
        ("subject elsewhere", "When did the Danes accuse Karl Lind of fraud?", "accused", 0.0),
        ("object elsewhere", "Whom did Marta Vogel accuse on the way to Brook?", "accused", 0.0),
    ],
)
def test_the_names_in_a_plain_text_tell_roles_by_the_order_of_words(plain: Index, name: str, question: str, id: str, expected: float) -> None:
    assert feature(plain, question, id, name) == expected


@pytest.mark.parametrize(
    ("question", "id", "word"),
    [
        ("When did the Northern Farmers Association open an office?", "opened", "Farmers"),
        ("When did the WPO close?", "closed", "WPO"),
    ],
)
def test_a_name_in_full_is_the_one_in_short(plain: Index, question: str, id: str, word: str) -> None:
    assert evidence(plain, question, id)[0][word] == 0.9
