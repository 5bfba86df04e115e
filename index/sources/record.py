"""One record, a mapping of plain values as YAML and JSON give them, to an `Event`. Shared by the native and JSONL readers."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, get_args

from index import dates
from index.markup import address
from index.types import Account, Confidence, Event, Source, Span, When

MAX_TEXT = 20_000
"""Characters of one event's text. Longer is a document, not an event."""
MAX_NAMES = 1_000

_KNOWN = frozenset(
    "id title text start end date part_of_day span actors places affected source sources confidence accounts tags timeline dated translations".split()
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]|[\ud800-\udfff]")

Resolve = Callable[[str], Source]
"""From what a record says of a source to the source. Raises ValueError for an unknown one."""


def event_from(record: object, resolve: Resolve, zone: str | None = None) -> Event:
    """Raises ValueError with one line that says which field is wrong and what would be right."""
    if not isinstance(record, Mapping):
        raise ValueError(f"an event is a mapping of fields, not {kind(record)}")
    unknown = [str(key) for key in record if key not in _KNOWN]
    if unknown:
        raise ValueError(f"unknown field {unknown[0]!r}; the fields of an event are {', '.join(sorted(_KNOWN))}")
    text = clean(_string(record, "text"), "text")
    if not text:
        raise ValueError("`text` is missing; one to three sentences that say what happened")
    title = clean(_string(record, "title"), "title")
    when = when_from(record, zone)
    raw_sources = record.get("sources", record.get("source"))
    given = raw_sources if isinstance(raw_sources, list) else [] if raw_sources in (None, "") else [raw_sources]
    translations = {}
    for language, both in _mapping(record, "translations").items():
        if not isinstance(both, Mapping):
            raise ValueError("`translations` holds, for each language, `title` and `text`")
        translations[str(language)] = (clean(_string(both, "title"), "title"), clean(_string(both, "text"), "text"))
    return Event(
        id=_id(record, text, when),
        text=text,
        when=when,
        title=title,
        span=_one_of(record, "span", get_args(Span), "within"),
        actors=_names(record, "actors"),
        affected=_names(record, "affected"),
        places=_names(record, "places"),
        sources=tuple(_source(item, resolve) for item in given),
        confidence=_one_of(record, "confidence", get_args(Confidence), "high"),
        accounts=tuple(_account(item, resolve, zone) for item in _list(record, "accounts")),
        tags=_names(record, "tags"),
        dated="undated" if when is None else _one_of(record, "dated", ("stated", "inferred"), "stated"),
        translations=translations,
    )


def record_of(event: Event, name: Callable[[Source], object]) -> dict[str, Any]:
    """The fields that `event_from` makes the same event of; `name` says how a source is written."""
    record: dict[str, Any] = {"id": event.id, "title": event.title, "text": event.text, **date_fields(event.when)}
    record |= {"span": event.span if event.span != "within" else "", "dated": event.dated if event.dated == "inferred" else ""}
    record |= {field: list(getattr(event, field)) for field in ("actors", "affected", "places")}
    record |= {"sources": [name(source) for source in event.sources], "confidence": event.confidence if event.confidence != "high" else ""}
    record["accounts"] = [
        {"what": account.what, "whose": account.whose, **date_fields(account.when)}
        | ({"sources": [name(source) for source in account.sources]} if account.sources else {})
        for account in event.accounts
    ]
    record["tags"] = list(event.tags)
    record["translations"] = {language: {"title": title, "text": text} for language, (title, text) in event.translations.items()}
    return {field: value for field, value in record.items() if value not in ("", [], {})}


def date_fields(when: When | None) -> dict[str, str]:
    """The shortest fields that `when_from` reads back as this interval."""
    if when is None:
        return {}
    first, last = dates.day_of(when.start), dates.day_of(when.end - 1)
    for part in dates.PARTS_OF_DAY:
        if dates.part_of_day(first, part) == when:
            return {"date": dates.iso_parts(first)[0], "part_of_day": part}
    if first != last and dates.part_of_day(first.hull(last), "night") == when:
        return {"start": dates.iso_parts(first)[0], "end": dates.iso_parts(last)[0], "part_of_day": "night"}
    start, end = dates.iso_parts(when)
    return {"date": start} if start == end else {"start": start, "end": end}


def when_from(record: Mapping[Any, Any], zone: str | None = None) -> When | None:
    """`date`, or `start` and `end` (both inclusive at their own precision), with `part_of_day`; None when there is no date."""
    date, start, end = record.get("date"), record.get("start"), record.get("end")
    if isinstance(date, Mapping):
        if start is not None or end is not None:
            raise ValueError("give `date`, or `start` and `end`, not both")
        start, end, date = date.get("start"), date.get("end"), None
    if date is not None and (start is not None or end is not None):
        raise ValueError("give `date`, or `start` and `end`, not both")
    if date is not None:
        when = dates.parse_iso(_date_text(date, "date"), zone)
    elif start is not None:
        first = dates.parse_iso(_date_text(start, "start"), zone)
        last = first if end is None else dates.parse_iso(_date_text(end, "end"), zone)
        if last.end <= first.start:  # "start: 2024-12-05, end: 2024-12" is no mistake
            raise ValueError(f"`end` {end} is before `start` {start}")
        when = When(first.start, last.end)
    elif end is not None:
        raise ValueError("`end` is given without `start`")
    else:
        if record.get("part_of_day") is not None:
            raise ValueError("`part_of_day` is given without `date`")
        return None
    part = record.get("part_of_day")
    return when if part in (None, "") else dates.part_of_day(when, str(part))


def clean(text: str, field: str) -> str:
    """Unicode-normalised (NFC), with every run of blanks as one space. Control characters are refused."""
    bad = CONTROL.search(text)
    if bad:
        raise ValueError(f"`{field}` holds the control character U+{ord(bad.group()):04X}; take it out")
    if len(text) > MAX_TEXT:
        raise ValueError(f"`{field}` has {len(text):,} characters; an event has at most {MAX_TEXT:,}, so split it")
    return " ".join(unicodedata.normalize("NFC", text).split())


def _id(record: Mapping[Any, Any], text: str, when: When | None) -> str:
    given = record.get("id")
    if given in (None, ""):
        return f"e-{digest(f'{when.start if when else str()}|{text}')}"
    if not isinstance(given, str | int) or isinstance(given, bool):
        raise ValueError(f"`id` is a short text, not {kind(given)}")
    if len(str(given)) > 200 or not str(given).strip() or CONTROL.search(str(given)):
        raise ValueError("`id` has 1 to 200 printable characters")
    return str(given).strip()


def digest(text: str, length: int = 12) -> str:
    """So many hexadecimal digits that stand for a text."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:length]


def slug(text: str, limit: int = 60) -> str:
    """A short id made of words: lower case ASCII letters and digits with hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    cut = "-".join(re.findall(r"[a-z0-9]+", plain))[:limit]
    return cut.strip("-")


def _source(item: object, resolve: Resolve) -> Source:
    if isinstance(item, Mapping):
        title = clean(_string(item, "title"), "source title")
        url = _string(item, "url") or None
        if url is not None and not address(url):
            raise ValueError(f"`url` of a source begins with http:// or https:// and has no blanks, not {url[:60]!r}")
        publisher = clean(_string(item, "publisher"), "publisher")
        return Source(_string(item, "key") or slug(f"{publisher} {title}"), title, publisher, url)
    if not isinstance(item, str):
        raise ValueError(f"a source is a key, a title or a mapping, not {kind(item)}")
    return resolve(clean(item, "source"))


def _account(item: object, resolve: Resolve, zone: str | None) -> Account:
    if not isinstance(item, Mapping):
        raise ValueError("an account is a mapping with `what`, `whose` and, where it differs, a date")
    what, whose = clean(_string(item, "what"), "what"), clean(_string(item, "whose"), "whose")
    if not what or not whose:
        raise ValueError("an account needs `what` (what is said) and `whose` (who says it)")
    sources = tuple(_source(source, resolve) for source in _list(item, "sources"))
    return Account(what, whose, when_from(item, zone), sources)


def _date_text(value: object, field: str) -> str:
    if isinstance(value, bool) or (not isinstance(value, str | int) and not hasattr(value, "isoformat")):
        raise ValueError(f"`{field}` is an ISO date such as 2024-12-07, not {kind(value)}")
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return text.replace("+00:00", "Z")


def _string(record: Mapping[Any, Any], field: str) -> str:
    value = record.get(field)
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise ValueError(f"`{field}` is a text, not {kind(value)}")


def _list(record: Mapping[Any, Any], field: str) -> list[Any]:
    value = record.get(field)
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError(f"`{field}` is a list, not {kind(value)}")
    if len(value) > MAX_NAMES:
        raise ValueError(f"`{field}` has {len(value):,} items; at most {MAX_NAMES:,}")
    return value


def _mapping(record: Mapping[Any, Any], field: str) -> Mapping[Any, Any]:
    value = record.get(field)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ValueError(f"`{field}` is a mapping, not {kind(value)}")
    return value


def _names(record: Mapping[Any, Any], field: str) -> tuple[str, ...]:
    names = []
    for item in _list(record, field):
        if not isinstance(item, str) or not item.strip():
            raise ValueError(f"`{field}` is a list of names, and {item!r} is not one (quote it)")
        names.append(clean(item, field))
    return tuple(dict.fromkeys(names))


def _one_of(record: Mapping[Any, Any], field: str, allowed: tuple[Any, ...], default: Any) -> Any:
    value = record.get(field)
    if value in (None, ""):
        return default
    if value not in allowed:
        raise ValueError(f"`{field}` is one of {', '.join(allowed)}, not {value!r}")
    return value


def kind(value: object) -> str:
    """What a value is, in words for an error."""
    names = {dict: "a mapping", list: "a list", str: "a text", bool: "yes/no", int: "a number", float: "a number", type(None): "nothing"}
    return names.get(type(value), type(value).__name__)
