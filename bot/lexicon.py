"""A lexicon of English for judging evidence: words that say the same of an event, words that say the opposite, and words that
say nothing of it.

Vectors of single words cannot tell "bought" from "sold", nor "captured" from "lost"; the groups of thesaurus.txt can. They are
general English for what people and states do, not the vocabulary of one timeline: a group is added for a kind of event, never
for one question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from index.words import stem, stems

THESAURUS = Path(__file__).parent / "thesaurus.txt"

_EMPTY = """
a an the this that these those there here it its itself they them their theirs themselves he him his himself she her hers herself
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
ACTS = frozenset(stem(form) for line in _acts for form in line)
"""Stems that tell of an act: verbs, and nouns made of them."""
WORDS = frozenset((*_EMPTY.split(), *(form for lines in _parts.values() for line in lines for form in line.replace(":", " ").split())))
"""Every word that stands here or in the thesaurus, as it is written."""
EMPTY = frozenset(stems(_EMPTY))
"""Stems that name nothing by themselves: a question is not judged by them."""


_GO = r"(?:go|goes|went|gone|going)"
_COME = r"(?:come|comes|came|coming)"
_TAKE = r"(?:take|takes|took|taken|taking)"
_GIVE = r"(?:give|gives|gave|given|giving)"
_WIN = r"(?:win|wins|won|winning)"
_THEIR = r"(?:their|there|his|her|its)"
_PHRASES = {
    # in and out
    r"g[eo]t(?:s|ten|ting)?\s+(?:in)?to": "enter",
    rf"(?:{_GO}|{_COME}|mov(?:e|es|ed|ing))\s+into(?!\s+(?:exile|hiding|force|effect|power|office|being|the\s+hands))": "enter",
    r"g[eo]t(?:s|ten|ting)?\s+out\s+of": "leave",
    r"(?:was|were|is|are)\s+gone\s+from": "left",
    r"(?:pull|pulls|pulled|pulling|back|backs|backed|backing)\s+out\s+of": "withdraw from",
    r"set(?:s|ting)?\s+foot\s+(?:in|on)": "visit",
    rf"(?:{_GO}|{_COME})\s+to\s+see": "visit",
    rf"{_GO}\s+home": "return home",
    rf"(?:{_GO}|{_COME}|mov(?:e|es|ed|ing))\s+back\s+(?:in)?to": "return to",
    rf"(?:{_GO})\s+missing": "disappear",
    r"(?:come|comes|came|coming|draw|draws|drew|drawing|g[eo]t)\s+(?:closer|nearer|near)(?:\s+to)?": "approach",
    r"ran?\s+away(?:\s+from)?|run(?:s|ning)\s+away(?:\s+from)?": "flee",
    rf"ma(?:ke|kes|de|king)\s+{_THEIR}\s+way\s+(?:in)?to": "reach",
    r"(?:at|before)\s+the\s+gates\s+of": "at the edge of",
    rf"(?:driven|forced|chased)\s+(?:from|out\s+of)\s+{_THEIR}\s+(?:homes?|houses?)": "displaced",
    rf"los(?:e|es|t|ing)\s+{_THEIR}\s+homes": "displaced",
    # ground and power
    rf"{_GIVE}\s+up": "abandon",
    rf"(?:{_GIVE}|hand(?:s|ed|ing)?)\s+back": "return",
    rf"(?:{_WIN}|{_TAKE})\s+back": "retake",
    r"(?:get|gets|got|getting)\s+back(?!\s+(?:to|from|in|into|at|home|together)\b)": "recover",
    r"chang(?:e|es|ed|ing)\s+hands": "captured",
    r"f(?:all|alls|ell|allen)\s+into\s+the\s+hands\s+of": "captured by",
    r"in\s+the\s+hands\s+of": "held by",
    rf"{_TAKE}\s+(?:prisoner|captive)": "capture",
    r"st(?:ep|eps|epped|epping|ood|and|ands)\s+down": "resign",
    r"sw(?:ore|orn)\s+in": "inaugurate",
    r"(?:kick|kicks|kicked|kicking|throw|throws|threw|thrown)\s+out\s+of": "expel from",
    r"turn(?:s|ed|ing)?\s+(?:himself|herself|themselves)\s+in": "surrender",
    r"(?:hit|hits|struck|strike|strikes)\s+back": "counterattack",
    r"(?:go|goes|went|gone|going)\s+after": "target",
    r"(?:wip(?:e|es|ed|ing)|knock(?:s|ed|ing)?)\s+out": "destroy",
    rf"{_TAKE}\s+to\s+the\s+streets?": "protest",
    r"st(?:and|ands|ood)\s+(?:by|behind)": "support",
    r"in\s+charge\s+of": "leading",
    # beginning, going on, ending
    rf"{_COME}\s+into\s+(?:force|effect)|{_TAKE}\s+effect|(?:get|gets|got|getting)\s+under\s*way": "begin",
    r"break(?:s|ing)?\s+out|broke(?:n)?\s+out": "start",
    r"switch(?:es|ed|ing)?\s+(?:back\s+)?on": "reactivate",
    r"open(?:s|ed|ing)?\s+(?:its|their)\s+doors?\s+again|open(?:s|ed|ing)?\s+again": "reopen",
    r"carr(?:y|ies|ied|ying)\s+on(?=\s+\w+ing\b)": "continue",
    r"put(?:s|ting)?\s+on\s+(?:hold|ice)": "suspend",
    r"put(?:s|ting)?\s+off": "postpone",
    r"call(?:s|ed|ing)?\s+off": "cancel",
    r"d(?:o|oes|id|one)\s+away\s+with": "abolish",
    r"g[eo]t(?:s|ting)?\s+rid\s+of": "remove",
    # saying
    r"put(?:s|ting)?\s+out(?!\s+(?:(?:the|a)\s+)?(?:fires?|flames?|blaze)\b)": "issue",
    r"ma(?:ke|kes|de|king)\s+(?:it\s+)?public": "announce",
    r"(?:say|says|said|saying)\s+yes\s+to": "agree to",
    r"(?:say|says|said|saying)\s+no\s+to|turn(?:s|ed|ing)?\s+down": "reject",
    r"look(?:s|ed|ing)?\s+into": "investigate",
    r"f(?:ind|inds|ound)\s+out": "discover",
    # doing
    rf"{_TAKE}\s+part\s+in": "join",
    rf"(?:{_COME}|brought|brings?)\s+together|join(?:s|ed|ing)?\s+forces": "unite",
    r"s(?:it|its|at|itting)\s+(?:down\s+)?together|g[eo]t(?:s|ting)?\s+together": "meet",
    r"carr(?:y|ies|ied|ying)\s+out": "perform",
    r"set(?:s|ting)?\s+up": "establish",
    r"br(?:ing|ings|ought)\s+back": "restore",
    r"ma(?:ke|kes|de|king)\s+peace": "reconcile",
    r"let(?:s|ting)?\s+(?:go|out)": "release",
    r"pass(?:es|ed|ing)?\s+away|los(?:e|es|t|ing)\s+(?:their|his|her)\s+(?:life|lives)": "die",
    r"t(?:ie|ies|ied|ying)\s+the\s+knot": "marry",
    # how
    r"(?:only\s+)?for\s+(?:only\s+|just\s+)?a\s+while|for\s+the\s+time\s+being|for\s+now": "temporarily",
    r"without\s+delay|right\s+away|as\s+soon\s+as\s+possible(?=\W*$)": "immediately",
}
_ASPECT = re.compile(r"\b(?:start(?:ed|s|ing)?|beg(?:in|an|ins|un|inning))\s+(?:to\s+(?=[a-z]{2,})(?!the\b)|(?=[a-z]{2,}ing\b))", re.IGNORECASE)
"""Where another verb says what was begun: "started moving on Homs", "began to attack"."""
_BACK = re.compile(
    rf"\b(?:{_WIN}|{_TAKE})\s+((?!back\b)[\w'-]+(?:\s+(?!back\b)[\w'-]+)?)\s+back\b(?!\s+(?:to|from|in|into|out|home)\b)", re.IGNORECASE
)
"""The two words apart: "winning Aleppo back"."""
_PHRASE = re.compile("|".join(rf"\b(?:{phrase})\b" for phrase in _PHRASES), re.IGNORECASE)


def plain_verbs(text: str) -> str:
    """Phrasal verbs as the one verb that says the same, in its base form: "got into" -> "enter"."""
    text = _BACK.sub(r"retake \1", _ASPECT.sub("", text))
    return _PHRASE.sub(lambda m: next(verb for phrase, verb in _PHRASES.items() if re.fullmatch(phrase, m.group(), re.IGNORECASE)), text)


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
