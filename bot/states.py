"""States, the people called after them, and the seats that news names for their governments.

"Moscow warned Ankara" is said of two governments, "who entered Moscow" of a city. A seat is read as its government only where it does
what governments do, owns what they own, or is spoken to.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from index.words import fold, stem, stems

STATES = Path(__file__).parent / "states.txt"


def _read() -> tuple[dict[str, tuple[str, ...]], dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    seats: dict[str, tuple[str, ...]] = {}
    called: dict[str, set[str]] = {}
    members: dict[str, set[str]] = {}
    continent: list[str] = []
    for line in STATES.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            continent = line.strip("[]").split()
        elif line and line[0] != "#":
            left, _, right = line.partition(":")
            names = tuple(name.replace("_", " ") for name in left.split())
            for seat in right.split():
                seats.setdefault(seat.replace("_", " "), names)
            single = {stem(name) for name in names if " " not in name}
            for key in single:
                called.setdefault(key, set()).update(single - {key})
            for key in continent:
                members.setdefault(stem(key), set()).update(single)
    return seats, {key: frozenset(v) for key, v in called.items()}, {key: frozenset(v) for key, v in members.items()}


_SEATS, _CALLED, _MEMBERS = _read()


def called(stem: str) -> frozenset[str]:
    """Stems of the other words for a state and its people: "dutch" for "netherland"."""
    return _CALLED.get(stem, frozenset())


def members(stem: str) -> frozenset[str]:
    """Stems of the states of a continent and of their people: "german" and the others for "european"."""
    return _MEMBERS.get(stem, frozenset())


_NAMES = frozenset(name for names in _SEATS.values() for name in names)


def is_state(name: str) -> bool:
    """Whether a name is that of a state and of no city as well, as Singapore's is."""
    plain = " ".join(fold(name).split())
    return plain in _NAMES and plain not in _SEATS


def is_seat(name: str) -> bool:
    """Whether a name is that of the seat of a government."""
    return " ".join(fold(name).split()) in _SEATS


_DOES = frozenset(
    stems(
        "say tell ask urge warn announce confirm deny admit offer promise pledge refuse reject accept agree sign send supply recognize recognise support back "
        "oppose condemn accuse blame demand want help give provide grant invite threaten impose lift expel recall withdraw decide order propose mediate broker "
        "advise plan expect deploy fund finance arm suspend take let veto vote call claim declare insist describe react respond answer negotiate think believe "
        "fear hope consider intervene launch approve ban appoint press push appeal summon protest break sever restore reopen ease ignore fail try manage"
    )
)
"""What a government does and a city does not."""
_OWNS = (
    r"(?:(?:new|old|own|first|foreign|prime|defen[cs]e|interior|military|diplomatic|armed|air|naval|secret|chief|top|special)\s+)*"
    r"(?:governments?|ministers?|ministry|presidents?|premier|chancellor|king|leaders?|leadership|army|troops|forces?|soldiers|planes|jets|aircraft|warplanes|bombers|navy|"
    r"fleet|embassy|mission|consulate|ambassadors?|envoys?|diplomats?|delegation|decisions?|offers?|demands?|position|policy|ally|allies|support|help|aid|backing|weapons|"
    r"missiles|intervention|response|reaction|statement|plans?|proposal|role|spokesman|spokeswoman|spokesperson|officials?|authorities|parliament|sanctions|invasion|"
    r"operations?|refusal|warnings?|interests|bases|service|services|nationals|citizens|entry|involvement|war|campaign|strikes|bombing|raids|veto|influence)\b"
)
_TOLD = frozenset(stems("tell ask urge warn accuse blame inform invite persuade convince"))
_BEFALLS = frozenset(stems("fall lose be burn suffer lie stand surrender look change become have hold survive see"))
_SEAT = "|".join(sorted((re.escape(seat).replace(r"\ ", r"\s+") for seat in _SEATS if len(seat) > 3 and seat != "male"), key=len, reverse=True))
_LIST = rf"(?:{_SEAT})(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+)(?:{_SEAT}))*"
_WHERE = r"(?:in|at|near|of|from|to|into|toward|towards|for|outside|inside|around|through|over|on|leave|left|reach|enter|visit|between|capital|city)"
_BY_THE_WAY = r"(?:(?:also|already|first|then|not|never|now|finally|later|still|had|has|have|would|will|did|does|do)\s+)*"
_SUBJECT = re.compile(
    rf"(?<![\w-])(?<!-)(?P<seats>{_LIST})(?=\s+{_BY_THE_WAY}(?P<be>(?:was|were|been)\s+)?(?P<verb>[a-z]+)\b)",
    re.IGNORECASE,
)
_PLACE_BEFORE = re.compile(rf"\b{_WHERE}\s+(?:the\s+)?$", re.IGNORECASE)
_BE_BEFORE = re.compile(r"\b(?:was|were|is|are|been)\s+$", re.IGNORECASE)
_OWNER = re.compile(rf"\b(?P<seats>{_SEAT})(?=['’]s?\s+{_OWNS})", re.IGNORECASE)
_SEATED = re.compile(rf"\b(?:government|minister|ministry|president|king|authorities|leadership|rulers?)\s+in\s+(?P<seats>{_SEAT})\b", re.IGNORECASE)
_OWNED = re.compile(r"(?:['’]s?|\b[A-Z]\w+(?:n|ish|ese|i|ch))\s+(?:[a-z]+\s+){0,2}$")
"""Before an office that is another state's: "France's foreign minister in Cairo"."""
_SPOKEN_TO = re.compile(
    rf"\b(?:(?:urg|ask|tell|warn|accus|blam|thank|inform|invit|press|pressur|persuad|convinc|assur|reassur|advis|notif|support|back|help)(?:e|es|ed|ing|s|y|ied|ies)?|told|telling|"
    rf"call(?:ed|s|ing)?\s+on|by|(?:talk|deal|agree|negotiat|relation|tie|agreement|contact|coordinat|treaty|pact)\w*\s+with|"
    rf"(?:talks?|deal|agreement|truce|relations|ties|tensions?|contacts?|understanding|treaty|pact|ministers?|leaders?|presidents|governments|officials|envoys|diplomats|meeting)"
    rf"\s+(?:of|between))\s+(?P<seats>{_LIST})\b",
    re.IGNORECASE,
)
_ANY_SEAT = re.compile(_SEAT)
"""For small letters: most questions name none, and that is soon found out."""


def governments(text: str, known: Callable[[str, tuple[str, ...]], str | None]) -> str:
    """A text with the state's name for a seat that stands for its government.

    `known` is asked with a seat and the names of its state, and says by which of them the timeline knows it, if by any.
    """

    def replaced(match: re.Match[str]) -> str:
        if match.re is _SUBJECT:
            act = stem(fold(match["verb"]))
            several = re.search(r",|\sand\s", match["seats"]) is not None
            before = text[: match.start()]
            acts = act in _TOLD if match["be"] or _BE_BEFORE.search(before) else act in _DOES or (several and act not in _BEFALLS)
            if _PLACE_BEFORE.search(before) or not acts:
                return match.group()
        if match.re is _SEATED and _OWNED.search(text[: match.start()]):
            return match.group()
        start, end = match.start("seats") - match.start(), match.end("seats") - match.start()
        named = re.sub(_SEAT, lambda m: known(m.group(), _SEATS[" ".join(fold(m.group()).split())]) or m.group(), match["seats"], flags=re.IGNORECASE)
        return f"{match.group()[:start]}{named}{match.group()[end:]}"

    if _ANY_SEAT.search(text.lower()):
        for pattern in (_OWNER, _SEATED, _SPOKEN_TO, _SUBJECT):
            text = pattern.sub(replaced, text)
    return text
