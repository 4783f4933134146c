"""Draws random queries for the comparison: the text, the variables and the answer the oracle expects.

KINDS is the list of all kinds of query; each takes a Pool (a random source and what it may choose
from) and gives a Case.
"""
import datetime

from cards import prune, parse
from load import AT_IMPORT, IN_THE_END

STATE = "id code name officialName region unGroup"
CITY = "id name state { code } latitude longitude timeZone isHub isCapital"
STATE_RICH = STATE + " capital { " + CITY + " }"
ORG = "id name shortName region roles { role scope }"
EVIDENCE = "id kind title date publisher url state { code }"
STANCE = ("id state { code name } act { number } position leadership observedOn confidence rationale evidence { "
          + EVIDENCE + " } assessedBy { id name shortName region } marking retracted")
STANCE_SLIM = "id position leadership observedOn confidence assessedBy { id }"
STANDING = ("state { code name } act { id number title } position leadership contested stance { " + STANCE
            + " } assessments { " + STANCE_SLIM + " }")
STANDING_SLIM = "state { code } act { number } position leadership contested stance { id } assessments { id }"
MILESTONE = "id title kind from to city { id name } phase { id number name from to } process"
FOLLOW_UP_SLIM = "id act { number } contact { id } due status overdue"
FOLLOW_UP = ("id purpose state { code name } body { id name } act { number title } contact { id post city { id } } "
             "city { id name } level assignee { id name shortName region } due status overdue completedOn outcome marking")
CONTACT_BASE = ("id state { code name region } body { id name shortName kind } city { " + CITY + " } post institution "
                "level acts { id number title } name email phone marking lastContactedOn")
CONTACT = CONTACT_BASE + " followUps { " + FOLLOW_UP_SLIM + " }"
CONTACT_SLIM = "id post acts { number } lastContactedOn"
TALLY = "positive onTheFence negative unknown leads canLead"
BODY = "id name shortName kind members%s { " + STATE + " }"
NODES = {"State": STATE_RICH, "City": CITY, "Act": "id number title tally { " + TALLY + " }",
         "Phase": "id number name from to", "Milestone": MILESTONE, "Organisation": ORG, "Evidence": EVIDENCE,
         "Stance": STANCE, "Contact": CONTACT, "FollowUp": FOLLOW_UP, "Body": BODY % ""}


class Case:
    """One query. path leads to the compared value; key is a selection that tells the nodes of a connection
    apart, None where the query is not a connection (then `backward` and paging do not apply)."""

    def __init__(self, name, text, variables, value, path, selection, key=None, backward=False):
        self.name, self.text, self.variables, self.path = name, text, variables, path
        self.fields = parse(selection)
        self.expected = prune(value, self.fields)
        self.key = parse(key) if key else None
        self.backward = backward


class Ask:
    """Collects arguments: their declaration, their place in the text, their values."""

    def __init__(self):
        self.declared, self.variables = [], {}

    def args(self, *wanted, page=""):
        """(name, type, value) each; a value of () is an absent argument. Text for behind a field's name."""
        parts = []
        for name, kind, value in wanted:
            if value == ():
                continue
            variable = name if name not in self.variables else name + "2"
            self.declared.append("$%s: %s" % (variable, kind))
            self.variables[variable] = value
            parts.append("%s: $%s" % (name, variable))
        if page:
            self.declared += ["$first: Int", "$after: String"]
            parts.append("first: $first, after: $after")
        if page == "both":
            self.declared += ["$last: Int", "$before: String"]
            parts.append("last: $last, before: $before")
        return "(" + ", ".join(parts) + ")" if parts else ""

    def text(self, name, body):
        declared = "(" + ", ".join(self.declared) + ")" if self.declared else ""
        return "query %s%s { %s }" % (name, declared, body)


def given(*wanted):
    """The same triples as a dict for the model: absent ones left out."""
    return {name: value for name, _, value in wanted if value != ()}


def connection(selection, key):
    return ("{ totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } "
            "edges { cursor node { " + key + " } } nodes { " + selection + " } }")


class Pool:
    """A random source, and what may be chosen."""

    def __init__(self, model, rng):
        self.model, self.rng = model, rng
        w = self.w = model.w
        self.days = sorted({s["observed"] for s in w.stances if s["observed"] > "2016"} | {f["due"] for f in w.follow_ups}
                           | {m[end] for m in w.milestones for end in ("from", "to")}
                           | {p[end] for p in w.phases for end in ("from", "to")}
                           | {day for m in w.members for day in (m["from"], m["to"]) if day}
                           | {w.today, "2018-02-01", "2018-12-19", "2018-12-20"})
        self.plan_days = [d for d in self.days if "2017-01" < d < "2019-02"]
        self.codes = [s["code"] for s in w.states]
        self.busy = sorted({f["city"] for f in w.follow_ups if f["city"]})
        self.anchors = sorted({"organisation:" + f["assignee"] for f in w.follow_ups})

    def maybe(self, value, chance=0.5):
        return value if self.rng.random() < chance else ()

    def one(self, values):
        return self.rng.choice(list(values))

    def later(self, day, days):
        return (datetime.date.fromisoformat(day) + datetime.timedelta(days=days)).isoformat()

    def nearby(self, day):
        return self.later(day, self.one([0, 0, 0, 0, -1, 1, -2, 7, -30]))

    def day(self):
        if self.rng.random() < 0.06:
            return self.one(["1990-01-01", "2003-07-01", "2012-02-29", "2020-01-31", "2020-02-01", "2031-12-31"])
        return self.nearby(self.one(self.plan_days if self.rng.random() < 0.8 else self.days))

    def as_of(self):
        return ("asOf", "Date", None if self.rng.random() < 0.03 else self.maybe(self.day(), 0.7))

    def known_at(self):
        """A time at which, before which or after which something of a stance came to be known."""
        times = {s[name] for s in self.w.stances for name in ("recorded", "believed") if s[name]} - {AT_IMPORT}
        time = self.one(sorted(times | {"2018-02-20T09:30:00Z"}))
        before = datetime.datetime.fromisoformat(time[:-1]) - datetime.timedelta(seconds=1)
        time = self.one([time, before.isoformat() + "Z", IN_THE_END])
        return ("knownAt", "DateTime", None if self.rng.random() < 0.03 else self.maybe(time, 0.4))

    def window(self):
        """Two days in order, years apart at most."""
        start = self.nearby(self.one(self.plan_days))
        if self.rng.random() < 0.5:
            return start, self.later(start, self.one([0, 1, 6, 13, 30, 45, 90, 364]))
        return tuple(sorted([start, self.nearby(self.one(self.plan_days))]))

    def subset(self, values, most=4, chance=0.4):
        """Absent, empty, null, or some of the values, in any order, perhaps twice."""
        roll = self.rng.random()
        if roll > chance + 0.14:
            return ()
        if roll > chance + 0.1:
            return None
        if roll > chance:
            return []
        some = self.rng.sample(list(values), min(len(values), self.rng.randint(1, most)))
        if self.rng.random() < 0.15:
            some.append(some[0])
        return some

    def cased(self, code):
        return self.one([code, code, code.lower(), code.title()])

    def some_codes(self, most=8, chance=0.4):
        some = self.subset(self.codes, most, chance)
        return [self.cased(code) for code in some] if some else some

    def acts(self, chance=0.4):
        return ("acts", "[Int!]", self.subset([a["number"] for a in self.w.acts], 4, chance))

    def regions(self, chance=0.35):
        return ("regions", "[Region!]", self.subset(sorted({s["region"] for s in self.w.states}), 3, chance))

    def groups(self, chance=0.25):
        return ("unGroups", "[UnGroup!]", self.subset(sorted({s["un_group"] for s in self.w.states}), 3, chance))

    def positions(self, chance=0.35):
        return ("positions", "[Position!]", self.subset(["POSITIVE", "ON_THE_FENCE", "NEGATIVE"], 2, chance))

    def states(self, chance=0.3):
        return ("states", "[String!]", self.some_codes(chance=chance))

    def city_keys(self, chance=0.3):
        some = [c["key"] for c in self.w.cities] + ["new-york", "geneva"] * 60
        return ("cities", "[String!]", self.subset(some, 4, chance))

    def levels(self, chance=0.3):
        return ("levels", "[Level!]", self.subset(["LOCAL", "REGIONAL", "GLOBAL"], 2, chance))

    def assignees(self, chance=0.3):
        return ("assignees", "[ID!]", self.subset(self.anchors + ["organisation:caritas"], 4, chance))

    def status(self, chance=0.4):
        return ("status", "[FollowUpStatus!]", self.subset(["OPEN", "DONE", "CANCELLED"], 2, chance))

    def first_last(self):
        """from and to of a filter: both, one or none."""
        start, end = self.window()
        return ("from", "Date", self.maybe(start, 0.35)), ("to", "Date", self.maybe(end, 0.35))

    def contact_filter(self):
        return given(self.states(), self.city_keys(), self.acts(), self.levels())

    def follow_up_filter(self):
        return given(self.states(0.25), self.city_keys(0.2), self.acts(0.3), self.levels(0.2), self.assignees(0.2),
                     self.status(0.3), *self.first_last(), ("overdue", "Boolean", self.maybe(self.one([True, False]), 0.3)))

    def stance_filter(self):
        start, end = self.first_last()
        if end[2] == () and self.rng.random() < 0.2:
            start = ("from", "Date", "2004-01-01")
        return given(self.states(), self.acts(), self.positions(),
                     ("assessedBy", "[ID!]", self.subset(["organisation:public-record", "organisation:made"], 2, 0.25)),
                     start, end, ("includeRetracted", "Boolean", self.maybe(self.one([True, False]), 0.4)))

    def any_id(self, kind):
        w = self.w
        keys = {"State": self.codes, "City": [c["key"] for c in w.cities], "Act": [a["number"] for a in w.acts],
                "Phase": [p["number"] for p in w.phases], "Milestone": [m["key"] for m in w.milestones],
                "Organisation": [o["key"] for o in w.organisations], "Evidence": [e["key"] for e in w.evidence],
                "Stance": [s["key"] for s in w.stances], "Contact": [c["key"] for c in w.contacts],
                "FollowUp": [f["key"] for f in w.follow_ups], "Body": [b["key"] for b in w.bodies]}
        return "%s:%s" % (kind[0].lower() + kind[1:], self.one(keys[kind]))
