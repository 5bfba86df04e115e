"""Ways of asking, and the plain question behind them."""

from __future__ import annotations

import pytest

from bot.phrasing import asked_whether, disputed, plain_question


def names(text: str) -> bool:
    """A timeline of one river: its names begin with a capital after the first word, or are dates."""
    return any(word[0].isdigit() or (word[0].isupper() and word[1:2].isalpha()) for word in text.split()[1:])


@pytest.mark.parametrize(
    ("asked", "plain"),
    [
        ("when did the ferry sink", "when did the ferry sink"),
        # said around it
        ("hi, quick question: when did the ferry sink", "when did the ferry sink"),
        ('"No way back": who said it', '"No way back": who said it'),
        ("quick check before we go to print: who was it that sank the ferry", "who sank the ferry"),
        ("for my essay: when did the ferry sink", "when did the ferry sink"),
        ("The mill at Brook: who owned it", "The mill at Brook: who owned it"),
        ("ok so wait what was the ferry called lol", "what was the ferry called"),
        ("who was on the ferry? I need names.", "who was on the ferry"),
        ("sorry if this is a silly question but when did the ferry sink", "when did the ferry sink"),
        ("my teacher asked us which ferry sank", "which ferry sank"),
        ("I'm writing a paper on the Brook floods and I was wondering when the ferry sank", "when the ferry sank"),
        ("For a paper on rivers I'm trying to find out who sank the ferry", "who sank the ferry"),
        ("what I don't understand is why the ferry sank", "why the ferry sank"),
        ("the man at Brook told us who sank the ferry", "the man at Brook told us who sank the ferry"),
        ("who told you when the ferry sank", "who told you when the ferry sank"),
        ("When did the ferry sink? It's for school, thanks", "When did the ferry sink"),
        ("when did the ferry sink, I think it was in May", "when did the ferry sink in May"),
        ("I read that the mill burned. when did the ferry sink", "the mill burned. when did the ferry sink"),
        # a noun for what is asked
        ("ferry sunk in the flood village name", "which village was ferry sunk in the flood"),
        ("meeting of the millers town", "which town was meeting of the millers"),
        ("how did the miller label the fire", "what did the miller say about the fire"),
        ("name of the ferry that sank", "what is the name of the ferry that sank"),
        ("date of the fire at Brook", "when was the fire at Brook"),
        ("what was the exact hour of the fire", "when was the fire"),
        ("venue of the meeting", "where was the meeting"),
        ("reason for the fire", "why was the fire"),
        ("the reason given by the miller for the fire", "why did the miller the fire"),
        ("what triggered the fire", "why was the fire"),
        ("what prompted the miller to leave", "why did the miller leave"),
        ("what prompted the march to the mill", "why was the march to the mill"),
        ("number of old boats that sank", "how many old boats that sank"),
        ("what sum did the miller offer", "how much did the miller offer"),
        ("boats were lost. what was the death toll in Brook", "boats were lost. how many died in Brook"),
        ("what was the fate of the ferry", "what happened to the ferry"),
        ("no wait, I meant when the ferry sank", "when the ferry sank"),
        ("great, thank you, and do we know who owned it", "who owned it"),
        # why, how far, how many
        ("on what grounds did she resign", "why did she resign"),
        ("to what military end was the bridge burned", "why was the bridge burned"),
        ("what reason did the miller give for leaving", "why did the miller say leaving"),
        ("what reason did the miller have for leaving", "why did the miller leaving"),
        ("what excuse did the miller offer for the fire", "why did the miller say the fire"),
        ("who was responsible for the repair of the mill", "who did the repair of the mill"),
        ("what was the miller's advice to the king", "what did the miller advise to the king"),
        ("what was the miller's offer price", "what was the miller's offer price"),
        ("who spoke of the end of the king's rule", "who spoke of the fall of the king"),
        ("who was behind the fire", "who did the fire"),
        ("what made the miller leave", "why did the miller leave"),
        ("what was the miller's purpose in leaving", "why did the miller leaving"),
        ("what was the miller hoping to achieve when he left", "why did the miller left"),
        ("how come the ferry sank", "why the ferry sank"),
        # why it matters
        ("why was the ferry so important to the miller", "why was the ferry the miller"),
        ("why did the ferry matter to him", "why was the ferry him"),
        ("what made the ferry so important", "why was the ferry"),
        ("how close to Brook did they come", "how far from Brook did they come"),
        ("what was the total number of boats", "how many boats"),
        ("what was the number of the ferry", "what was the number of the ferry"),
        ("in what way did it sink", "how did it sink"),
        ("what for", "why"),
        ("until when did the fair last", "when did the fair end"),
        # what was said, what came of it, by what means
        ("what was the miller's reaction to the fire", "what did the miller say about the fire"),
        ("what was the position of the miller on the fire", "what did the miller say about the fire"),
        ("what did the miller make of the fire", "what did the miller say about the fire"),
        ("what did the fire lead to", "what was the fire"),
        ("what effect did the fire have on the mill", "what was the fire on the mill"),
        ("what came of the search", "what was the search"),
        ("through which channel did she speak", "how did she speak"),
        ("what did she use to cross the river", "how did she cross the river"),
        # whether accounts differ
        ("do the sources agree on when the ferry sank", "when the ferry sank"),
        ("is there any doubt about the number of boats", "how many boats"),
        # which came first
        ("was it the ferry or the mill that burned first", "which burned first, the ferry or the mill"),
        ("was it the ferry that sank first or the boat", "which sank first, the ferry or the boat"),
        ("who was quicker to cross the river, the miller or the smith", "who cross the river first, the miller or the smith"),
        ("did the flood precede the fire", "did the flood happen before the fire"),
        ("had the ferry sunk by the time the mill burned", "did the ferry sunk before the mill burned"),
        ("when does the timeline end", "when was the last event"),
        # whether it was that one
        ("was it the miller who left the ferry", "did the miller left the ferry"),
        ("was it the mill that the fire destroyed", "did the fire destroyed the mill"),
        ("was it really in May that the ferry sank", "did the ferry sank in May"),
        ("was it the ferry that was lost", "was the ferry lost"),
        # how long
        ("how much time separates the flood and the fire", "how much time between the flood and the fire"),
        ("what is the number of days between the flood and the fire", "how many days between the flood and the fire"),
        ("days between the flood and the fire", "how many days between the flood and the fire"),
        ("counted from the flood, how many days until the fire", "how many days from the flood until the fire"),
        ("the ferry sank how many days after the flood", "how many days between the flood and the ferry sank"),
        ("how many days later did the mill burn after the flood", "how many days after the flood did the mill burn"),
        ("how long had the siege been going on when the mill burned", "how long from the start of the siege until the mill burned"),
        ("over what period did the ferry run", "when did the ferry run"),
        # what happened
        ("could you walk me through what went on at Brook", "what happened at Brook"),
        ("give me the situation report for 4 May", "what happened 4 May"),
        ("what happened on 4 May, on land and at sea", "what happened on 4 May"),
        ("what happened on 4 May, the day of the Fair", "what happened on 4 May, the day of the Fair"),
        ("as of 4 May who held Brook", "on 4 May who held Brook"),
        # whose words
        ('whose words are these: "never again"', 'who said "never again"'),
        ("how did the miller explain the fire", "what did the miller say about the fire"),
        ("what was the millers take on the fire", "what did the millers say about the fire"),
        ("where did the miller stand on the fire", "what did the miller say about the fire"),
        ("whose decision was it to burn the mill", "who made the decision to burn the mill"),
        ("According to the mayor, who burned the mill", "who burned the mill, According to the mayor"),
        ("to whom, according to the mayor, did it belong", "to whom did it belong, according to the mayor"),
        # when
        ("who came before 1984 was out", "who came by the end of 1984"),
        ("who came before the end of May 1984", "who came by the end of May 1984"),
        ("did the miller say anything about the fire", "what did the miller say about the fire"),
        ("who's mayor", "who is mayor"),
        ("where did he end up living", "where did he living"),
    ],
)
def test_the_plain_question_is_left(asked: str, plain: str) -> None:
    assert plain_question(asked, names) == plain


@pytest.mark.parametrize(
    ("claim", "asked"),
    [
        ("is it true that the ferry sank", "did the ferry sank"),
        ("true or false: the ferry sank", "did the ferry sank"),
        ("can we safely say that the ferry was lost", "was the ferry lost"),
        ("the ferry was lost, right", "was the ferry lost"),
        ("am I right that the ferry was lost", "was the ferry lost"),
        ("can you check if the ferry was lost", "was the ferry lost"),
        ("I heard that the ferry was lost", "was the ferry lost"),
        ("who was right", "who was right"),
    ],
)
def test_a_claim_is_asked(claim: str, asked: str) -> None:
    assert plain_question(claim, names) == asked


def test_whether_accounts_differ_is_a_question_of_its_own() -> None:
    assert disputed("do the sources agree on when the ferry sank") is False
    assert disputed("do reports differ about the fire") is True
    assert disputed("did the millers agree on a price") is None


def test_a_statement_with_an_auxiliary_of_its_own_gives_it_the_first_place() -> None:
    assert asked_whether("the old bridge was burned in May") == "was the old bridge burned in May"
    assert asked_whether("the miller said he had seen it") == "did the miller said he had seen it"
