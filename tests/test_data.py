"""The built-in timeline: that it reads, that its names and sources hold together, and that it covers the account it starts from."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
import yaml

from index import dates
from index.entities import Entities, fold_name
from index.sources import read
from index.types import Event, Reading
from index.words import words

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "data" / "fall-of-damascus"
ARTICLE = ROOT.parent / "shared" / "source" / "fall-of-assad-article.txt"
"""The account the timeline starts from. It is no part of the project and need not be there."""

GENERIC = frozenset(
    {
        "a source in the opposition operations room",
        "a supporter of the Assad government",
        "allied forces",
        "an Arab official",
        "analysts",
        "Arab foreign ministers",
        "Chinese citizens",
        "city leaders",
        "civilians",
        "detainees",
        "displaced Syrians",
        "fifteen teenagers from Daraa",
        "Kurdish residents",
        "several countries",
        "students",
        "unidentified armed men",
        "unidentified gunmen",
    }
)
"""Actors that nobody has a name for."""

TAGS = frozenset("military diplomacy statement humanitarian government prison background media economy justice aviation".split())

COVERED = [
    # Hama, 5 December
    ("dec05-45-airstrikes-on-idlib", "Russia|45|Idlib|24 hours|little effect", "4–5 December 2024"),
    ("dec05-hts-enters-hama", "HTS|entered Hama|Jabal Zayn al-Abidin|north|Russian airstrikes", "5 December 2024"),
    ("dec05-hts-enters-hama", "blow|morale|army", "5 December 2024"),
    ("dec05-supporter-compares-hama-and-aleppo", "supporter|Aleppo|surprise|without Russia", "5 December 2024"),
    ("dec05-supporter-compares-hama-and-aleppo", "Hama|preparations|Russian air support", "5 December 2024"),
    ("dec05-analysts-expect-pause", "Analysts expected|pause|HTS|Hama", "5–6 December 2024"),
    ("dec05-analysts-expect-pause", "Erdogan|call|Putin|negotiate|new", "5–6 December 2024"),
    ("dec05-russia-bombs-rastan-bridge", "Russia|bombed|Rastan bridge|Hama|Homs|south", "5–6 December 2024"),
    ("dec05-russia-bombs-rastan-bridge", "strengthened|analysts|pause", "5–6 December 2024"),
    # Towards Homs
    ("dec05-sharaa-uses-real-name", "al-Sharaa|real name|Abu Mohammad al-Joulani|nom de guerre", "5–6 December 2024"),
    ("dec05-advance-toward-homs", "HTS|allied|Homs|48 km|Hama", "5–6 December 2024"),
    ("dec05-army-withdraws-to-homs", "Syrian army|confirmed|Homs", "5–6 December 2024"),
    ("dec05-sabbagh-refuses-deescalation", "Bassam Sabbagh|Arab official|bombardment of Idlib|de-escalate|Arab states", "5–6 December 2024"),
    ("dec05-sabbagh-refuses-deescalation", "government|sure|not get to Damascus", "5–6 December 2024"),
    ("dec05-us-russia-hotline-reactivated", "US|Russian|reactivated|hotline|2017|accident", "5–6 December 2024"),
    ("bg-2017-us-russia-hotline-created", "US|Russian|hotline|warn", "2017"),
    ("dec05-doha-meeting-planned", "Russia|Iran|Turkey|foreign ministers|Doha|7 December", "5–6 December 2024"),
    ("dec05-countries-urge-citizens-to-leave", "China|citizens|leave Damascus", "5–6 December 2024"),
    ("dec05-un-withdraws-nonessential-staff", "United Nations|non-essential staff|Damascus", "5–7 December 2024"),
    ("dec06-israel-reinforces-golan", "Israeli|Golan Heights|Friday", "6 December 2024"),
    ("dec06-factions-launch-daraa-operations", "Opposition factions|operations|Daraa|southern Syria|Jordan", "6 December 2024"),
    ("dec06-sdf-blocks-albukamal-crossing", "Kurdish|SDF|blocked|Al-Bukamal|Iran|Iraq", "6 December 2024"),
    # Events move faster
    ("dec07-army-confirms-withdrawal-from-south", "Syrian army|confirmed|Sweida|Daraa", "7 December 2024"),
    ("dec07-factions-expand-along-jordan-border", "Opposition factions|expanded|Jordanian border", "6–7 December 2024"),
    ("dec05-erdogan-managed-calmly", "Erdogan|new phase|managed calmly", "5 December 2024"),
    ("dec06-erdogan-hopes-for-smooth-advance", "Erdogan|hoped|without problems|Homs|Damascus", "afternoon of 6 December 2024"),
    ("dec06-chaos-in-damascus", "Chaos|Damascus", "6–7 December 2024"),
    ("dec06-source-predicts-damascus-by-ten", "source|operations room|Damascus|10 pm|spread", "6–7 December 2024"),
    ("dec06-homs-not-secured-yet-confidence", "HTS|allies|confident|Damascus|Homs|not yet", "6–7 December 2024"),
    ("dec07-southern-factions-enter-damascus", "Southern Operations Room|Ahmad al-Oudeh|first|enter Damascus", "evening of 7 December 2024"),
    ("dec07-assad-family-reportedly-in-moscow", "family|reported|Moscow|southern factions", "evening of 7 December 2024"),
    ("dec07-spokesman-says-assad-in-damascus", "spokesman|Assad|in Damascus|denied|UAE", "7 December 2024"),
    ("dec07-interior-minister-security-cordon", "interior minister|security cordon|around Damascus", "7 December 2024"),
    ("dec07-chief-of-staff-controlling-chaos", "chief of staff|securing|controlling the chaos", "7 December 2024"),
    ("dec07-hts-reassures-minorities", "HTS|reassurance|minorities|institutions", "6–7 December 2024"),
    ("dec07-hts-reassures-minorities", "leaders|without a fight|welcomed|Damascus|confused", "6–7 December 2024"),
    # Seen from abroad
    ("dec07-media-office-prepares-speech", "presidential media office|speech|Assad|palace|Aleppo|2016", "7 December 2024"),
    ("bg-2016-assad-palace-speech-after-aleppo", "Assad|palace|2016|Aleppo", "December 2016"),
    ("dec07-lavrov-doha", "Lavrov|Doha Forum|will not allow|terrorist group|HTS|control of Damascus", "7 December 2024"),
    ("dec07-araghchi-doha", "Araghchi|dialogue|government|opposition|must begin", "7 December 2024"),
    (
        "dec07-qatari-minister-missed-opportunities",
        "Mohammed bin Abdulrahman Al Thani|missed opportunities|refugees|reconciliation",
        "7 December 2024",
    ),
    ("dec07-qatari-minister-missed-opportunities", "Geir Pedersen|urgent|talks|Geneva|Resolution 2254", "7 December 2024"),
]
"""Every statement of the account, at least one row each: the event that makes it, what its text holds (parts between bars), and its date as printed."""


@pytest.fixture(scope="module")
def timeline() -> Reading:
    return read([FOLDER])


@pytest.fixture(scope="module")
def events(timeline: Reading) -> dict[str, Event]:
    return {event.id: event for event in timeline.events}


def texts(event: Event) -> Iterator[str]:
    yield event.title
    yield event.text
    yield from (account.what for account in event.accounts)


def test_the_timeline_reads_whole(timeline: Reading) -> None:
    assert len(timeline.events) >= 200
    assert timeline.skipped == ()
    assert timeline.timeline.zone == "Asia/Damascus"


def test_every_event_has_title_date_source_and_known_tags(timeline: Reading) -> None:
    bare = [e.id for e in timeline.events if not (e.title and e.when and e.sources and e.tags)]
    assert bare == []
    assert {tag for e in timeline.events for tag in e.tags} <= TAGS


def test_every_source_is_used_and_all_but_the_account_it_starts_from_have_a_link(timeline: Reading) -> None:
    given = yaml.safe_load((FOLDER / "sources.yaml").read_text(encoding="utf-8"))
    used = {source.key for event in timeline.events for said in (event.sources, *(a.sources for a in event.accounts)) for source in said}
    assert sorted(set(given) - used) == []
    assert [key for key, source in given.items() if "url" not in source] == ["article"]


def test_every_name_is_an_entity_or_a_known_generic_actor(timeline: Reading) -> None:
    names = Entities(timeline.entities)
    unknown = {name for e in timeline.events for name in (*e.actors, *e.affected, *e.places) if names.get(name) is None}
    assert unknown == GENERIC


def test_an_alias_belongs_to_one_entity_only(timeline: Reading) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for entity in timeline.entities:
        for name in (entity.name, *entity.aliases):
            owners[fold_name(name)].add(entity.name)
    assert {name: sorted(who) for name, who in owners.items() if len(who) > 1} == {}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("al-Sharaa", "Ahmed al-Sharaa"), ("Sharaa", "Ahmed al-Sharaa"), ("Jolani", "Ahmed al-Sharaa"),
        ("Abu Mohammad al-Joulani", "Ahmed al-Sharaa"), ("Golani", "Ahmed al-Sharaa"), ("الجولاني", "Ahmed al-Sharaa"),
        ("HTS", "Hayat Tahrir al-Sham"), ("Deraa", "Daraa"), ("Sweida", "Suwayda"), ("the capital", "Damascus"),
        ("Ahmed al-Awda", "Ahmad al-Oudeh"), ("al-Oudeh", "Ahmad al-Oudeh"), ("Erdoğan", "Recep Tayyip Erdogan"),
        ("'southern operations room' factions", "Southern Operations Room"), ("the opposition", "opposition factions"),
        ("rebels", "opposition factions"), ("Deir Ezzor", "Deir ez-Zor"), ("SDF", "Syrian Democratic Forces"),
        ("Abu Kamal", "Al-Bukamal"), ("Albukamal", "Al-Bukamal"), ("Khmeimim", "Hmeimim air base"), ("Saydnaya", "Sednaya prison"),
        ("Mezze", "Mezzeh air base"), ("Ghouta", "Eastern Ghouta"), ("media office", "Syrian presidency"), ("the palace", "presidential palace"),
        ("Russians", "Russia"), ("American", "United States"), ("Washington", "United States"), ("Ankara", "Turkey"), ("Tehran", "Iran"),
        ("Moscow", "Moscow"), ("Russian warplanes", "Russian military"), ("Israeli army", "Israel Defense Forces"),
        ("the government", None), ("the president", None), ("the army chief", None), ("Syrian", None), ("Syrians", None),
    ],
)  # fmt: skip
def test_people_and_places_are_known_under_the_names_that_readers_use(timeline: Reading, written: str, meant: str | None) -> None:
    entity = Entities(timeline.entities).get(written)
    assert (entity and entity.name) == meant


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.yaml")), ids=lambda path: path.name)
def test_no_conflict_is_left_as_a_comment(path: Path) -> None:
    assert "# CONFLICT" not in path.read_text(encoding="utf-8")


def test_quotations_have_at_most_fifteen_words(timeline: Reading) -> None:
    quoted = [quote for e in timeline.events for text in texts(e) for quote in re.findall(r'["“]([^"”]+)["”]', text)]
    assert quoted
    assert [quote for quote in quoted if len(words(quote)) > 15] == []


def test_texts_are_short_enough_to_quote(timeline: Reading) -> None:
    assert [e.id for e in timeline.events if len(e.text) > 600] == []


def test_a_contested_event_says_what_others_say(timeline: Reading) -> None:
    assert [e.id for e in timeline.events if e.confidence == "contested" and not e.accounts] == []


def test_who_entered_damascus_first_has_four_other_accounts(events: dict[str, Event]) -> None:
    event = events["dec07-southern-factions-enter-damascus"]
    assert event.confidence == "contested"
    assert event.actors[:2] == ("Southern Operations Room", "Ahmad al-Oudeh")
    assert any(source.url for source in event.sources)
    assert len(event.accounts) == 4
    printed = [dates.describe(account.when) for account in event.accounts if account.when]
    assert printed == ["dawn of 8 December 2024", "night of 8 December 2024", "evening of 7 December 2024"]


def test_when_assad_left_has_five_other_accounts(events: dict[str, Event]) -> None:
    event = events["dec08-assad-flies-to-hmeimim"]
    assert event.confidence == "contested"
    assert event.actors[0] == "Bashar al-Assad"
    assert len(event.accounts) == 5
    whose = " ".join(account.whose for account in event.accounts)
    assert all(who in whose for who in ("Observatory", "AFP", "Kamel Saqr", "Assad", "officials"))


@pytest.mark.parametrize(("event_id", "parts", "printed"), COVERED)
def test_every_statement_of_the_account_is_in_the_timeline(events: dict[str, Event], event_id: str, parts: str, printed: str) -> None:
    event = events[event_id]
    assert [part for part in parts.split("|") if part.casefold() not in event.text.casefold()] == []
    assert event.when is not None
    assert dates.describe(event.when) == printed
    assert "article" in {source.key for source in event.sources}


def own_files() -> list[Path]:
    """What we wrote ourselves: all that holds prose."""
    files = [ROOT / "README.md", *(path for folder in ("data", "tests", "docs") for path in (ROOT / folder).rglob("*"))]
    return sorted(path for path in files if path.suffix in {".yaml", ".yml", ".md", ".py", ".txt", ".jsonl", ".json", ".csv"} and path.is_file())


def runs(text: str, length: int = 9) -> set[tuple[str, ...]]:
    """Every run of so many words, whatever stands between them."""
    cut = re.findall(r"\w+", text.casefold())
    return {tuple(cut[at : at + length]) for at in range(len(cut) - length + 1)}


@lru_cache(maxsize=1)
def runs_of_the_article() -> frozenset[tuple[str, ...]]:
    """Empty where the article is not at hand."""
    return frozenset(run for path in (ARTICLE,) if path.is_file() for run in runs(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", own_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_nine_words_in_a_row_are_those_of_the_article(path: Path) -> None:
    shared = runs(path.read_text(encoding="utf-8")) & runs_of_the_article()
    assert sorted(" ".join(run) for run in shared) == []
