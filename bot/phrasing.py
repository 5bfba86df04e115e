"""The ways in which people ask, said plainly: "for my essay: on what grounds did she resign" is "why did she resign".

A question reaches the parser without what is said around it, and with the usual word for what it asks. Only ways of asking have a
place here; verbs that say the same are the lexicon's (`lexicon.plain_verbs`).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.lexicon import ACTS
from index.words import participle, words

_AUX = r"(?:did|does|do|was|were|is|are|had|has|have|will|would|can|could)"
_WH = r"(?:who|whom|whose|what|which|when|where|why|how)"
_PREP = r"(?:in|on|at|to|by|from|for|with|of|until|since|under|during)"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"

_FRAME = re.compile(rf"^(?P<frame>[^:?!]{{2,90}})\s*(?:[:?!]|\s[-–—])\s+(?=(?:{_PREP}\s+)?{_WH}\b|{_AUX}\b)", re.IGNORECASE)
"""What is said before the question: "quick check before we print: who ..."."""
_BEFORE = re.compile(
    r"^(?:(?:hi|hello|hey|yo|ok|okay|so|well|please|pls|quick\s+question|question|just\s+wondering|sorry|thanks|um+|hmm+|wow|wait|man|bro|dude|look|honestly|basically|"
    r"also|and|but|then|now|do\s+you\s+(?:happen\s+to\s+)?(?:know|remember)|does\s+any(?:one|body)\s+know|any\s+idea|i(?:'m|\s+am)\s+(?:curious|wondering)|i\s+wonder|"
    r"(?:one|another|a)\s+(?:more\s+)?(?:quick\s+|last\s+|small\s+)?(?:question|thing)|just\s+(?:to\s+be\s+sure|checking|curious)|"
    r"(?:can|could|would|will)\s+(?:you|u|someone|anyone|anybody)\s+(?:please\s+|kindly\s+)?(?:tell|remind|say|explain|let\s+me\s+know)(?:\s+(?:me|us))?|"
    r"(?:please\s+)?(?:tell|remind)\s+(?:me|us)|i(?:'d|\s+would)\s+(?:like|love)\s+to\s+know|i\s+want\s+to\s+know|may\s+i\s+ask|let\s+me\s+know|remind\s+me|"
    r"for\s+(?:my|our)\s+(?:\w+\s+){0,2}?\w+(?=,)|about|everyone|everybody|guys|all|bot)\b[\s,.:;!-]*)+",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"(?:[\s,.;-]+(?:please|pls|thanks|thank\s+you|exactly|precisely|do\s+you\s+know|by\s+the\s+way|btw|again|then|anyway|in\s+the\s+end|lol|haha\w*|tho|or\s+what|"
    r"for\s+real|by\s+chance|if\s+you\s+know|as\s+far\s+as\s+you\s+know|in\s+detail|briefly|in\s+short|in\s+a\s+few\s+words|after\s+all\s+(?:this|that)|"
    r"i\s+need\s+(?:the\s+)?(?:names?|dates?|numbers?|figures?|details)|just\s+(?:the\s+)?(?:names?|dates?|numbers?)))+[\s.!?]*$",
    re.IGNORECASE,
)
_CLAIM = re.compile(
    rf"^(?:is\s+it\s+(?:really\s+|actually\s+)?(?:true|correct|right|a\s+fact|the\s+case|confirmed|known)(?:\s+that)?|true\s+or\s+false\b[\s:,-]*(?:that\s+)?|fact[\s-]check\b[\s:,-]*(?:that\s+)?|"
    rf"(?:can|could|may|should)\s+(?:we|you|i|one)\s+(?:\w+ly\s+)?(?:say|confirm|claim|write|report|state|assume)(?:\s+that)?|did\s+i\s+(?:hear|read|get)\s+(?:it\s+)?(?:right|correctly)\s+that)"
    rf"\s+(?=\S+\s+\S)(?!{_WH}\b)",
    re.IGNORECASE,
)
"""Before a statement that is put to the test."""
_TAG = re.compile(
    r"[\s,;-]+(?:(?:is\s+(?:that|it|this)\s+)?(?:true\s+or\s+false|true|correct|right)|is\s+that\s+so|(?:did|was|has|is)n['’]?t\s+(?:it|he|she|they))\W*$",
    re.IGNORECASE,
)
_OWN_AUXILIARY = re.compile(rf"^(?P<who>(?:\S+\s+){{1,7}}?)(?P<aux>{_AUX})\s+", re.IGNORECASE)

_REASON = r"(?:grounds|reasons?|rationale|motives?|motivation|justification|explanation|pretext|causes?|purpose|aim|logic)"
_ASKED: tuple[tuple[str, str], ...] = (
    (rf"\b({_WH})['’]s\b", r"\1 is"),
    (rf"\b({_WH}(?:\s+\w+)?)\s+(?:is|was)\s+it\s+that\b", r"\1"),
    # why
    (rf"\b(?:on|for)\s+(?:what|which)\s+{_REASON}\b", "why"),
    (rf"\b(?:to|for)\s+(?:what|which)\s+(?:\w+\s+)?(?:ends?|purpose|aim|effect)\b(?=\s+{_AUX}\b)", "why"),
    (rf"\b(?:what|which)\s+{_REASON}\s+(did|does|do|has|had|have)\s+(.+?)\s+(?:give|given|offer|offered|have|cite|cited|name|named|state|stated|provide|provided|see|put\s+forward)(?:\s+for)?\b", r"why \1 \2"),
    (rf"\bwhat\s+(?:was|is|were|are)\s+(?:the\s+|his\s+|her\s+|its\s+|their\s+)?(?:\w+\s+)?{_REASON}\s+(?:for|behind|of|why)\b", "why was"),
    (r"\bhow\s+come\b", "why"),
    (r"^what\s+made\s+(?!up\b)(?=\S+\s+\S)", "why did "),
    (r"^what\s+(?:led|drove|pushed|prompted|caused|forced|moved|brought|inspired|motivated|persuaded|convinced)\s+(?!to\b)(?=.+?\sto\s)(.+?)\s+to\s+", r"why did \1 "),
    # who holds it
    (r"^in\s+whose\s+hands\s+(?:was|were|is|are)\s+", "who held "),
    (r"^under\s+whose\s+control\s+(?:was|were|is|are)\s+", "who controlled "),
    # how, how far, how many
    (r"\b(?:in|by)\s+(?:what|which)\s+(?:ways?|means|manner|fashion)\b", "how"),
    (rf"^(?:what|which)\s+distance\s+(?={_AUX}\b)", "how far "),
    (r"\bwhat\s+(?:was|is)\s+the\s+distance\b", "how far is it"),
    (r"\bhow\s+(?:close|near)\s+to\b", "how far from"),
    (rf"\bhow\s+(?:close|near)\b(?=\s+{_AUX}\b)", "how far"),
    (r"\bwhat\s+(?:was|is)\s+the\s+(?:total\s+|whole\s+)?number\s+of\s+(?=\w+s\b)", "how many "),
    (r"\bwhat\s+number\s+of\b", "how many"),
    # who said it, what was said
    (r"\bwhose\s+(?:words?|phrase|line|quote|quotation|remark)\s+(?:is|are|was|were)\s+(?:this|these|that|those|it)?\s*:?", "who said"),
    (r"^how\s+did\s+(.+?)\s+(?:explain|justify|comment\s+on|account\s+for|interpret)\b", r"what did \1 say about"),
    (r"\b(?:had|have|has)\s+something\s+to\s+say\b", "spoke"),
    # what happened
    (r"^(?:please\s+)?(?:(?:can|could|would)\s+you\s+)?(?:please\s+)?(?:give|walk|take|show|tell|trace|describe|sum\s+up|summari[sz]e|recap|outline)\s+(?:me\s+|us\s+)?(?:through\s+|for\s+me\s+)?"
     r"(?:what\s+(?:went\s+on|happened)|the\s+(?:situation(?:\s+report)?|events|developments|news|day))\b(?:\s+(?:of|for)\b)?", "what happened"),
    (r"^what\s+(?:is|was)\s+(?:there|on\s+(?:the\s+)?record)\s+(?:for|on|about)\b", "what happened"),
    (r"^what\s+do\s+you\s+have\s+(?:for|on|about)\b", "what happened"),
    (r"^(what\s+happened\b[^,]*\d[^,]*),\s+(?-i:[a-z ]+)$", r"\1"),
    # when
    (rf"\bas\s+of\s+(?=(?:the\s+)?\d|{_MONTH}\b)", "on "),
    (r"\b(?:on|by)\s+the\s+eve\s+of\b", "the day before"),
    (r"\b(?:in\s+the\s+wake|on\s+the\s+heels)\s+of\b", "after"),
    (r"\b(?:in\s+the\s+course|at\s+the\s+time)\s+of\b", "during"),
    # what somebody came to do
    (r"\b(?:end|ends|ended)\s+up\s+(?=[a-z]+ing\b)", ""),
    (r"\b(?:wind|winds|wound)\s+up\s+(?=[a-z]+ing\b)", ""),
)  # fmt: skip
_PLAIN = tuple((re.compile(pattern, re.IGNORECASE), plain) for pattern, plain in _ASKED)


def plain_question(text: str, names: Callable[[str], bool]) -> str:
    """The question alone, in the usual words; `names` says whether a text names something of the timeline, or a time, and so belongs
    to the question."""
    frame = _FRAME.match(text)
    if frame is not None and not names(frame["frame"]):
        text = text[frame.end() :]
    text = _BEFORE.sub("", text)
    text = _BEHIND.sub("", text).strip() or text
    tag = _TAG.search(text)
    if tag is not None and not re.match(rf"(?:{_PREP}\s+)?(?:{_WH}|{_AUX})\b", text, re.IGNORECASE):
        text = asked_whether(text[: tag.start()])
    claim = _CLAIM.match(text)
    if claim is not None:
        text = asked_whether(text[claim.end() :])
    for pattern, plain in _PLAIN:
        text = pattern.sub(plain, text)
    return text.strip()


def asked_whether(statement: str) -> str:
    """A statement as a question: "the bridge was closed" -> "was the bridge closed", "she left" -> "did she left"."""
    own = _OWN_AUXILIARY.match(statement)
    if own is not None and not any(w.stem in ACTS and participle(w.fold) for w in words(own["who"])):
        return f"{own['aux'].lower()} {own['who']}{statement[own.end() :]}"
    return f"did {statement}"
