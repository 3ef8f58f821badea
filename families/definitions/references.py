"""What one part of a definition says of another: keys are unique, and every key that is named exists.

Works on the plain data, so that these faults are found together with those of shape.
"""

import re
from collections.abc import Iterator
from typing import Any

Fault = tuple[str, str]
Data = dict[str, Any]

# Facts of the software itself; those with a colon are followed by a key of the named section.
PLAIN_FACTS = frozenset({
    "referred", "accepted", "first_contact", "birth", "loss", "register", "register_ended", "looked_after",
    "looked_after_ended", "scores:start", "scores:end", "handed_over", "closing", "closed",
})  # fmt: skip
KEYED_FACTS = {
    "slot": "slots",
    "meeting": "meetings",
    "document": "documents",
    "status": "statuses",
    "status_ended": "statuses",
    "supervision": "supervisions",
}
KEY = re.compile(r"[a-z][a-z0-9_]*")


def reference_problems(data: Data) -> list[Fault]:
    """Every fault of reference, with its dotted path."""
    found = [
        *_keys(data),
        *_slots(data),
        *_decisions(data),
        *_clocks(data),
        *_tools(data),
        *_groups(data),
        *_papers(data),
        *_return(data),
        *_dashboard(data),
        *_genogram(data),
        *_welsh(data, bool("cy" in _list(data, "languages"))),
    ]
    return sorted(set(found))


def _list(data: Any, section: str) -> list[Any]:
    value = data.get(section, []) if isinstance(data, dict) else []
    return value if isinstance(value, list) else []


def _rows(data: Any, section: str) -> Iterator[tuple[str, Data]]:
    for index, row in enumerate(_list(data, section)):
        if isinstance(row, dict):
            yield f"{section}[{index}]", row


def _known(data: Data, section: str) -> set[str]:
    return {str(row.get("key")) for _path, row in _rows(data, section)}


def _keys(value: Any, path: str = "") -> Iterator[Fault]:
    """Keys are unique in their list, however deep it lies, and are spelt alike."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _keys(inner, f"{path}.{name}".removeprefix("."))
    elif isinstance(value, list):
        yield from _unique(value, path)
        for index, inner in enumerate(value):
            yield from _keys(inner, f"{path}[{index}]")


def _unique(rows: list[Any], path: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, row in enumerate(rows):
        key = row.get("key") if isinstance(row, dict) else None
        if not isinstance(key, str):
            continue
        if key in seen:
            yield f"{path}[{index}].key", f"“{key}” is there twice"
        if not KEY.fullmatch(key):
            yield f"{path}[{index}].key", f"“{key}” is not small letters, digits and underscores"
        seen.add(key)


def _missing(path: str, named: Any, known: set[str], section: str) -> Iterator[Fault]:
    if isinstance(named, str) and named not in known:
        yield path, f"“{named}” is not one of the {section}"


def _slots(data: Data) -> Iterator[Fault]:
    professions, slots = _known(data, "professions"), _known(data, "slots")
    for path, row in _rows(data, "slots"):
        for index, key in enumerate(_list(row, "professions")):
            yield from _missing(f"{path}.professions[{index}]", key, professions, "professions")
    yield from _missing("hand_over_slot", data.get("hand_over_slot"), slots, "slots")


def _decisions(data: Data) -> Iterator[Fault]:
    statuses = _known(data, "statuses")
    for path, meeting in _rows(data, "meetings"):
        for inner, decision in _rows(meeting, "decisions"):
            for change in ("starts", "ends"):
                for index, key in enumerate(_list(decision, change)):
                    yield from _missing(f"{path}.{inner}.{change}[{index}]", key, statuses, "statuses")


def _fact(data: Data, path: str, fact: Any) -> Iterator[Fault]:
    if not isinstance(fact, str) or fact in PLAIN_FACTS:
        return
    kind, _, key = fact.partition(":")
    if kind in KEYED_FACTS:
        yield from _missing(path, key, _known(data, KEYED_FACTS[kind]), KEYED_FACTS[kind])
    elif kind == "decision":
        yield from _decision_fact(data, path, key)
    else:
        yield path, f"“{fact}” is not a fact that clocks know"


def _decision_fact(data: Data, path: str, named: str) -> Iterator[Fault]:
    kind, _, decision = named.partition(":")
    for _path, meeting in _rows(data, "meetings"):
        if meeting.get("key") == kind and decision in _known(meeting, "decisions"):
            return
    yield path, f"“{named}” is not a decision of a meeting"


def _clocks(data: Data) -> Iterator[Fault]:
    for path, clock in _rows(data, "clocks"):
        for section in ("trigger", "met_by", "stops_when", "applies_when"):
            for index, fact in enumerate(_list(clock, section)):
                yield from _fact(data, f"{path}.{section}[{index}]", fact)
        for section in ("trigger", "met_by"):
            if clock.get(section) == []:
                yield f"{path}.{section}", "names no fact"
        yield from _due(data, f"{path}.due", clock.get("due"))
        yield from _due(data, f"{path}.prompt", clock.get("prompt"))


def _due(data: Data, path: str, due: Any) -> Iterator[Fault]:
    if not isinstance(due, dict):
        return
    ways = [way for way in ("gestation", "amount", "latest_of", "earliest_of") if due.get(way) not in (None, "", [])]
    if len(ways) != 1:
        yield path, "needs exactly one of gestation, amount, latest_of, earliest_of"
    if due.get("after"):
        yield from _fact(data, f"{path}.after", due["after"])
    if due.get("gestation"):
        yield from _gestation(f"{path}.gestation", due["gestation"])
    for way in ("latest_of", "earliest_of"):
        for inner, part in _rows(due, way):
            yield from _due(data, f"{path}.{inner}", part)


def _gestation(path: str, text: Any) -> Iterator[Fault]:
    if isinstance(text, str) and text and not re.fullmatch(r"([0-3]?\d|4[0-4])\+[0-6]|45\+0", text):
        yield path, f"“{text}” is not a gestation such as 12+0"


def _tools(data: Data) -> Iterator[Fault]:
    for path, tool in _rows(data, "tools"):
        for name in ("anchor", "anchor_otherwise"):
            yield from _fact(data, f"{path}.{name}", tool.get(name))


def _groups(data: Data) -> Iterator[Fault]:
    visits = data.get("visits")
    topics = _known(visits, "topics") if isinstance(visits, dict) else set()
    for path, group in _rows(data, "group_kinds"):
        for index, key in enumerate(_list(group, "topics")):
            yield from _missing(f"{path}.topics[{index}]", key, topics, "topics")


def _papers(data: Data) -> Iterator[Fault]:
    documents, slots = _known(data, "documents"), _known(data, "slots")
    for section in ("papers", "reports"):
        for path, row in _rows(data, section):
            yield from _missing(f"{path}.document", row.get("document"), documents, "documents")
    for path, paper in _rows(data, "papers"):
        for index, key in enumerate(_list(paper, "signers")):
            yield from _missing(f"{path}.signers[{index}]", key, slots, "slots")
        if paper.get("sections") == []:
            yield f"{path}.sections", "a paper has at least one section"


def _return(data: Data) -> Iterator[Fault]:
    layout = data.get("return_layout")
    if not isinstance(layout, dict):
        return
    lines = [line for part in ("how_much", "how_well", "better_off", "context") for line in _list(layout, part)]
    for line in sorted({str(line) for line in lines if lines.count(line) > 1}):
        yield "return_layout", f"“{line}” is there twice"
    yield from _gestation("return_layout.early_referral_up_to", layout.get("early_referral_up_to"))
    for name, wanted in (("first_slot", "within_working_days"), ("second_slot", "by_gestation")):
        target = layout.get(name)
        if isinstance(target, dict):
            if not target.get(wanted):
                yield f"return_layout.{name}.{wanted}", "is missing: the return counts from it"
            yield from _missing(f"return_layout.{name}.slot", target.get("slot"), _known(data, "slots"), "slots")
            yield from _gestation(f"return_layout.{name}.by_gestation", target.get("by_gestation"))


def _dashboard(data: Data) -> Iterator[Fault]:
    part = data.get("dashboard")
    documents = _known(data, "documents")
    for index, key in enumerate(_list(part, "plans_for_birth")):
        yield from _missing(f"dashboard.plans_for_birth[{index}]", key, documents, "documents")


def _genogram(data: Data) -> Iterator[Fault]:
    """The question is one that is asked, and an answer draws one symbol."""
    drawn = data.get("genogram")
    if not isinstance(drawn, dict):
        return
    asked = drawn.get("question")
    yield from _missing("genogram.question", asked, _known(data, "monitoring"), "monitoring")
    for _path, question in _rows(data, "monitoring"):
        if question.get("key") != asked:
            continue
        for symbol in ("square", "circle"):
            for index, key in enumerate(_list(drawn, symbol)):
                yield from _missing(f"genogram.{symbol}[{index}]", key, _known(question, "answers"), "answers")
    for key in set(map(str, _list(drawn, "square"))) & set(map(str, _list(drawn, "circle"))):
        yield "genogram.circle", f"“{key}” draws a square already"


def _welsh(value: Any, wanted: bool, path: str = "") -> Iterator[Fault]:
    if isinstance(value, dict):
        if wanted and "en" in value and not value.get("cy"):
            yield path, "has no Welsh (cy)"
        for key, inner in value.items():
            yield from _welsh(inner, wanted, f"{path}.{key}".removeprefix("."))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _welsh(inner, wanted, f"{path}[{index}]")
