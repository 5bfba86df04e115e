"""Words: folding, cutting text into words with their offsets, and stems.

One definition for the lexical index, the aliases and the evidence checks, so that they cannot disagree.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

_WORD = re.compile(r"\w+(?:['’]\w+)*", re.UNICODE)
_stemmer = Stemmer.Stemmer("english")
_TYPOGRAPHIC = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae"})

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
        "go": "went gone goes", "grind": "ground", "grow": "grew grown", "hang": "hung", "have": "has had having", "hear": "heard", "hide": "hid hidden",
        "hold": "held", "keep": "kept", "kneel": "knelt", "know": "knew known", "lay": "laid", "lead": "led", "leap": "leapt",
        "learn": "learnt", "leave": "left", "lend": "lent", "lie": "lain lying", "light": "lit", "lose": "lost", "make": "made",
        "mean": "meant", "meet": "met", "pay": "paid", "ride": "rode ridden", "ring": "rang rung", "rise": "rose risen", "run": "ran",
        "say": "said", "see": "saw seen", "seek": "sought", "sell": "sold", "send": "sent", "shake": "shook shaken", "shine": "shone",
        "shoot": "shot", "show": "shown", "shrink": "shrank shrunk", "sing": "sang sung", "sink": "sank sunk", "sit": "sat", "sleep": "slept",
        "slide": "slid", "speak": "spoke spoken", "speed": "sped", "spend": "spent", "spin": "spun", "spring": "sprang sprung",
        "stand": "stood", "steal": "stole stolen", "stick": "stuck", "sting": "stung", "strike": "struck stricken", "strive": "strove striven",
        "swear": "swore sworn", "sweep": "swept", "swim": "swam swum", "swing": "swung", "take": "took taken", "teach": "taught",
        "tear": "tore torn", "tell": "told", "think": "thought", "throw": "threw thrown", "understand": "understood",
        "wake": "woke woken", "wear": "wore worn", "weave": "wove woven", "weep": "wept", "win": "won", "wind": "wound",
        "withdraw": "withdrew withdrawn", "write": "wrote written", "overthrow": "overthrew overthrown", "undergo": "underwent undergone",
        "man": "men", "woman": "women", "child": "children", "person": "people", "foot": "feet", "tooth": "teeth", "mouse": "mice",
    }.items()
    for form in forms.split()
}


@dataclass(frozen=True, slots=True)
class Word:
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


def words(text: str) -> list[Word]:
    """The words of a text in order, with offsets into it."""
    found = []
    for match in _WORD.finditer(text):
        folded = fold(match.group())
        if folded.endswith("'s"):
            folded = folded[:-2]
        folded = folded.replace("'", "")
        if folded:
            found.append(Word(match.group(), folded, stem(folded), match.start(), match.end()))
    return found


def stems(text: str) -> list[str]:
    return [word.stem for word in words(text)]
