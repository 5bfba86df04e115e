"""A lexicon of English for judging evidence: words that say the same of an event, words that say the opposite, and words that
say nothing of it.

Vectors of single words cannot tell "bought" from "sold", nor "captured" from "lost"; the groups of thesaurus.txt can. They are
general English for what people and states do, not the vocabulary of one timeline: a group is added for a kind of event, never
for one question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from index.words import PAST, UNCHANGED, forms, participle, past, stem, stems

THESAURUS = Path(__file__).parent / "thesaurus.txt"

_EMPTY = """
a an the al el this that these those there here it its itself they them their theirs themselves he him his himself she her hers herself
we us our ours you your yours u ur i me my who whom whose what which when where why how whether if then than as so such same each
every either neither both all any some no not none
am is are was were be been being do does did done doing have has had having will would shall should can could may might must ought
of in on at to for by with from into onto over under about against between among through during before after since until till upon within without
and or but nor because while although though via per up down out off away again around near along across toward towards regarding concerning
event happen occur occurrence thing stuff entry development incident timeline story place time date day moment happening
exactly precisely really actually just only also too very even still yet ever never already once now
fully newly shortly later earlier almost nearly approximately roughly together
according supposed supposedly sorry tell please pls plz know let mention list
first last earliest latest next previous second third final initial initially finally
kind type sort many much lot lots long far old often ago soon else etc
mr mrs ms dr one ones someone somebody anyone anybody everyone everybody everything something anything person people ppl folks man guy guys
yes ok okay hi hello hey thanks
get like
whatever whichever whoever whomever whenever wherever however
always due rather perhaps maybe instead especially necessarily merely indeed truly therefore thus hence thereby whereas unless except
besides beyond above below behind beneath underneath alongside amid among amongst throughout despite regardless versus beforehand afterward afterwards thereafter meanwhile meantime
anyway anyways anymore otherwise somehow somewhat somewhere anywhere elsewhere nowhere everywhere moreover furthermore nevertheless nonetheless likewise whatsoever albeit whilst
basically literally obviously apparently simply kinda sorta gonna wanna gotta
myself yourself yourselves ourselves oneself itself lol lmao omg btw tbh idk imo haha yeah yep yup nope nah gosh wow damn dude bro huh hmm umm
isnt arent wasnt werent dont doesnt didnt hasnt havent hadnt wont wouldnt shouldnt cant cannot couldnt mightnt mustnt neednt shant aint
im ive youre youve theyre theyve weve hed shed theyd
"""
_COUNTED = """
minute minutes hour hours days week weeks weekend month months year years decade decades century centuries morning noon afternoon evening night midnight
today yesterday tomorrow january february march april june july august september october november december
monday tuesday wednesday thursday friday saturday sunday spring summer autumn winter
two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions billion dozen dozens
"""
_LIGHT = """
make give let use want think mean try need seem keep
new big bigger biggest hard harder hardest heavy heavier heaviest good better best bad worse worst important special different certain own full whole entire real ordinary normal
more most less enough quite well altogether completely entirely
part side bit way word fact matter case
notorious infamous famous legendary dramatic spectacular massive huge enormous sudden surprising shocking tragic terrible historic mysterious various numerous actual
suddenly eventually officially publicly personally formally initially briefly allegedly reportedly clearly mainly largely primarily
manner nature extent degree aspect issue topic subject affair situation scene episode occasion process effort attempt
come put set lay turn stand
"""


def _groups(lines: Iterable[list[str]]) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(lines):
        for form in line:
            found.setdefault(stem(form), set()).add(number)
    return {form: frozenset(numbers) for form, numbers in found.items()}


def _opposites(lines: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for left, right in lines:
        a, b = set(map(stem, left.split())), set(map(stem, right.split()))
        for form in a:
            found.setdefault(form, set()).update(b)
        for form in b:
            found.setdefault(form, set()).update(a)
    return {form: frozenset(others) for form, others in found.items()}


def _read() -> dict[str, list[str]]:
    """The lines of the thesaurus by part, without its comments."""
    parts: dict[str, list[str]] = {}
    part: list[str] = []
    for line in THESAURUS.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            part = parts.setdefault(line.strip("[]"), [])
        elif line and line[0] != "#":
            part.append(line)
    return parts


_parts = _read()
_acts = [line.split() for line in _parts["acts"]]
_GROUPS = _groups([*_acts, *(line.split() for name in ("things", "qualities") for line in _parts[name])])
_OPPOSITES = _opposites((left, right) for left, _, right in (line.partition(":") for line in _parts["opposites"]))
_CONVERSES = _opposites((left, right) for left, _, right in (line.partition(":") for line in _parts["converses"]))
_KINDS: dict[str, frozenset[str]] = {}
for _left, _, _right in (line.partition(":") for line in _parts["kinds"]):
    for _kind in stems(_left):
        _KINDS[_kind] = _KINDS.get(_kind, frozenset()) | frozenset(stems(_right))
QUALITIES = frozenset(stem(form) for line in _parts["qualities"] for form in line.split()) - {
    stem(form) for name in ("acts", "things") for line in _parts[name] for form in line.split()
}
"""Stems that only tell how something is."""
ACTS = frozenset(stem(form) for line in _acts for form in line)
"""Stems that tell of an act: verbs, and nouns made of them."""
WORDS = frozenset(
    (*_EMPTY.split(), *_COUNTED.split(), *(form for lines in _parts.values() for line in lines for form in line.replace(":", " ").split()))
)
"""Every word that stands here or in the thesaurus, as it is written."""
EMPTY = frozenset(stems(_EMPTY))
"""Stems that name nothing by themselves: a question is not judged by them."""
LIGHT = frozenset(stems(_LIGHT))
"""Stems that say little whatever they stand with, however seldom a timeline has them: "make" a speech, a "big" city, "part" of."""


_GO = r"(?:go|goes|went|gone|going)"
_COME = r"(?:come|comes|came|coming)"
_TAKE = r"(?:take|takes|took|taken|taking)"
_GIVE = r"(?:give|gives|gave|given|giving)"
_WIN = r"(?:win|wins|won|winning)"
_THEIR = r"(?:their|there|his|her|its)"
_PHRASES = {
    # in and out
    r"g[eo]t(?:s|ten|ting)?\s+to": "reach",
    r"g[eo]t(?:s|ten|ting)?\s+into": "enter",
    rf"(?:{_GO}|{_COME}|mov(?:e|es|ed|ing))\s+into(?!\s+(?:exile|hiding|force|effect|power|office|being|the\s+hands))": "enter",
    r"g[eo]t(?:s|ten|ting)?\s+out\s+of": "leave",
    r"(?:was|were|is|are)\s+gone\s+from": "left",
    r"(?:pull|pulls|pulled|pulling|back|backs|backed|backing)\s+out\s+of": "withdraw from",
    r"set(?:s|ting)?\s+foot\s+(?:in|on)": "enter",
    r"(?:run|runs|ran|running)\s+off(?=\s+(?:to|from)\b|\s*$)": "flee",
    rf"{_TAKE}\s+off(?=\s+(?:from|for)\b)": "depart",
    r"turn(?:s|ed|ing)?\s+up": "arrive",
    rf"{_GO}\s+after(?!\s+(?:\w+ing|that|this)\b)": "target",
    rf"(?:{_GO}|{_COME}|mov(?:e|es|ed|ing))\s+back\s+(?:in)?to": "return to",
    r"(?:come|comes|came|coming|draw|draws|drew|drawing|g[eo]t)\s+(?:closer|nearer|near)(?:\s+to)?": "approach",
    rf"ma(?:ke|kes|de|king)\s+{_THEIR}\s+way\s+(?:in)?to": "reach",
    r"(?:at|before)\s+the\s+gates\s+of": "at the edge of",
    r"break(?:s|ing)?\s+open|broken?\s+open": "open",
    r"set(?:s|ting)?\s+(?:off|out)\s+(?=for\b|from\b)": "depart ",
    # ground and power
    rf"{_GIVE}\s+up(?=\s*$|\s+(?:to|without|when|after|before|in|at|and|because|as)\b)|lay(?:s|ing)?\s+down\s+(?:{_THEIR}\s+)?(?:arms|weapons)"
    rf"|laid\s+down\s+(?:{_THEIR}\s+)?(?:arms|weapons)|{_GIVE}\s+(?:themselves|himself|herself)\s+up": "surrender",
    rf"{_GIVE}\s+up": "abandon",
    rf"{_TAKE}\s+(?:full\s+|complete\s+)?(?:control|possession)\s+of": "capture",
    rf"{_COME}\s+under\s+(?:heavy\s+)?(?:attack|fire)": "attacked",
    rf"(?:{_GIVE}|hand(?:s|ed|ing)?)\s+back": "return",
    rf"(?:{_WIN}|{_TAKE})\s+back": "retake",
    r"(?:get|gets|got|getting)\s+back(?!\s+(?:to|from|in|into|at|home|together)\b)": "recover",
    r"in\s+the\s+hands\s+of": "held by",
    r"in\s+(?:their|his|her|its)\s+(?:own\s+)?hands": "held",
    r"(?:gain|gains|gained|gaining|make|makes|made|making|win|wins|won|winning)\s+(?:more\s+|much\s+|some\s+)?ground": "advance",
    r"(?:lose|loses|lost|losing)\s+(?:more\s+|much\s+|some\s+)?ground": "retreat",
    rf"at\s+{_THEIR}\s+side": "with",
    r"st(?:ep|eps|epped|epping|ood|and|ands)\s+down": "resign",
    r"sw(?:ore|orn)\s+in": "inaugurate",
    r"(?:kick|kicks|kicked|kicking|throw|throws|threw|thrown)\s+out\s+of": "expel from",
    r"turn(?:s|ed|ing)?\s+(?:himself|herself|themselves)\s+in": "surrender",
    r"in\s+charge\s+of": "leading",
    r"(?:saw|sees?|seen|witness(?:ed|es)?)(?=\s+(?:(?:the|a|any|no|some|most|heavy|fierce|intense|new|mass|violent|deadly|more|further|first)\s+)*"
    r"(?:fighting|battles?|clashes|protests?|demonstrations?|riots?|unrest|violence|attacks?|bombing|shelling|strikes|looting|flooding|damage|destruction|deaths)\b)": "had",
    # not there, not willing
    r"(?:was|were|is|are)\s+(?:not|nt|n['’]t)\s+(?:there|present)|(?:was|were|is|are)n['’]?t\s+(?:there|present)|"
    r"(?:did|do|does)\s*(?:not|n['’]?t)\s+(?:take\s+part|participate|attend|show\s+up|turn\s+up)|st(?:ay|ays|ayed|aying)\s+away": "absent",
    r"(?:was|were|is|are)\s+not\s+(?:convinced|willing|ready|prepared)|(?:was|were|is|are)n['’]?t\s+(?:convinced|willing|ready|prepared)": "refuse",
    # beginning, going on, ending
    rf"{_COME}\s+into\s+(?:force|effect)|{_TAKE}\s+effect|(?:get|gets|got|getting)\s+under\s*way": "begin",
    r"break(?:s|ing)?\s+out|broke(?:n)?\s+out": "start",
    r"switch(?:es|ed|ing)?\s+(?:back\s+)?on": "reactivate",
    r"open(?:s|ed|ing)?\s+(?:its|their)\s+doors?\s+again|open(?:s|ed|ing)?\s+again": "reopen",
    r"(?:work|operat|function|runn?)(?:s|ed|es|e|ing)?\s+again|(?:up\s+and\s+running|in\s+(?:service|operation|business|use))\s+again|"
    r"back\s+(?:up\s+and\s+running|in\s+(?:service|operation|business|use))": "reopen",
    r"carr(?:y|ies|ied|ying)\s+on(?=\s+\w+ing\b)": "continue",
    r"c(?:ome|omes|ame|oming)\s+out\s+(?:in\s+(?:support|favou?r)\s+of)": "support",
    r"put(?:s|ting)?\s+out(?!\s+(?:(?:the|a)\s+)?(?:fires?|flames?|blaze)\b)": "issue",
    r"ma(?:ke|kes|de|king)\s+(?:it\s+)?public": "announce",
    rf"(?:{_COME}|brought|brings?)\s+together|join(?:s|ed|ing)?\s+forces": "unite",
    r"s(?:it|its|at|itting)\s+down\s+with|s(?:it|its|at|itting)\s+(?:down\s+)?together|g[eo]t(?:s|ting)?\s+together": "meet",
    r"(?:catch|catches|caught|take|takes|took|board|boards|boarded)\s+(?:a|an|the|the\s+next|the\s+first)\s+(?:plane|flight|jet)(?=\s+(?:to|home|from|for|out|back)\b)": "fly",
    r"thr(?:ow|ows|ew|own|owing)\s+(?:(?:a|the)\s+(?:cordon|ring|net)\s+)?a?round": "surround",
    # how
    r"more\s+and\s+more": "more",
    r"as\s+well(?!\s+as\b)|at\s+all|(?:(?:to|with)\s+)?(?:each\s+other|one\s+another)": "",
    r"(?:only\s+)?for\s+(?:only\s+|just\s+)?a\s+while|for\s+the\s+time\s+being|for\s+now": "temporarily",
    r"without\s+delay|right\s+away|as\s+soon\s+as\s+possible(?=\W*$)": "immediately",
}
_ASPECT = re.compile(r"\b(?:start(?:ed|s|ing)?|beg(?:in|an|ins|un|inning))\s+(?:to\s+(?=[a-z]{2,})(?!the\b)|(?=[a-z]{2,}ing\b))", re.IGNORECASE)
"""Where another verb says what was begun: "started moving on Homs", "began to attack"."""
_AGAIN = re.compile(
    r"\b(?:(?:ke(?:ep|eps|pt)(?:\s+on)?|(?:go|goes|went)\s+on|end(?:s|ed)?\s+up)\s+(?=[a-z]{2,}ing\b)|(?:manag(?:e|es|ed)|used|was\s+able|were\s+able|happen(?:s|ed)?|bother(?:s|ed)?|need(?:s|ed)?)\s+to\s+(?=[a-z]{2,})(?!the\b|be\b)|"
    r"bother(?:s|ed)?\s+(?:with\s+)?(?=[a-z]{2,}ing\b))",
    re.IGNORECASE,
)
"""Where another verb says what was done: "kept telling", "managed to escape"."""
_SUPPORT = re.compile(
    rf"\b(?:(?:hold|holds|held|holding|pay|pays|paid|paying|deliver|delivers|delivered|delivering|conduct|conducts|conducted|conducting|"
    rf"strike|strikes|struck|reach|reaches|reached|reaching|make|makes|made|making)|{_GIVE}|{_TAKE}|{_COME}\s+to)\s+"
    r"(?=(?:(?:a|an|the|his|her|their|its|any|some|more|new|another|first|secret|surprise|short|long|official|phone|joint|public|victory|farewell|peace)\s+)*"
    r"(?:talks?|meetings?|summit|rally|rallies|protests?|demonstrations?|elections?|vote|referendum|ceremony|visits?|speech(?:es)?|address|statements?|decisions?|"
    r"calls?|trips?|offers?|promises?|demands?|requests?|appeals?|announcements?|attempts?|deals?|agreements?|truce|tribute|tests?|raids?|searches|"
    r"walks?|breaks?|revenge|interviews?|performances?|warnings?|orders?|advice)\b)",
    re.IGNORECASE,
)
"""A verb that only carries its noun: "gave a speech", "held talks", "paid a visit"."""
_CARRIED_OUT = re.compile(r"\bcarr(?:y|ies|ied|ying)\s+out\b", re.IGNORECASE)
"""In a question it says no more than its noun: "by whom was the raid carried out"."""
_SUFFERED = re.compile(
    r"\b(?:(?P<did>did|does|do)\s+(?P<who>(?:[\w'’-]+\s+){1,5}?)get|(?P<got>gets|got))\s+(?P<how>(?:\w+ly|even|ever|also|first|finally|again)\s+)?(?P<done>[a-z]+)\b(?!\s+of\b)"
)
"""The passive of everyday talk: "what got robbed", "did the mill get burned"."""
_CAUSED = re.compile(
    r"\b(?:had|got)\s+(?P<what>(?:the|a|an|his|her|their|its|some|all|both)\s+(?:[\w'’-]+\s+){0,3}?"
    r"(?!(?:army|navy|government|regime|militia|police|league|side|party|group|people|men|enemy|\w*[^s\W]s)\s)[a-z][\w'’-]*\s+)(?P<done>[a-z]+)(?=\W*$|\s+(?:in|on|at|by|because|when|after|before|to|for|from)\b)"
)
"""What somebody had others do: "who had the post shut"; but "which hill had the army captured" tells what those did who stand there."""
_APART = r"((?!back\b)[\w'-]+(?:\s+(?!back\b)[\w'-]+){0,3}?)\s+back\b"
_BACK = re.compile(rf"\b(?:{_WIN}\s+{_APART}(?!\s+to\b)|{_TAKE}\s+{_APART}(?!\s+(?:to|from|in|into|out|home)\b))", re.IGNORECASE)
"""The two words apart: "winning Aleppo back"."""
_GIVE_BACK = re.compile(rf"\b(?:{_GIVE}|hand(?:s|ed|ing)?)\s+{_APART}", re.IGNORECASE)
_IN = re.compile(rf"\b(?:(?P<take>{_TAKE})|let(?:s|ting)?)\s+(?!part\b)(?P<whom>[\w'-]+(?:\s+[\w'-]+){{0,2}}?)\s+in(?=\W*$|[,;.])", re.IGNORECASE)
"""Shelter and entry: "Moscow took him in", "who let them in"."""
_PHRASE = re.compile("|".join(rf"\b({phrase})\b" for phrase in _PHRASES), re.IGNORECASE)
_PLAIN = tuple(_PHRASES.values())


def _idioms() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """The idioms of the thesaurus by each form of their verb: what follows it, the longest first, and what is said plainly, in the past where it is."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for line in sorted(_parts["idioms"], key=lambda line: line.index(":"), reverse=True):
        idiom, _, plain = line.partition(" : ")
        verb, *rest = idiom.split()
        act, _, more = plain.partition(" ")
        told = f"{past(act, participle=False)} {more}".strip(), f"{past(act)} {more}".strip()
        for form in forms(verb):
            present = (form == verb and verb not in UNCHANGED) or (form.endswith(("ing", "s")) and form != "was")
            said = plain if present else told[form not in PAST]
            found.setdefault(form, []).append((tuple(rest), said))
    return found


_IDIOMS = _idioms()
_LONGEST_IDIOM = max(len(rest) for known in _IDIOMS.values() for rest, _ in known)
_VERB = re.compile(r"\b[a-z]+\b", re.IGNORECASE)
_NEXT = re.compile(r"\s+([a-z]+)", re.IGNORECASE)
_ONES = frozenset("one ones their there his her its our your my the".split())
_BETWEEN = frozenset("the a an all right straight safely also again".split())


def idioms(text: str) -> Iterator[tuple[int, int, str]]:
    """The idioms of a text in order, none overlapping: where each stands, and what it says plainly: "lost his life" -> "die"."""
    end = 0
    for verb in _VERB.finditer(text):
        known = _IDIOMS.get(verb.group().lower())
        if known is None or verb.start() < end or not (verb.group().islower() or not verb.start()):
            continue
        following = _following(text, verb.end())
        found = next(((stop, plain) for rest, plain in known if (stop := _behind(rest, following)) is not None), None)
        if found is not None:
            end, plain = found
            yield verb.start(), end, plain


def _following(text: str, at: int) -> list[tuple[str, int]]:
    """The words that follow a place with nothing but blanks between, as many as an idiom can need, and where each ends."""
    found: list[tuple[str, int]] = []
    while len(found) < 2 * _LONGEST_IDIOM and (match := _NEXT.match(text, at)):
        at = match.end()
        found.append((match[1].lower(), at))
    return found


def _behind(rest: Sequence[str], following: Sequence[tuple[str, int]]) -> int | None:
    """Where the rest of an idiom ends, if that follows: "ones" is whose it is, and an article or an adverb may stand before each word."""
    at = -1
    for word in rest:
        meant = _ONES if word == "ones" else (word,)
        at += 1
        if at < len(following) and following[at][0] not in meant and following[at][0] in _BETWEEN:
            at += 1
        if at >= len(following) or following[at][0] not in meant:
            return None
    return following[at][1]


def _without_idioms(text: str) -> str:
    plain, at = "", 0
    for start, end, said in idioms(text):
        plain, at = f"{plain}{text[at:start]}{said}", end
    return plain + text[at:]


_ANY_PHRASE = re.compile(rf"\b(?:{'|'.join(_PHRASES)})\b")
"""In small letters, without groups: finds out many times faster that there is none, as in most questions."""


def _suffered(match: re.Match[str]) -> str:
    if not participle(match["done"]):
        return match.group()
    behind = f"{match['how'] or ''}{match['done']}"
    return f"was {behind}" if match["got"] else f"was {match['who']}{behind}"


def _caused(match: re.Match[str]) -> str:
    return f"{match['done']} {match['what'].strip()}" if participle(match["done"]) else match.group()


def plain_verbs(text: str) -> str:
    """Phrasal verbs as the one verb that says the same, in its base form: "got into" -> "enter"."""
    text = _GIVE_BACK.sub(r"return \1", _BACK.sub(lambda m: f"retake {m[1] or m[2]}", _AGAIN.sub("", _ASPECT.sub("", text))))
    text = _IN.sub(lambda m: f"{'shelter' if m['take'] else 'admit'} {m['whom']}", _SUPPORT.sub("", text))
    text = _without_idioms(_CARRIED_OUT.sub("done", text))
    text = _CAUSED.sub(_caused, _SUFFERED.sub(_suffered, text))
    return _PHRASE.sub(lambda m: _PLAIN[(m.lastindex or 1) - 1], text) if _ANY_PHRASE.search(text.lower()) else text


def read_plainly(text: str) -> dict[int, str]:
    """What `plain_verbs` makes of the verbs of a text: where a phrasal verb begins -> the verb that says the same, and where one
    begins that only carries its noun -> nothing."""
    found = {match.start(): "" for match in _SUPPORT.finditer(text)} | {start: plain for start, _, plain in idioms(text)}
    if _ANY_PHRASE.search(text.lower()):
        found |= {match.start(): _PLAIN[(match.lastindex or 1) - 1] for match in _PHRASE.finditer(text)}
    return found


def groups(stem: str) -> frozenset[int]:
    """The groups a stem is in. Two stems that share one may say the same of an event; "take" stands beside "capture" and beside "carry"."""
    return _GROUPS.get(stem, frozenset())


def same(a: str, b: str) -> bool:
    return not groups(a).isdisjoint(groups(b))


def opposites(stem: str) -> frozenset[str]:
    return _OPPOSITES.get(stem, frozenset())


def converses(stem: str) -> frozenset[str]:
    """Stems that tell of the same act from its other side: who captures what another loses."""
    return _CONVERSES.get(stem, frozenset())


def instances(stem: str) -> frozenset[str]:
    """Stems of which each names one of a kind: "colonel" a rank."""
    return _KINDS.get(stem, frozenset())
