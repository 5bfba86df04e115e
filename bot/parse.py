"""Text -> Question: what is asked, of whom, when, and in which form the answer goes."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot import grammar
from bot.evidence import CALLED, asked_kind, title_stems
from bot.lexicon import ACTS, EMPTY, WORDS, plain_verbs
from bot.numbers import in_figures
from bot.phrasing import plain_question
from bot.question import Anchor, Asks, Form, Order, Question, Roles
from bot.spelling import Spelling, mended
from bot.states import governments
from index.dates import Context, find_dates
from index.entities import Mention
from index.search import Index
from index.types import Entity, When
from index.words import PAST, Word, fold, participle, stem, words

_AUXILIARY = r"(?:(?:did|does|do|was|were|is|are|had|has|have|would|could|should|might|must)(?:n['’]?t)?|will|won['’]?t|can|can['’]?t|may)"
_WH = re.compile(
    r"\b(?P<w>how\s+(?:many|much)|how\s+(?:long|often)|how\s+(?:far)|how\s+old|how|whom|whose|who|what|which|when|where|why)(?:'s|\b)",
    re.IGNORECASE,
)
_TIME_NOUNS = ("time", "date", "day", "year", "month", "hour", "week", "weekday", "moment", "morning", "evening")
_HOW_LONG_UNITS = frozenset("minute hour day week month year decade".split())
_LIST = re.compile(
    r"^(?:what(?:'s|\s+is|\s+was)?\s+new\b|what\s+(?:(?:is|was)\s+(?:recorded|listed|noted|reported|known)(?:\s+(?:for|about|of))?|(?:all\s+|else\s+)?(?:happened|happens|happend|took\s+place|occurred|went\s+(?:on|down)|was\s+(?:happening|going\s+on)|has\s+happened))|"
    r"what\s+(?:were\s+|are\s+)?(?:all\s+)?(?:the\s+)?(?:main\s+|key\s+|major\s+|important\s+|other\s+)?(?:events|developments|news)(?:\s+(?:happened|took\s+place|occurred|were\s+there))?|"
    r"(?:(?:please\s+)?(?:list|show|give)(?:\s+me)?\s+)?(?:all\s+)?(?:the\s+|a\s+)?(?:main\s+|key\s+|full\s+|complete\s+)?(?:timeline|chronology|events?|developments|overview|summary|recap|history|entries)"
    r"(?:\s+(?:of|for|about|in|on|from|between|during|involving|around))|"
    r"(?:(?:please\s+)?(?:list|show|give)(?:\s+me)?\s+)?(?:everything|all)\s+(?:that\s+)?(?:happened|(?=\w))|(?:list|enumerate|show|name|give)\s+(?:me\s+)?(?:all\s+|every\s+)?(?:of\s+)?(?:the\s+)?)",
    re.IGNORECASE,
)
_DOINGS = re.compile(
    r"^(?:what\s+(?:all\s+|else\s+)?(?:did|has|had|was|were)\s+(?P<who>.+?)\s+(?:do|done|doing|up\s+to|been\s+doing)\b(?!\s+(?:to|with|for|about|by)\b))",
    re.IGNORECASE,
)
_NEIGHBOUR = re.compile(
    r"^(?:what(?:'s|\s+is|\s+was|\s+were|\s+are)?|which(?:\s+is|\s+was)?|show(?:\s+me)?|give(?:\s+me)?)\s+(?:the\s+)?(?P<order>next|following|previous|preceding|prior|last|latest|first)\s+"
    r"(?:entry|entries|event|events|development|developments|thing|item|news|record)(?:\s+(?:in|on|of)\s+(?:the|this)\s+timeline)?(?:\s+(?:that\s+)?(?:happened|reported|recorded|listed|came|to\s+happen))?\s*"
    r"(?:right\s+|immediately\s+|just\s+)?(?P<side>after|before|following|preceding|prior\s+to)\s+(?:this\s*:\s*)?(?P<clause>.+)$",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"^what\s+(?:happened|came|followed|occurred|took\s+place|happens|else\s+happened)\s+(?:right\s+|just\s+|immediately\s+|directly\s+|shortly\s+|soon\s+)?"
    r"(?P<side>next\s+after|next|after|before|following|right\s+after|afterwards?|previously)\b\s*(?:this\s*:\s*)?(?P<clause>.*)$",
    re.IGNORECASE,
)
_CHOICE = re.compile(
    r"^(?P<head>(?:which|what|who|where)\b.*?)\b(?P<order>first|earlier|earliest|sooner|older|oldest|last|later|latest|second|newer|newest|more\s+recent)\b\s*[:,;-]*\s*(?P<options>\S.*?\bor\b.+|(?<=:\s)\S.*,.*,.+)$",
    re.IGNORECASE,
)
_CHOICE_BEHIND = re.compile(
    r"^(?P<options>.+?\bor\b.+?)\s*[:,;-]\s*(?P<head>(?:which|what|who)\b.*?)\b(?P<order>first|earlier|earliest|last|later|latest)\b.*$",
    re.IGNORECASE,
)
_CHOICE_VERB = re.compile(
    rf"^{_AUXILIARY}\s+(?P<a>.+?)\s+or\s+(?P<b>.+?)\s+(?P<verb>\S+(?:\s+\S+){{0,4}}?)\s+(?P<order>first|earlier|last|later|sooner)$", re.IGNORECASE
)
_PRECEDENCE = re.compile(
    rf"^(?P<aux>{_AUXILIARY})\s+(?P<a>.+?)\s+(?P<side>before\s+or\s+after|after\s+or\s+before|(?:earlier\s+or\s+later|later\s+or\s+earlier)\s+than|before|after|earlier\s+than|later\s+than|prior\s+to)\s+(?P<b>.+)$",
    re.IGNORECASE,
)
_DISTANCE = re.compile(
    r"^(?:how\s+(?:long|much\s+time)|how\s+many\s+(?P<unit>minutes|hours|days|weeks|months|years))\b(?:\s+(?:passed|elapsed|went\s+by|was\s+it|was|were|is|are|it\s+was|it|there|lay|lie|did\s+it\s+take|it\s+took|pass))*\s*"
    r"(?P<join>between|from)\s+(?:this\s*:\s*)?(?P<both>.+)$",
    re.IGNORECASE,
)
_TIME_BETWEEN = re.compile(
    r"^(?:what\s+(?:was|is)\s+)?the\s+(?:time\s+)?(?:time|gap|interval|delay|difference)\s+(?P<join>between)\s+(?P<both>.+)$", re.IGNORECASE
)
_DISTANCE_FROM = re.compile(
    rf"^(?:how\s+(?:long|soon|much\s+later|much\s+time)|how\s+many\s+(?P<unit>minutes|hours|days|weeks|months|years))(?:\s+(?:later|passed|was\s+it))?\s+"
    rf"(?P<side>after|before|from|since|later\s+than|earlier\s+than|into)\s+(?P<a>.+)[\s,]+(?P<b>(?:{_AUXILIARY})\s+.+)$",
    re.IGNORECASE,
)
_DISTANCE_AFTER = re.compile(
    r"^(?:how\s+(?:long|soon)|how\s+many\s+(?P<unit>minutes|hours|days|weeks|months|years))\s+(?P<side>after|before)\s+(?P<a>.+?)\s+(?:that\s+)?(?P<b>\S+\s+.+)$",
    re.IGNORECASE,
)
_DURATION = re.compile(
    rf"^(?:(?:for\s+)?how\s+(?:long|many\s+(?P<unit>minutes|hours|days|weeks|months|years))|for\s+how\s+(?:long|many\s+(?P<unit2>minutes|hours|days|weeks|months|years)))\s+(?P<clause>{_AUXILIARY}\s+.+)$",
    re.IGNORECASE,
)
_DURATION_WORDS = re.compile(
    r"\b(?:last|lasts|lasted|stay|stayed|remain|remained|go\s+on|went\s+on|take|took|taken|continue|continued|in\s+(?:force|place|effect))\b",
    re.IGNORECASE,
)
_STATEMENT = re.compile(
    r"^when\s+(?:did|does)\s+(?:this|the\s+following|that)\s+(?:happen|occur|take\s+place|come\s+about)\s*:\s*(?P<statement>.+)$|^when\s+was\s+this\s*:\s*(?P<other>.+)$",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"[\s,]*\b(?:without\s+(?:(?:any|some|a)\s?(?:one|body)\s+)?\w+ing\b|according\s+to|as\s+(?:reported|claimed|said|told|announced|stated)\s+by|in\s+the\s+words\s+of)\b.*$|"
    r",\s*(?:as|which|who|where|while|because|since|so|but)\s.*$|\s+as\s+(?:the|his|her|its|their|more|\w+s)\s+(?:\w+\s+){1,4}?\w+(?:ed|en|ame|ell|ew|an|old|aid|ook|ave|ing)\b.*$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    rf"^(?P<said>\S.*?\S)\s*(?:[.;:!]|\s[-–—])\s+(?=(?:(?:so|and|but)\s+)?(?:(?:in|on|at|to|by|from|for|with|of|until|since)\s+)?(?:who|whom|whose|what|which|when|where|why|how|{_AUXILIARY})\b)",
    re.IGNORECASE,
)
"""A statement before the question: "the ferries were often late. how many people were ..."."""
_POSSESSIVE = re.compile(r"['’]s?\s?$")
_FORCE = re.compile(
    r"\s*(?:\w+\s+)?(?:army|armies|forces?|troops|soldiers|fighters|militants?|militias?|men|police|planes|jets|warplanes|aircraft|tanks|navy|guards?|government|"
    r"ministr(?:y|ies)|ministers?|president|parliament|officials?|officers?|diplomats?|spokes\w+|delegation|leaders?|commanders?|team|side)\b",
    re.IGNORECASE,
)
"""Who acts in the name of a state or group."""
_REPORTED = frozenset("supposed said reported believed expected thought known alleged rumoured rumored meant claimed seen".split())
_OPENS_CLAUSE = frozenset("that when while as because if whether who which where how what after before once until since".split())
"""Who is named behind these has a part in another act."""
_THAT = re.compile(r"\b(?:that|which|whom)\s+(?:the\s+)?$", re.IGNORECASE)
_FOR_WHAT = re.compile(r"\s+(?P<noun>\w+)\s+(?:to|of|for|on|against|about)\b", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"\b(?P<p>in|at|near|on|from|of|for|into|to|toward|towards|with|against|by|about|over|under|inside|outside|around|through|between|and)\s+(?:the\s+|a\s+|an\s+)?(?:\w+\s+)?$",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"^(?:was|is|were|are)\s+(?:still\s+|then\s+)?(?:the\s+|an?\s+)?(?P<noun>(?!still\b|then\b)[a-z][\w-]*(?:\s+[a-z][\w-]*)?)\s+(?:of|in|for|at|to)\b"
)
"""An office is asked for: "who was the governor of", "who is prime minister of"."""
_DID_NOT = re.compile(r"(?:did|does|do|had|has|have|would)(?:\s+not|n['’]t)\s+(?!(?:the|an?|his|her|its|their)\b)", re.IGNORECASE)
"""Behind "who": those are asked for who did not do what follows."""
_IN_OFFICE = re.compile(r"who\s+(?:was|were|is|are)\s+(?:(?!\w+(?:ed|ing)\b)[\w'’-]+\s*)+", re.IGNORECASE)
_HEADS = re.compile(
    r"^who\s+(?:(?:leads?|led|heads?|headed|runs?|ran|commands?|commanded|governs?|bosses)|(?:is|was)\s+(?:leading|running|heading|commanding|in\s+charge\s+of|in\s+command\s+of|"
    r"the\s+(?:boss|leader|head|chief|commander)\s+(?:of|in|at)))\s+(?:the\s+)?",
    re.IGNORECASE,
)
_HAD = re.compile(
    r"^(?:who|which\s+(?:side|group|force|army|party))\s+(?:still\s+)?(?P<had>had|has|have)\s+(?:the\s+)?(?:(?:city|town|village|port)\s+of\s+)?",
    re.IGNORECASE,
)
_NO_OBJECT = re.compile(r"\W*$|\s+(?:on|in|at|by|as|when|while|during|then|now)\b", re.IGNORECASE)
"""What may follow a place that somebody "had"."""
_HEADS_OF = ("leader", "head", "chief", "commander", "director", "president", "chairman")
_NAME_OF = re.compile(
    r"^(?:'s\s+|is\s+|was\s+|were\s+|are\s+)?the\s+(?:full\s+)?names?\s+of\s+(?:the\s+|an?\s+)?(?P<noun>[\w-]+(?:\s+(?!(?:who|whom|that|which|whose|of|in|on|at|from|to|with|and)\b)[\w-]+)?)\b",
    re.IGNORECASE,
)
_WAS_THE = re.compile(r"^(?:was|were|is|are)\s+the\s+(?:(?:very\s+)?(?:first|second|third|next|last|latest|final|earliest|only)\s+)+", re.IGNORECASE)
""" "which was the third city that fell": the noun stands behind the order."""
_NEXT = re.compile(r"\b(?:the\s+)?next\s+(?=\w)", re.IGNORECASE)
_IN_FORCE = re.compile(r"\s*\bin\s+(?:force|effect|place)\b", re.IGNORECASE)
_STILL = re.compile(rf"\bstill\b|\bin\s+(?:office|power|charge)\b|{_IN_FORCE.pattern}", re.IGNORECASE)
_HELD = re.compile(
    r"\b(?:held|hold|holds|holding|controls?|controlled|controlling|ruled?|rules|ruling|governed|occupied|occupy|owned|owns|"
    r"in\s+(?:whose|the|what|which|\w+)\s+hands(?:\s+of)?|under\s+(?:whose|the)?\s*control)\b",
    re.IGNORECASE,
)
_JOINT = frozenset(
    map(
        stem,
        "meeting talk conversation call negotiation agreement deal accord pact treaty truce ceasefire fighting clash battle war conflict dispute border contact relation cooperation coordination".split(),
    )
)
_PERSONS = frozenset(
    map(
        stem,
        "pilot colonel captain officer soldier fighter supporter source spokeswoman journalist reporter doctor driver man woman person victim witness author owner".split(),
    )
)
_SCAFFOLD = re.compile(
    r"\b(?:take\s+place|took\s+place|taken\s+place|come\s+about|came\s+about)\b|(?<=\bdevelopment\s)(?:reported|recorded|listed)\b|(?<=\bentry\s)(?:reported|recorded|listed)\b|(?<=\bevent\s)(?:reported|recorded|listed)\b|(?<=\bthing\s)(?:reported|recorded|listed)\b",
    re.IGNORECASE,
)
_OF_TIMELINE = re.compile(r"\s*\b(?:in|of|on|from)\s+(?:the|this|your)\s+(?P<name>(?:[\w'’-]+\s+){0,8}?)timeline\b", re.IGNORECASE)
_WHEN_WAS_IT = re.compile(
    r"^(?:(?:at\s+|on\s+)?what\s+(?:time|day|date|year|month)\s+(?:was|is)\s+it\s+(?:when|that)|when\s+(?:was|is)\s+it\s+that|(?:until|till|since|from|by)\s+when)\s+",
    re.IGNORECASE,
)
_OVER = re.compile(r"\b(?:was|were|is|are)\s+(?P<what>(?:the|this|that)\s+.+?)\s+over$", re.IGNORECASE)
_LED = re.compile(r"(?P<to>(?:in|into|to|at|from|on|of|out\s+of)\s+[^,;:]*?)\s*[,;:]\s*(?=.*\bor\b)", re.IGNORECASE)
"""What still belongs to the question before the options: "which came first *into town*, the army or the navy"."""
_AND = re.compile(r"\s*(?:,|,?\s*\b(?:and|or)\b|&)\s*(?:the\s+)?", re.IGNORECASE)
_LISTED = re.compile(r"\s*(?:[,;]\s*(?:(?:and|or)\s+)?|\s(?:and|or)\s)\s*", re.IGNORECASE)
_OF_THE = re.compile(r"\bof\s+(?:the\s+)?(?:(?:two|three|four|five|six|\d)\s+)?(?:(?P<noun>[\w-]+)\s+)?(?:(?:of|in|at)\s+)?$", re.IGNORECASE)
"""Before the names that are to choose from: "of the three cities A, B and C", "of the prisons of A and B"."""
_WHICH_OF = re.compile(r"(?:which|what|who)\b.*\bof\b", re.IGNORECASE)
_ASKS_WHICH = re.compile(r"\b(?:which|what|who)\s+(?:one\s+)?(?:was|were|is)?\b|\b(?:that|which|who|to)\b", re.IGNORECASE)
_NAMED = re.compile(r"(?<=\w )(?!I\b)[A-Z][\w'’-]*|\b\d+\b")
"""What looks like a name, or a number of one, behind the first word: "General License 24"."""
_HASTY = re.compile(
    r"\b((?:did|does|do|was|were|is|are|had|has|have|would|could|should|might|must|need)n|(?<!his\s)(?<!her\s)(?<!their\s)wo(?=nt\b)n|ca(?=nt\b)n|ai(?=nt\b)n)t\b",
    re.IGNORECASE,
)
"""A negation without its apostrophe: "didnt", "wont"."""
_AGENT_END = re.compile(r"(?:s|[eo]r|ist|man|men)$")
_LABEL = re.compile(r"^\(?(?P<label>[a-d])[).:]\s*", re.IGNORECASE)
_IN_ORDER = re.compile(
    rf"^(?:(?P<asked>(?:in\s+)?(?:what|which)\s+(?:was\s+the\s+)?order\s+(?:in\s+which\s+|of\s+|{_AUXILIARY}\s+))|"
    r"(?:put|order|sort|arrange|rank|list)\s+(?:these|those|them|the\s+following|(?=[^:]*\border\b))[^:]*:\s*)(?P<options>.+)$",
    re.IGNORECASE,
)
_COUNT_TIMES = re.compile(r"^how\s+(?:many\s+times|often)\b", re.IGNORECASE)

ACTORS = ("person", "group", "organisation")
"""The kinds of entity that act."""
_SIDES = {
    "after": "next",
    "following": "next",
    "next": "next",
    "next after": "next",
    "right after": "next",
    "afterwards": "next",
    "afterward": "next",
}
_TELLS_AT_ONCE = re.compile(r"[a-z]+\s+(?:the|an?|his|her|its|their|this|that|him|them|with|to|from|up|down|out|off|away)\b", re.IGNORECASE)
"""A verb, behind "what", that its object or its preposition follows."""
_PLURAL = re.compile(r"(?<!s)s$")
_BEING = re.compile(r"\s+(?:being|was|were|is|are)\b", re.IGNORECASE)
_DEMONYM_END = re.compile(r"(?:ian|an|ish|i|ese)$")


@dataclass(frozen=True)
class Parser:
    """Reads questions against one index: its names, its vocabulary and the time it is about."""

    index: Index

    def __call__(self, text: str, *, today: When | None = None, near: When | None = None, read: Callable[[str], object] | None = None) -> Question:
        """`near` is what was spoken of last, for "that evening" and "the next day". `read` is called with the question in full as soon as its
        spelling is mended."""
        spelt, corrections = self.spelt(tidied(text))
        full = _HASTY.sub(r"\1't", spelt)
        if read is not None:
            read(full)
        language = "ar" if re.search(r"[\u0600-\u06ff]", full) else "en"
        base = Question(text, full=full, language=language, corrections=corrections)
        written = governments(in_figures(grammar.with_feasts(full)), self._state)
        plain = _OVER.sub(r"did \g<what> end", self._without_title(plain_verbs(_SCAFFOLD.sub("happen", written))))
        context = Context(period=self.index.span, near=near, weight=self.index.count, today=today)
        asked = plain_question(plain, lambda text: bool(self._mentions(text) or find_dates(text, context) or _NAMED.search(text))) or plain
        body = self._held(self._headed(_WHEN_WAS_IT.sub("when ", grammar.in_order(asked))))
        question = self._form(body, base, context)
        if question.form in ("fact", "count", "duration"):
            question = self.with_roles(question)
        return replace(question, entities=self._names(plain))

    # --- forms ------------------------------------------------------------------------------------------------------

    def _form(self, body: str, base: Question, context: Context) -> Question:
        for read in (self._choice, self._distance, self._neighbours, self._precedence, self._list, self._duration):
            question = read(body, base, context)
            if question is not None:
                return question
        return self._fact(body, base, context)

    def _choice(self, body: str, base: Question, context: Context) -> Question | None:
        match = _CHOICE.match(body) or _CHOICE_BEHIND.match(body)
        if match:
            led = _LED.match(match["options"])
            options = _options(match["options"][led.end() :] if led else match["options"])
            head = re.sub(
                r"^(?:which|what|who|where)(?:\s+one)?(?:\s+of\s+(?:these|those|them|the\s+(?:two|three|four|following)))?(?:\s+(?:events?|cit(?:y|ies)|towns?|places?))?\s*",
                "",
                f"{match['head']}{led['to']}" if led else match["head"],
                flags=re.IGNORECASE,
            )
            head = re.sub(r"^(?:happened|came|occurred|was|is|took\s+place|were|happens)?\s*$", "", head.strip(), flags=re.IGNORECASE)
            if len(options) > 1:
                statements = tuple(f"{option} {head}".strip() if len(option.split()) < 5 else option for option in options)
                return replace(base, form="choice", asks=("which",), order=_first_or_last(match["order"]), options=statements)
        if (in_order := self._in_order(body)) is not None:
            return replace(base, form="choice", asks=("which",), options=in_order)
        if (several := self._of_several(body)) is not None:
            order, said, named = several
            return replace(base, form="choice", asks=("which",), order=order, topic=said, options=named)
        match = _CHOICE_VERB.match(body)
        if match:
            statements = tuple(f"{match[side]} {match['verb']}" for side in ("a", "b"))
            return replace(base, form="choice", asks=("which",), order=_first_or_last(match["order"]), options=statements)
        return None

    def _in_order(self, body: str) -> tuple[str, ...] | None:
        """Of "in which order did A, B and C fall" or "put in order: A, B, C": "A fall", "B fall", "C fall"."""
        match = _IN_ORDER.match(body)
        if match is None:
            return None
        text, names = match["options"], self._mentions(match["options"])
        verb = ""
        if match["asked"] and names:
            text, verb = text[: names[-1].end], text[names[-1].end :]
        options = [f"{option}{verb}" for option in _LISTED.split(text) if option]
        return tuple(options) if len(options) > 1 else None

    def _of_several(self, body: str) -> tuple[Order, str, tuple[str, ...]] | None:
        """Of "which was the last of the cities A, B and C that the king lost": the order, "the king lost", and the names."""
        if not _WHICH_OF.match(body):
            return None
        names = self._mentions(body)
        runs = [[m] for m in names[:1]]
        for one, other in itertools.pairwise(names):
            if _AND.fullmatch(body[one.end : other.start]):
                runs[-1].append(other)
            else:
                runs.append([other])
        run = max(runs, key=len, default=[])
        lead = _OF_THE.search(body[: run[0].start]) if len(run) > 1 else None
        if lead is None:
            return None
        rest = f"{body[: lead.start()]} {body[run[-1].end :]}"
        ordered = grammar.order_of(rest)
        if ordered is None or ordered[0] not in ("first", "last"):
            return None
        said = _ASKS_WHICH.sub(" ", f"{rest[: ordered[1]]} {rest[ordered[2] :]}")
        kind = "" if asked_kind(lead["noun"] or "") else lead["noun"] or ""
        return ordered[0], " ".join(f"{said} {kind}".split()), tuple(body[m.start : m.end] for m in run)

    def _distance(self, body: str, base: Question, context: Context) -> Question | None:
        match = _DISTANCE.match(body) or _TIME_BETWEEN.match(body)
        if match:
            unit = (match.groupdict().get("unit") or "").lower()
            splits = _both(match["both"], "and" if match["join"].lower() == "between" else "(?:to|until|till)")
            if splits:
                splits = self._two(*splits)
                return replace(base, form="distance", asks=("how-long",), options=splits, unit=unit)
        match = _DISTANCE_FROM.match(body) or _DISTANCE_AFTER.match(body)
        if match and (_dated(match["a"], context) or not find_dates(match["a"], context)):
            side = match["side"].lower()
            a = f"the start of {match['a']}" if side == "into" else match["a"]
            b = re.sub(rf"^{_AUXILIARY}\s+", "", match["b"], flags=re.IGNORECASE)
            order: Order = "previous" if side in ("before", "earlier than") else "next"
            return replace(base, form="distance", asks=("how-long",), options=self._two(a, b), unit=(match["unit"] or "").lower(), order=order)
        return None

    def _neighbours(self, body: str, base: Question, context: Context) -> Question | None:
        match = _NEIGHBOUR.match(body) or _THEN.match(body)
        if not match:
            return None
        side = " ".join(match["side"].lower().split())
        order: Order = "next" if side in _SIDES else "previous"
        clause = match["clause"].strip(" ,;:")
        if clause and len(find_dates(clause, context)) == 1 and len(_content(clause)) < 3:
            return None  # "what happened after 6 December" is a window
        if not clause:
            return None
        if match.re is _THEN and _LIST.match(body) and re.search(r"\b(?:and|in|at)\s+(?:before|after|until)\b", clause, re.IGNORECASE):
            return None
        one = match.re is _NEIGHBOUR
        return replace(
            base,
            form="neighbours",
            asks=("what",),
            order=order,
            topic=clause,
            noun="entry" if one else "",
            anchor=Anchor(clause, "after" if order == "next" else "before"),
        )

    def _precedence(self, body: str, base: Question, context: Context) -> Question | None:
        match = _PRECEDENCE.match(body)
        if not match or _dated(match["b"], context):
            return None
        a, b = match["a"], match["b"]
        if match["aux"].lower() in ("was", "were", "is", "are") and len(_content(a)) == 1 and not self._mentions(a):
            return None
        if match["aux"].lower().startswith("d") and not any(w.stem in ACTS and not _PLURAL.search(w.fold) for w in words(a)):
            return None  # "did the raid just before Hama fell achieve much"
        b = re.sub(rf"\s+{_AUXILIARY}$", "", b)
        side = match["side"].lower().split()
        order: Order | None = None if "or" in side else "first" if side[0] in ("before", "earlier", "prior") else "last"
        return replace(base, form="precedence", asks=("yes-no",), options=self._two(a, b), order=order)

    def _list(self, body: str, base: Question, context: Context) -> Question | None:
        doings = _DOINGS.match(body)
        match = _LIST.match(body)
        if not doings and not match:
            return None
        if doings:
            rest = f"{doings['who']} {body[doings.end() :]}"
        else:
            assert match is not None
            rest = body[match.end() :]
        question = self._timed(rest, replace(base, asks=("what",), form="list"), context, opening=True)
        topic = question.topic
        if match and not doings and re.search(r"\b(?:everything|all)\b", match.group(), re.IGNORECASE):
            topic = re.sub(r"\s+(?:did|does|do|has\s+done|had\s+done|said|was\s+involved\s+in)\s*$", "", topic, flags=re.IGNORECASE)
        roles = Roles(subject=self._names(doings["who"])) if doings else Roles()
        return replace(question, topic=topic.strip(), roles=roles)

    def _duration(self, body: str, base: Question, context: Context) -> Question | None:
        match = _DURATION.match(body)
        if not match or re.match(r"^how\s+long\s+ago", body, re.IGNORECASE):
            return None
        unit = (match["unit"] or match["unit2"] or "").lower()
        if unit and not _DURATION_WORDS.search(match["clause"]):
            return None
        clause = _DURATION_WORDS.sub(" ", match["clause"])
        told = clause != match["clause"]  # "did the siege last" says no more than "the siege"
        if told:
            clause = re.sub(rf"^{_AUXILIARY}\s+", "", clause, flags=re.IGNORECASE)
        return self._timed(clause, replace(base, asks=("how-long",), form="duration", unit=unit, told=told), context)

    def _fact(self, body: str, base: Question, context: Context) -> Question:
        statement = _STATEMENT.match(body)
        if statement:
            return replace(base, asks=("when",), topic=statement["statement"] or statement["other"], told=True)
        asks, noun = self._asks(body)
        form: Form = "fact"
        if _COUNT_TIMES.match(body):
            form, noun = "count", ""
        question = self._timed(body, replace(base, asks=asks, noun=noun, form=form, state=self._asks_state(body)), context)
        if question.state:
            return replace(question, topic=_IN_FORCE.sub("", question.topic))
        in_office = question.window is not None and _IN_OFFICE.fullmatch(question.topic) is not None and asked_kind(question.topic) == "person"
        return replace(question, state=in_office)

    def _asks_state(self, body: str) -> bool:
        """Whether it asks how things stood: what was still so, what was in force, who held a place."""
        if _STILL.search(body):
            return True
        held = _HELD.search(body)
        if held is None:
            return False
        place = next((m for m in self._mentions(body) if m.start >= held.end() or m.end <= held.start()), None)
        return place is not None and place.entity.kind == "place" and not any(w.stem in ACTS for w in words(body[held.end() : place.start]))

    # --- time -------------------------------------------------------------------------------------------------------

    def _timed(self, text: str, base: Question, context: Context, *, opening: bool = False) -> Question:
        """With the window, the anchor and the order that the text states; what is left is the topic. With `opening` the anchor may be all of it."""
        text = rest = grammar.since_until(text, context)
        named = grammar.between_named(text, context)
        found = [c for c in grammar.constraints(text, context) if named is None or c.end <= named]
        for constraint in reversed(found):
            rest = f"{rest[: constraint.start].rstrip()} {rest[constraint.end :].lstrip()}".strip()
        window, relation = grammar.meet(found), found[-1].relation if found else "in"
        anchor: Anchor | None = None
        placed = grammar.anchor_of(rest, opening=opening)
        if placed is not None and _content(placed[0].text) and not self._between_parties(placed[0]) and not _of_two(placed[0], rest[: placed[1]]):
            anchor, at = placed
            rest = rest[:at].rstrip(" ,;")
            anchor = replace(anchor, text=self._explained(anchor.text, rest))
            if anchor.relation == "after":
                rest = _NEXT.sub("", rest)
        ordered = grammar.order_of(rest, [(m.start, m.end) for m in self._mentions(rest)])
        order: Order | None = base.order
        if ordered is not None:
            order, start, end = ordered
            rest = f"{rest[:start].rstrip()} {rest[end:].lstrip()}".strip()
        lead = _LEAD.match(rest)
        if lead is not None and len(_content(rest[lead.end() :])) > 1 and not _PRONOUN.search(rest[lead.end() :]):
            rest, base = rest[lead.end() :], replace(base, aside=lead["said"])
        aside = _ASIDE.search(rest)
        if aside is not None and len(_content(rest[: aside.start()])) > 1:
            rest = rest[: aside.start()]
            base = replace(base, aside=f"{base.aside} {aside.group().strip(' ,;')}".strip())
        return replace(base, topic=rest.strip(" ,;:?"), window=window, relation=relation, anchor=anchor, order=order)

    # --- what is asked ----------------------------------------------------------------------------------------------

    def _asks(self, body: str) -> tuple[tuple[Asks, ...], str]:
        """The question words that ask, and the noun that goes with "which", "what" or "how many"."""
        asks: list[Asks] = []
        noun = ""
        found = list(_WH.finditer(body))
        for match in found:
            if match.start() and not _asking_place(body[: match.start()]):
                continue
            kind, its_noun = self._ask(match, body)
            if kind not in asks:
                asks.append(kind)
            noun = noun or its_noun
        if not asks and re.match(rf"^{_AUXILIARY}\b(?!\s+you\b)", body, re.IGNORECASE):
            asks.append("yes-no")
        if not asks and found:  # "hama when", "the bridge was bombed by whom"
            kind, noun = self._ask(found[-1], body)
            asks.append(kind)
        return tuple(asks) or ("what",), noun

    def _ask(self, match: re.Match[str], body: str) -> tuple[Asks, str]:
        word = " ".join(match["w"].lower().split())
        rest = body[match.end() :].strip()
        if word in ("how many", "how much"):
            noun = _leading_noun(rest)
            lasts = stem(noun) in {stem(u) for u in _HOW_LONG_UNITS} and re.search(r"\blast|\btake\b|\b(?:had|has|have)\s.*\bbeen\b", rest)
            return ("how-long", "") if lasts else ("how-many", noun)
        if word == "how often":
            return "how-many", ""
        if word == "how long":
            return "how-long", ""
        if word == "how far":
            return "how-far", ""
        if word == "how old":
            return "how-many", "years old"
        if word == "what" and (named := _NAME_OF.match(rest)):
            return "who" if asked_kind(named["noun"]) == "person" or stem(fold(named["noun"].split()[-1])) in _PERSONS else "what", named["noun"]
        if word in ("what", "which"):
            if re.match(rf"(?:{'|'.join(_TIME_NOUNS)})\b", rest, re.IGNORECASE):
                return "when", ""
            noun = _leading_noun(rest)
            if not noun and asked_kind(behind := _leading_noun(_WAS_THE.sub("", rest))):
                noun = behind
            if noun and fold(noun.split()[-1]) in _TIME_NOUNS:
                return "when", ""
            if word == "what" and not noun:
                return "what", ""
            return "which", noun
        if word == "whom" and re.search(r"\bby\s+$", body[: match.start()], re.IGNORECASE):
            return "who", ""
        if word == "who" and (re.search(r"\bby$", body.strip(), re.IGNORECASE) or re.match(r"did\s+(?:it|that|this|so)\W*$", rest, re.IGNORECASE)):
            return "who", ""
        if word == "who" and (denied := _DID_NOT.match(rest)):
            return "whom" if any(m.start == denied.end() for m in self._mentions(rest)) else "who", ""
        if word == "who" and grammar.undergoes(rest):
            return "whom", ""
        if word == "who" and (office := _OFFICE.match(rest)) and not _done(words(office["noun"])[-1]):
            return "who", office["noun"]
        if word == "whose":
            return "who", _leading_noun(rest)
        if word == "who" and re.match(r"^(?:did|does|do|had|has|have|will|would|was|were|is)\s+(?:the\s+)?(?P<s>\S+)", rest, re.IGNORECASE):
            after = re.sub(r"^\S+\s+(?:the\s+)?", "", rest)
            aux = rest.split()[0].lower()
            mention = self._mentions(after)
            owner = aux in ("was", "were", "is") and mention and re.search(r"['’]s\b", after[: mention[0].end + 2])  # "who was Assad's adviser"
            acts = bool(mention) and mention[0].start < 2 and _has_verb_after(after, mention[0].end)
            if aux in ("did", "does", "do", "will", "would") or (acts and not owner):
                return "whom", ""
        return {"who": "who", "whom": "whom", "when": "when", "where": "where", "why": "why"}.get(word, "how"), ""  # type: ignore[return-value]

    def with_roles(self, question: Question) -> Question:
        """Who acts, the act, and who is acted on, where the order of words says it: subject - verb - object, or object - "was done" - by subject."""
        text = question.topic
        known = [m for m in self._mentions(text) if m.entity.kind != "other" and _acts_itself(text, m)]
        mentions = known or self._called(text)
        found = words(text)
        main = next((at for at, w in enumerate(found) if w.fold == "that" and at > 1 and found[at - 1].stem in ACTS), len(found))
        aux = next((w for at, w in enumerate(found[: min(main, 8)]) if re.fullmatch(_AUXILIARY, w.fold) and not _owns(found, at)), None)
        nouns = {w.stem for w in words(question.noun)}
        content = [
            w
            for w in found
            if (w.stem not in EMPTY or (w.stem in ACTS and w.fold != "according"))
            and w.stem not in nouns
            and not _POSSESSIVE.search(text[w.start : w.end + 1])
            and not any(m.start <= w.start < m.end for m in mentions)
        ]
        after = [w for w in content if aux is None or w.start > aux.start]
        if not after:
            return question
        be = aux is not None and aux.fold.removesuffix("nt") in ("was", "were", "been", "is", "are", "be", "being", "had", "has", "have")
        passive = aux is not None and aux.fold.removesuffix("nt") in ("was", "were", "is", "are") and any(_done(w) for w in after)
        verb = self._verb(after, mentions, aux, passive)
        question = replace(question, agent=_agent(text, found, known, aux, verb) if aux is not None and not passive else ())
        left = tuple(m.entity.name for m in mentions if m.end <= verb.start and (aux is None or be or m.start > aux.start) and _direct(text, m))
        if passive and verb.fold in _REPORTED:  # "was expected to call": whoever is expected acts in the next verb
            following = next((w for w in after if w.start > verb.end and w.stem in ACTS), None)
            if following is None:
                return question
            verb, passive, be = following, False, False
        ends = next((w.start for w in found if w.start > verb.end and w.fold in _OPENS_CLAUSE), len(text))
        right = tuple(
            m.entity.name
            for m in mentions
            if verb.end <= m.start < ends and not _says_which(text, m) and (_direct(text, m) or _taken_from(text, verb.end, m))
        )
        by = re.search(r"\bby\s+(?:the\s+)?", text[verb.end :], re.IGNORECASE)
        if passive:
            acting = next((m for m in mentions if m.end + 1 == verb.start and _THAT.search(text[: m.start])), None)
            if acting is not None:  # "is the bridge that the planes hit"
                return replace(question, roles=Roles((acting.entity.name,), (), verb.stem))
            agents = tuple(m.entity.name for m in mentions if by and verb.end + by.end() - 1 <= m.start < ends)[:1]
            return replace(question, roles=Roles(agents, left, verb.stem))
        if be:
            return question
        if question.asks[:1] == ("who",) and aux is None:
            return replace(question, roles=Roles((), right, verb.stem))
        if aux is None and not (question.told and participle(verb.fold)):
            return replace(question, roles=Roles(act=verb.stem))  # "assad flight time" names nobody who acts
        return replace(question, roles=Roles(left, right, verb.stem))

    def _called(self, text: str) -> list[Mention]:
        """On a timeline that lists no names, those that stand in its texts: words next to each other that it writes with a capital letter."""
        if self.index.entities.all:
            return []
        found: list[Mention] = []
        for word in words(text):
            if word.stem in EMPTY or self.index.capitalised(word.stem) <= CALLED or _POSSESSIVE.search(text[word.start : word.end + 1]):
                continue
            start = found.pop().start if found and text[found[-1].end : word.start] == " " else word.start
            found.append(Mention(Entity(text[start : word.end], "other"), start, word.end))
        return found

    def _verb(self, after: Sequence[Word], mentions: Sequence[Mention], aux: Word | None, passive: bool) -> Word:
        """Of the content words behind the auxiliary: the participle, or the first one behind the subject."""
        if passive:
            return next(w for w in after if _done(w))
        if aux is not None:
            subject = next((m for m in mentions if aux.end <= m.start <= aux.end + 12), None)
            behind = [w for w in after if subject is not None and w.start >= subject.end]
            acts = [w for w in behind or after if w.stem in ACTS]
            if behind and not acts:
                return behind[0]
            if len(acts) > 1 and (acts[0].fold.endswith("s") or _agent_before(acts)):  # "the demonstrators capture": an agent, then the act
                return acts[1]
            return acts[0] if acts else after[0]
        return next((w for w in after if w.stem in ACTS and participle(w.fold)), after[0])

    def _without_title(self, text: str) -> str:
        """Without "in the Libyan war timeline" where that is the timeline that is asked."""
        match = _OF_TIMELINE.search(text)
        if match is None:
            return text
        title = title_stems(self.index)
        own = all(w.stem in title or any(t[:4] == w.stem[:4] for t in title) for w in _content(match["name"]))
        return f"{text[: match.start()]}{text[match.end() :]}".strip() if own else text

    # --- names ------------------------------------------------------------------------------------------------------

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling(self.index.entities, self._known, self._told, self.index.encoder.vocabulary)

    def spelt(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """A text with its misspelt words as they were meant, and which were: (as written, as read)."""
        corrections = self._spelling.corrections(text)
        return mended(text, corrections), tuple((text[c.start : c.end].strip(), c.meant.strip()) for c in corrections)

    def _told(self, folded: str) -> int:
        """In how many passages a word stands, in any of its forms; words that say nothing of an event count for none."""
        root = stem(folded)
        return 0 if root in EMPTY else self.index.df(root)

    def _known(self, folded: str) -> bool:
        """Whether a word is in use; "captur" is not, though it is the stem of one."""
        knows = self.index.encoder.knows
        return folded in WORDS or knows(folded) or (self._told(folded) > 0 and not (folded == stem(folded) and knows(f"{folded}e")))

    def _state(self, seat: str, names: Sequence[str]) -> str | None:
        """The name that this timeline has for the state whose seat it is; None where it only speaks of the city, or of neither."""
        own = self.index.entities.get(seat)
        if own is not None and own.kind != "place":
            return None  # "the Kremlin" is somebody by itself
        for name in (*(f"{name} government" for name in names), *names):
            entity = self.index.entities.get(name)
            if entity is not None:
                return entity.name
        spoken = next((name for name in names if " " not in name and self.index.df(stem(name))), None)
        return spoken.capitalize() if spoken is not None and not self.index.df(stem(fold(seat))) else None

    def _mentions(self, text: str) -> list[Mention]:
        return self.index.entities.find(text)

    def _names(self, text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(m.entity.name for m in self._mentions(text)))

    def _held(self, text: str) -> str:
        """ "who had the fort on 5 May" as "who held the fort on 5 May", where that is a place."""
        match = _HAD.match(text)
        place = next(iter(self._mentions(text[match.end() :])), None) if match else None
        if match is None or place is None or place.start or place.entity.kind != "place":
            return text
        behind = text[match.end() + place.end :]
        return f"{text[: match.start('had')]}held{text[match.end('had') :]}" if _NO_OBJECT.match(behind) else text

    def _headed(self, text: str) -> str:
        """ "who heads the league" as "who is the chief of the league", where the timeline's list of names has somebody so."""
        match = _HEADS.match(text)
        led = next(iter(self._mentions(text[match.end() :])), None) if match else None
        if match is None or led is None or led.start or text[match.end() + led.end :].strip(" ?"):
            return text
        whose = text[match.end() :].strip(" ?")
        titles = (f"{title} of {the}{whose}" for title in _HEADS_OF for the in ("", "the "))
        return next((f"who is the {title}" for title in titles if self.index.entities.get(title) is not None), text)

    def _between_parties(self, anchor: Anchor) -> bool:
        """ "the truce between Israel and Hezbollah" is no time between two events."""
        sides = [self._mentions(side) for side in (anchor.text, anchor.other)]
        if (
            anchor.relation != "between"
            or not all(sides)
            or any(_content(_cut(side, names)) for side, names in zip((anchor.text, anchor.other), sides, strict=True))
        ):
            return False
        parties = {name for entity in self.index.entities.all for name in entity.part_of}
        return all(names[0].entity.kind in ("person", "group", "organisation") or names[0].entity.name in parties for names in sides)

    def _explained(self, b: str, a: str) -> str:
        """The second of two statements with what the first one says for its pronoun: "his visit to Hermon" is Netanyahu's. He, she and
        they are whoever is spoken of first, "it" is the thing spoken of last; behind a name a pronoun explains itself."""
        match, names = _PRONOUN.search(b), self._mentions(a)
        if match is None or self._mentions(b[: match.start()]):
            place = next((a[m.start : m.end] for m in names if m.entity.kind == "place"), "")
            return b if not place or self._mentions(b) else _THE_PLACE.sub(rf"\g<0> of {place}", b)
        word = match["p"].lower()
        phrases = noun_phrases(a, names)
        if word in ("it", "its"):
            meant = [(m.start, m.end) for m in names if m.entity.kind != "person" and not any(start <= m.start < end for start, end in phrases)]
            meant = sorted([*meant, *phrases], reverse=True)
            if word == "it" and not b[: match.start()].strip():  # "the ban being put in force in Freyburg and it being lifted"
                meant = [m for m in meant if not a[: m[0]].lower().removeprefix("the ") and _BEING.match(a, m[1])] or meant
        elif word in ("they", "their"):
            meant = sorted(
                [
                    *((m.start, m.end) for m in names if m.entity.kind != "place"),
                    *(p for p in phrases if BELONGS.split(a[slice(*p)])[0].endswith("s")),
                ]
            )
        else:
            people = [p for p in phrases if asked_kind(a[slice(*p)]) == "person"]
            meant = [(m.start, m.end) for m in names if m.entity.kind == "person"] or people
        meant = meant or [(m.start, m.end) for m in names]
        if not meant:
            return b
        own = "'s" if word in ("its", "their", "his", "her") else ""
        return f"{b[: match.start()]}{a[slice(*meant[0])]}{own}{b[match.end() :]}"

    def _two(self, a: str, b: str) -> tuple[str, str]:
        """Two statements that explain and complete each other."""
        b = self._explained(b, a)
        return self._filled(a, b), self._filled(b, a)

    def _filled(self, b: str, a: str) -> str:
        """A bare name as a whole statement, after the model of the other: "Homs" beside "Daraa fall" is "Homs fall"."""
        names = self._mentions(b)
        if not names or [w for w in _content(b) if not any(m.start <= w.start < m.end for m in names)]:
            return b
        kinds, others = {m.entity.kind for m in names}, self._mentions(a)
        alike = next((m for m in reversed(others) if m.entity.kind in kinds), None)
        acting = next((m for m in others if m.entity.kind in ACTORS), None) if kinds <= set(ACTORS) else None
        model = alike or acting
        return b if model is None else f"{a[: model.start]}{b}{a[model.end :]}"


def tidied(text: str) -> str:
    """One line of clean text without the question marks at its end."""
    plain = unicodedata.normalize("NFC", text)
    if not plain.isprintable():
        plain = "".join(c if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn") or c in "\n\t" else " " for c in plain)
    return " ".join(plain.split()).rstrip("?!.؟ ").strip()


def _done(word: Word) -> bool:
    return participle(word.fold) and word.fold not in PAST


def _owns(found: Sequence[Word], at: int) -> bool:
    """Whether a form of "have" is the verb itself: "which mountain had heavy fighting"."""
    return found[at].stem == "have" and not any(participle(w.fold) or w.fold == "to" for w in found[at + 1 :])


def _agent_before(found: Sequence[Word]) -> bool:
    """Whether the first of these words is who does the second: "planes bomb", "officer speak"."""
    return (
        len(found) > 1
        and _AGENT_END.search(found[0].fold) is not None
        and found[1].start - found[0].end == 1
        and found[1].stem in ACTS
        and not found[1].fold.endswith("s")
    )


def _agent(text: str, found: Sequence[Word], mentions: Sequence[Mention], aux: Word, verb: Word) -> tuple[str, ...]:
    """What stands between an auxiliary and the verb: names as they are called, other content words as stems."""
    names = [m.entity.name for m in mentions if aux.end <= m.start and m.end <= verb.start]
    plain = [
        w.stem for w in found if aux.end <= w.start < verb.start and w.stem not in EMPTY and not any(m.start <= w.start < m.end for m in mentions)
    ]
    return (*names, *plain)


def _acts_itself(text: str, mention: Mention) -> bool:
    """Whether a name stands for itself or for those who act in its name: "Jordan's army", but not "Jordan's border"."""
    possessive = _POSSESSIVE.search(text[mention.start : mention.end + 1])
    return possessive is None or (mention.entity.kind != "person" and _FORCE.match(text[mention.start + possessive.end() :]) is not None)


def _direct(text: str, mention: Mention) -> bool:
    """Whether a name behind the verb is acted on: not "in Syria", but "captured Hama", "met with Assad"."""
    following = words(text[mention.end :])[:1]
    if following and following[0].start <= 1 and following[0].stem not in EMPTY and following[0].stem not in ACTS:
        return False  # "the EU plan": it only says which plan
    before = _PREPOSITION.search(text[: mention.start])
    if before is None:
        return True
    joint = before["p"].lower()
    if joint == "with":  # "met with Vogel", but not "went there to talk about it with Vogel"
        doing = words(text[: before.start()])[-1:]
        return mention.entity.kind in ("person", "group", "organisation") and bool(doing) and doing[0].stem in ACTS
    return mention.entity.kind in ("person", "group", "organisation") and joint in ("to", "against", "on", "and")


def _says_which(text: str, mention: Mention) -> bool:
    """Whether a name behind the verb only says which plan, call or attack is meant: "announced the EU plan to"."""
    noun = _FOR_WHAT.match(text, mention.end)
    return noun is not None and not participle(noun["noun"].lower()) and stem(noun["noun"].lower()) not in EMPTY


def _taken_from(text: str, verb: int, mention: Mention) -> bool:
    """Whether somebody loses by it: "took Hama from the army", but not "came from the army"."""
    before = re.search(r"\S\s+from\s+(?:the\s+)?$", text[verb : mention.start], re.IGNORECASE)
    return before is not None and mention.entity.kind in ("group", "organisation")


def _cut(text: str, mentions: Sequence[Mention]) -> str:
    for mention in reversed(mentions):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    return text


def _content(text: str) -> list[Word]:
    return [w for w in words(text) if w.stem not in EMPTY]


def _of_two(anchor: Anchor, before: str) -> bool:
    """Whether a noun for what two do together stands before a "between": "the meeting between the ministers of A and B" is no time."""
    last = words(before)[-1:]
    return anchor.relation == "between" and bool(last) and last[0].stem in _JOINT


def _dated(text: str, context: Context) -> bool:
    found = find_dates(text, context)
    covered = sum(m.end - m.start for m in found)
    return bool(found) and covered > 0.6 * len(text)


_THE_PLACE = re.compile(r"\bthe\s+(?:whole\s+|entire\s+)?(?:city|town|village|area|place)\b(?!\s+of\b)", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?P<p>he|she|it|they|his|her|its|their)\b(?:\s+own\b)?", re.IGNORECASE)

BELONGS = re.compile(r"\s+(?:of|from|in|at|for)\s+(?:the\s+)?", re.IGNORECASE)


def _inside(word: Word, names: Sequence[Mention]) -> bool:
    return any(m.start <= word.start < m.end for m in names)


def noun_phrases(text: str, names: Sequence[Mention]) -> list[tuple[int, int]]:
    """What follows "the", up to a small word, with the name it belongs to: "the bridge at Rastan", "did the army | leave Hama"."""
    found: list[tuple[int, int]] = []
    run: list[Word] = []
    all_words = words(text)
    asks = any(w.fold in ("did", "does", "do") for w in all_words)
    passive = any(w.fold in ("was", "were") for w in all_words)
    for at, word in enumerate([*all_words, None]):
        named = word is not None and _inside(word, names)
        ends = word is None or (not all(_inside(w, names) for w in run) if named else word.stem in EMPTY)
        if run and ends:
            if len(run) > 1 and run[-1].stem in ACTS and (asks or (passive and participle(run[-1].fold))):
                run.pop()
            beside = next((m for m in names if BELONGS.fullmatch(text[run[-1].end : m.start])), None)
            if not all(_inside(w, names) for w in run):  # a name by itself is no description
                found.append((run[0].start, run[-1].end if beside is None else beside.end))
            run = []
        elif word is not None and not ends and (run or (at and all_words[at - 1].fold in ("the", "a", "an", "its", "their", "his", "her"))):
            run.append(word)
    return found


_ONES = re.compile(r"(?<=\w)\s+ones?$", re.IGNORECASE)
_ONE = re.compile(r"^(?:the\s+)?ones?\s+(?:in|at|of|near|from)\s+", re.IGNORECASE)


_BESIDE = re.compile(r"\s*(?:(?:in|on|at|by|from|with|of)\s+)?(?:which|who|whom|whose|when|where|while|as|led|held|said|according)\b", re.IGNORECASE)
"""What stands between commas and is no option of its own: "the raid, in which ten died, or the fire"."""


def _options(text: str) -> list[str]:
    labelled = re.split(r"\s*[;,]?\s*(?:\bor\b\s*)?(?=\([a-d]\)\s)", text, flags=re.IGNORECASE)
    parts = [p for p in labelled if p.strip()]
    if len(parts) < 2:
        parts = re.split(r"\s*[;,]?\s*\bor\b\s*", text, flags=re.IGNORECASE)
        listed = parts[0].split(",")
        if len(parts) < 3 and not any(_BESIDE.match(part) for part in listed):
            parts = [*listed, *parts[1:]]
    options = [_ONES.sub("", _ONE.sub("", p.strip(" ,;:"))) for p in parts if p.strip(" ,;:")]
    first = re.match(r"(.+?\s)of\s", options[0]) if options else None
    return [f"{first.group(1)}{option}" if first and option.lower().startswith("of ") else option for option in options]


def option_label(option: str) -> tuple[str, str]:
    """("(a)", the statement) of a labelled option; an empty label otherwise."""
    match = _LABEL.match(option)
    return (f"({match['label'].lower()})", option[match.end() :].strip()) if match and option.startswith("(") else ("", option)


def _both(text: str, joint: str) -> tuple[str, ...]:
    """The two sides of "A and B"; with several joints, the one nearest to the middle."""
    marked = re.split(rf"\s*[;,]?\s*\b{joint}\s+this\s*:\s*", text, flags=re.IGNORECASE)
    if len(marked) == 2:
        return tuple(part.strip(" ;,:") for part in marked)
    joints = list(re.finditer(rf"\s*[,;]?\s+{joint}\s+", text, re.IGNORECASE))
    if not joints:
        return ()
    middle = min(joints, key=lambda m: abs((m.start() + m.end()) / 2 - len(text) / 2))
    return text[: middle.start()].strip(" ;,"), text[middle.end() :].strip(" ;,")


def _first_or_last(word: str) -> Order:
    return "last" if word.lower() in ("last", "later", "latest", "second", "newer", "newest") or "recent" in word.lower() else "first"


def _asking_place(before: str) -> bool:
    """Whether a question word here still asks: "and when", "on which", "in what"."""
    return (
        re.search(
            r"(?:\band|,|;|&|\bor)\s*(?:(?:in|on|at|to|by|from|for|with|of)\s+)?$|^(?:in|on|at|to|by|from|for|with|of|through|until|since|near|under)\s+$",
            before,
            re.IGNORECASE,
        )
        is not None
    )


def _leading_noun(rest: str) -> str:
    """The noun phrase that "which", "what" or "how many" asks for, up to the verb."""
    match = re.match(
        rf"^(?:of\s+the\s+)?(?P<noun>(?:(?!{_AUXILIARY}\b)[\w'’-]+\s+){{0,4}}?(?!{_AUXILIARY}\b)[\w'’-]+)\s+(?:{_AUXILIARY})\b", rest, re.IGNORECASE
    )
    if match:
        return match["noun"]
    if _TELLS_AT_ONCE.match(rest) and (participle(verb := words(rest)[0].fold) or verb in PAST):
        return ""  # "what woke the children"
    noun: list[Word] = []
    for word in words(rest)[:6]:
        if noun and word.stem in ACTS and (participle(word.fold) or (noun[-1].fold.endswith("s") and not noun[-1].fold.endswith(("ss", "us", "is")))):
            break  # "how many rebels entered", "how many rebels enter"
        if word.stem in EMPTY or re.fullmatch(_AUXILIARY, word.fold):
            break
        noun.append(word)
    if len(noun) > 2 and len(noun) == len(words(rest)[:6]):
        noun = noun[:1]  # no verb in sight: only the next word is sure
    return rest[noun[0].start : noun[-1].end] if noun else ""


def _has_verb_after(text: str, end: int) -> bool:
    return bool(_content(text[end:]))
