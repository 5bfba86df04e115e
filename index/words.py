"""Words: folding, cutting text into words with their offsets, and stems.

One definition for the lexical index, the aliases and the evidence checks, so that they cannot disagree.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import Stemmer

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}[^\W\d_]?\b|(?:[^\W\d_]\.){2,}|\d+(?:[.,:]\d+)+|\w+(?:['’]\w+)*", re.UNICODE)
"""Also "U.S." and "3,500" are one word each."""
_stemmer = Stemmer.Stemmer("english")
_TYPOGRAPHIC = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae"}
)

# fmt: off
# Irregular verbs, form -> base, for what no suffix rule reaches. "found" and "saw" stay with "find" and "see".
_IRREGULAR = {
    form: base
    for base, forms in {
        "arise": "arose arisen", "be": "am is are was were been being", "bear": "bore borne", "beat": "beaten", "become": "became",
        "begin": "began begun", "bend": "bent", "bind": "bound", "bite": "bit bitten", "bleed": "bled", "blow": "blew blown",
        "break": "broke broken", "bring": "brought", "build": "built", "burn": "burnt", "buy": "bought", "catch": "caught",
        "choose": "chose chosen", "cling": "clung", "come": "came", "creep": "crept", "deal": "dealt", "die": "dying", "dig": "dug", "do": "did done does",
        "draw": "drew drawn", "drink": "drank drunk", "drive": "drove driven", "eat": "ate eaten", "fall": "fell fallen", "feed": "fed",
        "feel": "felt", "fight": "fought", "find": "found", "flee": "fled", "fling": "flung", "fly": "flew flown", "forbid": "forbade forbidden",
        "forget": "forgot forgotten", "forgive": "forgave forgiven", "freeze": "froze frozen", "get": "got gotten", "give": "gave given",
        "go": "went gone goes", "grow": "grew grown", "hang": "hung", "have": "has had having", "hear": "heard", "hide": "hid hidden",
        "hold": "held", "keep": "kept", "kneel": "knelt", "know": "knew known", "lay": "laid", "lead": "led", "leap": "leapt",
        "learn": "learnt", "leave": "left", "lend": "lent", "lie": "lain lying", "light": "lit", "lose": "lost", "make": "made",
        "mean": "meant", "meet": "met", "pay": "paid", "ride": "rode ridden", "ring": "rang rung", "rise": "rose risen", "run": "ran",
        "say": "said", "see": "saw seen", "seek": "sought", "sell": "sold", "send": "sent", "shake": "shook shaken", "shine": "shone",
        "shoot": "shot", "show": "shown", "shrink": "shrank shrunk", "sing": "sang sung", "sink": "sank sunk", "sit": "sat", "sleep": "slept",
        "slide": "slid", "speak": "spoke spoken", "speed": "sped", "spend": "spent", "spin": "spun", "spring": "sprang sprung",
        "stand": "stood", "steal": "stole stolen", "stick": "stuck", "sting": "stung", "strike": "struck stricken", "strive": "strove striven",
        "swear": "swore sworn", "sweep": "swept", "swim": "swam swum", "swing": "swung", "take": "took taken", "teach": "taught",
        "tear": "tore torn", "tell": "told", "think": "thought", "throw": "threw thrown", "understand": "understood",
        "wake": "woke woken", "wear": "wore worn", "weave": "wove woven", "weep": "wept", "win": "won",
        "withdraw": "withdrew withdrawn", "write": "wrote written", "overthrow": "overthrew overthrown", "undergo": "underwent undergone",
        "retake": "retook retaken", "rebuild": "rebuilt", "undertake": "undertook undertaken", "oversee": "oversaw overseen", "overrun": "overran",
        "overtake": "overtook overtaken", "overcome": "overcame", "uphold": "upheld", "withhold": "withheld", "withstand": "withstood", "rewrite": "rewrote rewritten",
        "mislead": "misled", "slay": "slew slain", "prove": "proven", "wife": "wives", "thief": "thieves", "life": "lives", "crisis": "crises", "gunman": "gunmen",
        "policeman": "policemen", "militiaman": "militiamen", "spokesman": "spokesmen", "man": "men", "woman": "women", "child": "children", "person": "people", "foot": "feet", "tooth": "teeth", "mouse": "mice",
    }.items()
    for form in forms.split()
}
# fmt: on


UNCHANGED = frozenset("beset burst cast cost cut hit hurt let put read set shed shut split spread thrust upset".split())
"""Verbs whose participle is the verb itself."""


PAST = frozenset(
    "arose bore began bit blew broke chose came drew drank drove ate fell flew forbade forgot forgave froze gave went grew hid knew rode rang rose ran saw shook "
    "shrank sang sank spoke sprang stole strove swore swam took tore threw woke wore wove withdrew wrote overthrew underwent retook undertook oversaw overran "
    "overtook overcame rewrote slew became".split()
)
"""Forms of the past that are no participles."""


class Word(NamedTuple):
    text: str
    """As written."""
    fold: str
    """Lower case, without diacritics or a possessive ending."""
    stem: str
    start: int
    end: int


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case, plain quotation marks, no diacritics: "Erdoğan’s" -> "erdogan's"."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_TYPOGRAPHIC))
    return "".join(c for c in plain if not unicodedata.combining(c))


@lru_cache(maxsize=65536)
def stem(folded: str) -> str:
    """The stem of a folded word: "captured" -> "captur", "took" -> "take"."""
    base = _IRREGULAR.get(folded)
    return str(_stemmer.stemWord(base if base is not None else folded))


def participle(folded: str) -> bool:
    """Whether a folded word may be a past participle: "captured", "taken"."""
    return folded.endswith("ed") or folded in _IRREGULAR or folded in UNCHANGED


def forms(verb: str) -> frozenset[str]:
    """All that a verb may look like, given its base form, some of it in no use: "run" -> "run", "runs", "running", "ran", "runned"."""
    short = verb.removesuffix("e")
    found = {verb, f"{verb}s", f"{verb}es", f"{short}ed", f"{short}ing", f"{verb}{verb[-1]}ed", f"{verb}{verb[-1]}ing"}
    if verb.endswith("y"):
        found |= {f"{verb[:-1]}ies", f"{verb[:-1]}ied"}
    return frozenset(found | {form for form, base in _IRREGULAR.items() if base == verb})


def past(verb: str, participle: bool = True) -> str:
    """A verb, given its base form, in the past: "flee" -> "fled", "take" -> "taken", or "took" where its participle is not asked for."""
    irregular = [form for form, base in _IRREGULAR.items() if base == verb and not form.endswith(("ing", "es"))]
    if irregular:
        return irregular[-1] if participle else irregular[0]
    if verb in UNCHANGED or verb in _IRREGULAR or verb.endswith("ed"):
        return verb
    if re.fullmatch(
        r"[^aeiou]*[aeiou][bdgmnprt]|\w+(?:pel|trol|cur)|(?:re|pre|de|trans|con|in)fer|(?:ad|com|per|sub|trans|o|e)mit", verb
    ):  # stop, expel, control, admit
        return f"{verb}{verb[-1]}ed"
    return f"{verb}d" if verb.endswith("e") else f"{verb[:-1]}ied" if verb.endswith("y") and verb[-2] not in "aeiou" else f"{verb}ed"


def words(text: str) -> list[Word]:
    """The words of a text in order, with offsets into it."""
    return list(_cut_before(text) if len(text) <= _LINE else _cut(text))


_LINE = 300
"""Characters: what a question says is cut again and again, and so are names; a long text is not kept."""


@lru_cache(maxsize=4096)
def _cut_before(text: str) -> list[Word]:
    return _cut(text)


def _cut(text: str) -> list[Word]:
    found = []
    for match in _WORD.finditer(text):
        written = match.group()
        folded, root = _folded(written)
        if folded:
            found.append(Word(written, folded, root, match.start(), match.end()))
    return found


@lru_cache(maxsize=65536)
def _folded(written: str) -> tuple[str, str]:
    """The fold of a word as written, and its stem."""
    folded = fold(written)
    if folded.endswith("'s"):
        folded = folded[:-2]
    folded = folded.replace("'", "").replace(",", "")
    folded = folded if folded[:1].isdigit() else folded.replace(".", "")
    return folded, stem(folded)


def stems(text: str) -> list[str]:
    return [word.stem for word in words(text)]


# --- sentences ------------------------------------------------------------------------------------------------------

_BREAK = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|\n\s*\n")
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof gen lt col sgt capt maj brig adm gov sen rep rev hon st mt ft jr sr inc ltd co corp vs no nos vol fig ca cf approx "
    "jan feb mar apr jun jul aug sep sept oct nov dec e.g i.e u.s u.n u.k a.m p.m".split()
)
"""A full stop after one of these ends a sentence only where the next word cannot be part of the same name or number."""


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a text as half-open spans in order; everything that is not blank is in exactly one of them.

    Rules in the spirit of Kiss and Strunk, "Unsupervised Multilingual Sentence Boundary Detection" (2006): a full stop after an
    initial or a known abbreviation, or before a small letter, goes on; a quotation that has just ended may begin the next one.
    """
    spans = []
    start = 0
    for match in _BREAK.finditer(text):
        if not _ends(text, start, match):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    return [(left, right) for left, right in (_trimmed(text, *span) for span in spans) if left < right]


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    mark = match.group()
    if mark[0] == "\n":
        return True
    following = text[match.end() :].lstrip()[:1]
    if following.islower():
        return False
    if mark[0] != "." or mark.startswith(".."):
        return True
    before = text[start : match.start()].split()
    word = fold(before[-1].strip("\"'“‘([")) if before else ""
    if len(word) == 1 and word.isalpha() and following.isalpha():
        return len(before) > 1 and not before[-1].isupper()
    if "." in word:  # "U.S.", "F.C.", "p.m."
        return _opens(text[match.end() :])
    return word not in _ABBREVIATIONS


_OPENERS = frozenset("the a an in on at he she it they we i this that these those but and as after when while his her its their there no".split())


def _opens(rest: str) -> bool:
    """Whether what follows an abbreviation that may end a sentence begins with a word that opens one."""
    word = rest.lstrip().split(maxsplit=1)[:1]
    return bool(word) and word[0][:1].isupper() and fold(word[0]).strip("\"'“‘") in _OPENERS


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
