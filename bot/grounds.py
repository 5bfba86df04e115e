"""The ground that a text gives for what it tells: a cause ("because ..."), an aim ("to slow the advance") or what came before it.

Found by general words of reason alone; what only lies beside an act in the text is no ground for it.
"""

from __future__ import annotations

import re

from bot.lexicon import ACTS, EMPTY
from index.words import Word, sentences, stems, words

_CAUSE = re.compile(
    r"\b(?:because\s+of|because|due\s+to|owing\s+to|thanks\s+to|as\s+a\s+(?:result|consequence|precaution|punishment|sign)\b|(?:a|the)\s+(?:result|consequence|product)\s+of|"
    r"for\s+(?:fear|lack|want)\s+of|out\s+of\s+(?=fear|anger|concern|respect|love|frustration|need|necessity|loyalty|solidarity)|given\s+that|prompted\s+by|caused\s+by|driven\s+by|"
    r"in\s+(?:response|reaction|answer|retaliation|revenge|exchange|return)\s+(?:to|for)|in\s+(?:protest|anger|outrage)\s+(?:at|against|over)|in\s+(?:support|memory|honou?r|view|light)\s+of|"
    r"under\s+pressure\s+from|under\s+(?:an?|the|their|its)\s+(?:\w+\s+)?(?:deal|agreement|accord|pact|treaty|truce|settlement|law|order|plan)|on\s+(?:\w+\s+){0,2}(?:grounds|suspicion|charges)\b|for\s+(?:\w+\s+)?(?:reasons|purposes)\b|"
    r"citing|arguing|explaining|saying|fearing|hoping|wanting|seeking|intending|worried|afraid|angry|concerned\s+(?:about|over|that))\b[^.;]{0,200}",
    re.IGNORECASE,
)
_AIM = re.compile(
    r"\b(?:so\s+that|so\s+as\s+to|in\s+order\s+(?:to|that)|in\s+(?:an?|the)\s+(?:\w+\s+)?(?:attempt|effort|bid|hope|move)\s+(?:to|of|that)|with\s+the\s+(?:aim|goal|intention|purpose|hope)\s+(?:of|that)|"
    r"(?:aimed|(?:is|are|was|were|be)\s+(?:meant|intended|designed))\s+(?:to|at|for)|(?:which|that)\s+(?:allow|enabl|permit|let)\w*|lest)\b[^.;]{3,200}",
    re.IGNORECASE,
)
_TO = re.compile(r"\bto(?=(?P<what>\s+[a-z][^.;]{2,200}))")
_BEFORE = re.compile(
    r"(?<!said\s)(?<!told\s)(?<!says\s)\b(?:after|following|amid|in\s+the\s+face\s+of)\s+(?![a-z]+ing\b)[^.;,]{3,160}"
    r"|(?<!such\s)\bas\s+(?=(?:\w+\s+){1,5}?(?:\w+ed|was|were|had|began|came|said|took|fell|grew|drew|went|broke|spread)\b)[^.;,]{3,160}"
    r"|\bover\s+(?=(?:its|his|her|their|an?|the)\s+[a-z])(?!the\s+(?:border|phone|telephone|radio|weekend|years?|next|past|last))[^.;,]{3,120}"
    r"|\bwhere\s+(?:its|his|her|their)\s[^.;,]{3,120}",
)
_BROUGHT = re.compile(
    r"^(?P<cause>[^,;]{3,80}?)\s+(?:has\s+|had\s+)?(?:started|caused|led\s+to|triggered|sparked|prompted|provoked|fuell?ed|fed|gave\s+rise\s+to|brought\s+about|resulted\s+in|strengthened|encouraged)\b",
    re.IGNORECASE,
)
""" "Its disappearance started false rumours": what stands before is the cause."""
_TOLD = frozenset(
    stems(
        "order ask urge tell told expect allow want advise instruct forbid forbade invite persuade call warn let enable help require request begin began begun start agree decide plan promise pledge "
        "vow threaten offer refuse intend mean meant prepare continue first last only"
    )
)
"""With one of these before it in its clause a "to" says what was told, decided or begun: "ordered the men to leave"."""
_LEADS = frozenset(
    stems(
        "decision try tried fail unable able ready willing likely unlikely due have has had having going used need seem appear said reported believed known thought supposed chance right time way about "
        "is are was were be been demand permission freedom hope prefer claim set how what whether where when close next according addition something anything nothing free manage power duty deadline effort attempt"
    )
)
"""Right before a "to" that only completes it: "the decision to leave"."""
_OBJECTS = frozenset("the a an his her its their him them it us me you this that these those any all every".split())
_SAYS = re.compile(r",\s+(?:[\w'’-]+\s+){1,8}?(?:said|told|says|reported|announced|confirmed|quoted)\b.*$")
"""Who says so, at the end."""
_CLAIMS = re.compile(
    r"\b(?:say|said|think|thought|believe[ds]?|expect(?:ed)?|call(?:ed)?|claim(?:ed)?|according\s+to|not)\b|n['’]t\b",
    re.IGNORECASE,
)


_GIVEN = re.compile(r"\b(?:reason|justification|explanation|pretext|excuse|argument)s?\s+(?:did|does|do|has|had|have)\b", re.IGNORECASE)
"""A question what ground somebody gave: where he says something of it, that is the ground; where he says nothing, none is stated."""
_SAID = re.compile(r"\b(?:said|says|told|called|calls|wrote|declared|claimed|argued|explained|insisted|announced)\b", re.IGNORECASE)
_WEIGHED = re.compile(
    r"\b(?:important|importance|significan\w+|crucial|critical|vital|essential|decisive|valuable|relevan\w+|strategic|big\s+deal|serious|matter(?:s|ed)?)\b",
    re.IGNORECASE,
)
"""A question why something mattered."""
_WEIGHT = re.compile(
    r"\b(?:an?|the|one\s+of\s+the|its|their|his|her|was|is|were)\s+(?:\w+\s+)?(?:important|significant|crucial|critical|vital|key|essential|decisive|strategic|severe|heavy|serious|major|main|central|dividing|"
    r"symbolic|historic|biggest|largest|greatest|most|only|last|first|second|third|home|seat|stronghold|symbol|gateway|hub|heart|bastion|birthplace|turning)\s+[^.;,]{3,160}"
    r"|\bso\s+(?:cut|opened|gave|brought|made|held|left|put|secured|split)\b[^.;,]{3,160}|\bhome\s+of\b[^.;,]{3,120}",
    re.IGNORECASE,
)
""" "a critical point on the route": what makes something matter."""


def explains(text: str, question: str) -> bool:
    """Whether a text may answer a question why. What somebody says is itself the ground that he gives, and so is the state of things
    for what was not done; of anything else a ground has to be stated."""
    claimed = _CLAIMS.search(question) is not None or (_GIVEN.search(question) is not None and _SAID.search(text) is not None)
    return claimed or bool(ground(text, question))


def ground(text: str, question: str) -> str:
    """The words of a text that give a ground, the surest kind of all its sentences; empty where it gives none."""
    told = [text[start:end] for start, end in sentences(text)]
    asked = {word.stem for word in words(question)} - EMPTY
    for found in (_weight, _cause, _bringing) if _WEIGHED.search(question) else (_cause, _aim, _earlier, _bringing):
        for sentence in told:
            said = found(sentence)
            if said and not (found is _bringing and asked.isdisjoint(stems(sentence[len(said) :]))):
                return _SAYS.sub("", said).strip(" ,.")
    return ""


def _weight(sentence: str) -> str:
    match = _WEIGHT.search(sentence)
    return match.group() if match is not None else ""


def _cause(sentence: str) -> str:
    match = _CAUSE.search(sentence)
    return match.group() if match is not None else ""


def _aim(sentence: str) -> str:
    match = _AIM.search(sentence)
    if match is not None:
        return match.group()
    for match in _TO.finditer(sentence):
        if _does(words(match["what"])) and not _completes(sentence[: match.start()]):
            return f"to{match['what']}"
    return ""


def _earlier(sentence: str) -> str:
    match = _BEFORE.search(sentence)
    return match.group() if match is not None else ""


def _bringing(sentence: str) -> str:
    match = _BROUGHT.match(sentence)
    return match["cause"] if match is not None else ""


def _does(behind: list[Word]) -> bool:
    """Whether the words behind a "to" begin with a verb in its base form: "slow traffic", "thank the guards"."""
    verb, then = behind[0], behind[1].fold if len(behind) > 1 else ""
    base = not verb.fold.endswith(("ed", "ing", "tion", "ment")) and not (verb.fold.endswith("s") and not verb.fold.endswith("ss"))
    return base and (verb.stem in ACTS or (then in _OBJECTS and verb.stem not in EMPTY))


def _completes(before: str) -> bool:
    """Whether a "to ..." behind these words only says what was decided, told or begun."""
    clause = [word.stem for word in words(before.rpartition(",")[2])]
    return not before or (bool(clause) and clause[-1] in _LEADS) or not _TOLD.isdisjoint(clause)
