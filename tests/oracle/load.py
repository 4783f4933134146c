"""Reads the reference data for the oracle: one folder of CSV files becomes plain lists of plain dicts.

The oracle is a second, independent reading of the contract. It is slow and simple on purpose: a
difference between it and the service is a mistake in one of them, or a sentence that can be read twice.
"""
import csv
import os

ODD_ENUMS = {"negotiation": "NEGOTIATION_ROUND", "Middle East/North Africa": "MENA"}


def enum(cell):
    """The GraphQL name of a CSV cell; None where the cell is empty."""
    if not cell:
        return None
    return ODD_ENUMS.get(cell, cell.upper().replace(" ", "_").replace("-", "_"))


def text(row, column):
    """The cell, or None where it is empty or the column is absent."""
    return row.get(column) or None


def whole(row, column):
    return int(row[column]) if row.get(column) else None


def wholes(cell):
    return sorted({int(word) for word in (cell or "").split()})


def read(folder, name):
    with open(os.path.join(folder, name + ".csv"), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# Rows that do not say when they were recorded were when they were imported: after every time that is asked about,
# save for IN_THE_END.
AT_IMPORT = "2026-11-01T00:00:00Z"
IN_THE_END = "2990-01-01T00:00:00Z"


def recorded(row):
    """From when a stance is known."""
    return text(row, "recorded_at") or AT_IMPORT


def believed(row):
    """Until when it was known as one that is not retracted: the day it was retracted begins; None: still."""
    return row["retracted_on"] + "T00:00:00Z" if row.get("retracted_on") else None


class World:
    """Everything that is known, and which day is today."""

    def __init__(self, folder, today):
        self.today = today
        self.acts = sorted(({"number": int(r["act"]), "title": r["title"]} for r in read(folder, "acts")),
                           key=lambda a: a["number"])
        self.phases = sorted(({"number": int(r["phase"]), "name": r["name"], "from": r["start_date"],
                               "to": r["end_date"]} for r in read(folder, "phases")),
                             key=lambda p: p["number"])
        self.states = [{"code": r["iso3"], "name": r["name"], "official": r["official_name"],
                        "region": enum(r["cs_region"]), "un_group": enum(r["un_group"])}
                       for r in read(folder, "states")]
        self.states.sort(key=lambda s: s["name"])
        self.cities = [{"key": r["city_id"], "name": r["name"], "state": text(r, "iso3"),
                        "lat": float(r["lat"]), "lon": float(r["lon"]), "zone": r["timezone"],
                        "hub": r["is_hub"] == "true", "capital": r["is_capital"] == "true"}
                       for r in read(folder, "cities")]
        self.cities.sort(key=lambda c: (c["name"], c["key"]))
        self.bodies = [{"key": r["body_id"], "name": r["name"], "short": text(r, "short_name"),
                        "kind": enum(r["kind"])} for r in read(folder, "bodies")]
        self.bodies.sort(key=lambda b: b["name"])
        self.members = [{"body": r["body_id"], "state": r["iso3"], "from": text(r, "from"), "to": text(r, "to")}
                        for r in read(folder, "body_members")]
        self.organisations = [{"key": r["org_id"], "name": r["name"], "short": text(r, "short_name")}
                              for r in read(folder, "organisations")]
        self.roles = [{"org": r["org_id"], "role": r["role"], "scope": text(r, "scope")}
                      for r in read(folder, "organisation_roles")]
        self.milestones = [{"key": r["milestone_id"], "title": r["title"], "kind": enum(r["kind"]),
                            "from": r["start_date"], "to": r["end_date"] or r["start_date"],
                            "city": text(r, "city_id"), "phase": whole(r, "phase"), "process": r["process"]}
                           for r in read(folder, "milestones")]
        self.milestones.sort(key=lambda m: (m["from"], m["key"]))
        self.evidence = [{"key": r["evidence_id"], "kind": enum(r["kind"]), "title": r["title"],
                          "date": text(r, "date"), "publisher": text(r, "publisher"), "url": text(r, "url"),
                          "state": text(r, "iso3")} for r in read(folder, "evidence")]
        # The place of a row in its file is the order in which it was recorded.
        self.stances = [{"key": r["stance_id"], "state": r["iso3"], "act": int(r["act"]),
                         "position": enum(r["position"]), "leadership": enum(r.get("leadership")),
                         "observed": r["observed_on"], "confidence": enum(r["confidence"]),
                         "rationale": text(r, "rationale"), "evidence": (r["evidence_ids"] or "").split(),
                         "assessor": text(r, "assessed_by"), "marking": enum(r["marking"]),
                         "retracted": bool(r.get("retracted_on")), "recorded": recorded(r),
                         "believed": believed(r), "place": place}
                        for place, r in enumerate(read(folder, "stances"))]
        self.contacts = [{"key": r["contact_id"], "state": text(r, "iso3"), "body": text(r, "body_id"),
                          "city": r["city_id"], "post": r["post"], "institution": text(r, "institution"),
                          "level": enum(r["level"]), "acts": wholes(r["acts"]), "name": text(r, "name"),
                          "email": text(r, "email"), "phone": text(r, "phone"), "marking": enum(r["marking"])}
                         for r in read(folder, "contacts")]
        self.follow_ups = [{"key": r["follow_up_id"], "purpose": r["purpose"], "state": text(r, "iso3"),
                            "body": text(r, "body_id"), "act": whole(r, "act"),
                            "contact": text(r, "contact_id"), "city": text(r, "city_id"),
                            "level": enum(r["level"]), "assignee": r["assignee"], "due": r["due"],
                            "status": enum(r["status"]), "completed": text(r, "completed_on"),
                            "outcome": text(r, "outcome"), "marking": enum(r["marking"])}
                           for r in read(folder, "follow_ups")]
        self.follow_ups.sort(key=lambda f: (f["due"], f["key"]))
        self.stances_of = {}
        for stance in self.stances:
            self.stances_of.setdefault((stance["state"], stance["act"]), []).append(stance)

    def find(self, rows, value, column="key"):
        """The row of that key, or None."""
        for row in rows:
            if row[column] == value:
                return row
        return None

    def state(self, code):
        return self.find(self.states, code, "code")

    def city(self, key):
        return self.find(self.cities, key)

    def body(self, key):
        return self.find(self.bodies, key)

    def contact(self, key):
        return self.find(self.contacts, key)

    def act(self, number):
        return self.find(self.acts, number, "number")

    def phase(self, number):
        return self.find(self.phases, number, "number")

    def whose_name(self, row):
        """The name a contact stands by: that of its state, or of its body."""
        owner = self.state(row["state"]) if row["state"] else self.body(row["body"])
        return owner["name"]


def keep(value, wanted):
    """Does a filter keep this value? An absent or empty list keeps everything."""
    return not wanted or value in wanted


def keep_acts(numbers, wanted):
    """The same for what is about several Acts; about none means about all of them."""
    return not wanted or not numbers or any(number in wanted for number in numbers)


def codes(wanted):
    return [code.upper() for code in wanted or []]


def chosen_acts(world, wanted):
    """The asked Acts (all without a wish), in order, each once."""
    return [a["number"] for a in world.acts if keep(a["number"], wanted)]


def chosen_states(world, args):
    """The states the filters states, regions and unGroups keep, by name."""
    return [s for s in world.states if keep(s["code"], codes(args.get("states")))
            and keep(s["region"], args.get("regions")) and keep(s["un_group"], args.get("unGroups"))]
