"""The kinds of query that are compared, each with a rich selection and arguments drawn from a Pool."""
from draw import (BODY, CITY, CONTACT, CONTACT_BASE, CONTACT_SLIM, FOLLOW_UP, FOLLOW_UP_SLIM, MILESTONE, NODES, ORG,
                  STANCE, STANDING, STANDING_SLIM, STATE, STATE_RICH, TALLY, Ask, Case, connection, given)

PAIR = "state { code } act { number }"


def plain(p, name, field, value, selection, *args):
    ask = Ask()
    text = ask.text(name, field + ask.args(*args) + " { " + selection + " }")
    return Case(name, text, ask.variables, value, [field], selection)


def paged(name, field, value, selection, key, args=(), backward=False):
    ask = Ask()
    text = ask.text(name, field + ask.args(*args, page="both" if backward else "forward") + " " + connection(selection, key))
    return Case(name, text, ask.variables, value, [field], selection, key, backward)


def state(p):
    code, ask = p.one(p.codes), Ask()
    outer = ("code", "String!", p.cased(code))
    standings, bodies = (p.as_of(), p.acts()), (p.as_of(),)
    posted = [c["city"] for c in p.w.contacts if c["state"] == code] + ["geneva"]
    contacts = (("city", "ID", p.maybe("city:" + p.one(posted), 0.4)),)
    head = "state" + ask.args(outer)
    selection = "%s standings%s { %s } contacts%s { %s } bodies%s { id name shortName kind }" % (
        STATE_RICH, ask.args(*standings), STANDING, ask.args(*contacts), CONTACT, ask.args(*bodies))
    value = p.model.state(given(outer), given(*standings), given(*contacts), given(*bodies))
    return Case("state", ask.text("state", head + " { " + selection + " }"), ask.variables, value, ["state"], selection)


def state_stances(p):
    code, ask = p.one([s["state"] for s in p.w.stances] + p.codes[:20]), Ask()
    outer, inner = ("code", "String!", p.cased(code)), ("act", "Int", p.maybe(p.one([3, 4, 10, 10, 2, 7]), 0.5))
    head = "state" + ask.args(outer)
    text = head + " { stances" + ask.args(inner, page="forward") + " " + connection(STANCE, "id") + " }"
    return Case("stateStances", ask.text("stateStances", text), ask.variables,
                p.model.state_stances(code, given(inner)), ["state", "stances"], STANCE, "id")


def states(p):
    args = (p.regions(), p.groups())
    return paged("states", "states", p.model.states(given(*args)), STATE_RICH, "id", args, backward=True)


def act(p):
    ask = Ask()
    outer, inner = ("number", "Int!", p.one(p.w.acts)["number"]), (p.as_of(), p.regions())
    head = "act" + ask.args(outer)
    selection = "id number title tally%s { %s }" % (ask.args(*inner), TALLY)
    return Case("act", ask.text("act", head + " { " + selection + " }"), ask.variables,
                p.model.act(given(outer), given(*inner)), ["act"], selection)


def acts(p):
    ask, inner = Ask(), (p.as_of(), p.regions())
    selection = "id number title tally%s { %s }" % (ask.args(*inner), TALLY)
    return Case("acts", ask.text("acts", "acts { " + selection + " }"), ask.variables,
                p.model.acts(given(*inner)), ["acts"], selection)


def city(p):
    args = (("key", "String!", p.one(p.w.cities)["key"]),)
    return plain(p, "city", "city", p.model.city(given(*args)), CITY, *args)


def cities(p):
    args = (("hubs", "Boolean", p.maybe(p.one([True, False, None]), 0.7)),)
    return paged("cities", "cities", p.model.cities(given(*args)), CITY, "id", args)


def phases(p):
    return plain(p, "phases", "phases", p.model.phases(), "id number name from to")


def milestones(p):
    args = p.first_last()
    return plain(p, "milestones", "milestones", p.model.milestones(given(*args)), MILESTONE, *args)


def bodies(p):
    ask, inner = Ask(), (p.as_of(),)
    selection = BODY % ask.args(*inner)
    return Case("bodies", ask.text("bodies", "bodies { " + selection + " }"), ask.variables,
                p.model.bodies(given(*inner)), ["bodies"], selection)


def contacts(p):
    ask = Ask()
    args, inner = (("filter", "ContactFilter", p.maybe(p.contact_filter(), 0.9)),), (p.status(),)
    head = "contacts" + ask.args(*args, page="forward")
    selection = CONTACT_BASE + " followUps%s { %s }" % (ask.args(*inner), FOLLOW_UP_SLIM)
    text = ask.text("contacts", head + " " + connection(selection, "id"))
    return Case("contacts", text, ask.variables, p.model.contacts(given(*args), given(*inner)), ["contacts"],
                selection, "id")


def follow_ups(p):
    args = (("filter", "FollowUpFilter", p.maybe(p.follow_up_filter(), 0.9)),)
    return paged("followUps", "followUps", p.model.follow_ups(given(*args)), FOLLOW_UP, "id", args)


def stances(p):
    args = (("filter", "StanceFilter", p.maybe(p.stance_filter(), 0.9)),)
    return paged("stances", "stances", p.model.stances(given(*args)), STANCE, "id", args)


def standings(p):
    args = (p.as_of(), p.known_at(), p.acts(0.6), p.states(), p.regions(), p.groups(), p.positions())
    selection = p.one([STANDING, STANDING_SLIM])
    return paged("standings", "standings", p.model.standings(given(*args)), selection, PAIR, args)


def tally_series(p):
    start, end = p.window()
    step = p.one(["DAY", "WEEK", "MONTH"])
    if step == "DAY":
        end = min(end, p.later(start, 45))
    args = (("from", "Date!", start), ("to", "Date!", end), ("step", "Step!", step), p.acts(), p.regions(), p.groups())
    return plain(p, "tallySeries", "tallySeries", p.model.tally_series(given(*args)),
                 "act { id number title } points { on tally { " + TALLY + " } }", *args)


def follow_up_tally(p):
    by = p.one(["ASSIGNEE", "STATE", "ACT", "CITY", "LEVEL", "MONTH", "REGION"])
    args = (("by", "FollowUpKey!", by), ("filter", "FollowUpFilter", p.maybe(p.follow_up_filter(), 0.7)))
    return plain(p, "followUpTally", "followUpTally", p.model.follow_up_tally(given(*args)),
                 "key open overdue done cancelled oldestOpenDue", *args)


def leaders(p):
    number = p.one([3, 4] * 10 + [10] * 5 + [a["number"] for a in p.w.acts])
    args = (("act", "Int!", number), p.as_of(), p.known_at(), p.positions(0.15),
            ("leadership", "[Leadership!]", p.subset(["LEADS", "CAN_LEAD", "NONE"], 3, 0.25)),
            p.regions(0.2), p.groups(0.1), ("observedSince", "Date", p.maybe(p.one(["2005-01-01", "2014-06-30", p.day()]), 0.2)),
            ("minConfidence", "Confidence", p.maybe(p.one(["LOW", "MEDIUM", "MEDIUM", "HIGH"]), 0.3)))
    selection = (PAIR + " position leadership contested stance { " + STANCE + " } contacts { " + CONTACT
                 + " } openFollowUps { " + FOLLOW_UP + " }")
    return paged("leaders", "leaders", p.model.leaders(given(*args)), selection, PAIR, args)


def outreach(p):
    start, end = p.window()
    cities = ["new-york", "geneva"] * 80 + ["brussels", "addis-ababa"] * 20 + p.busy + [c["key"] for c in p.w.cities]
    args = (("city", "String!", p.one(cities)), ("from", "Date!", start), ("to", "Date!", end), p.acts(),
            ("dueOnly", "Boolean", p.maybe(p.one([True, False]), 0.6)))
    selection = ("city { %s } from to milestones { %s } visits { contact { %s } standings { %s } dueFollowUps { %s } } "
                 "otherFollowUps { %s }" % (CITY, MILESTONE, CONTACT, STANDING_SLIM, FOLLOW_UP, FOLLOW_UP))
    return plain(p, "outreach", "outreach", p.model.outreach(given(*args)), selection, *args)


def roadmap_args(p, narrow):
    """Until the window is one that is accepted."""
    while True:
        start, end = p.window()
        args = [("phase", "Int", p.maybe(p.one([1, 2, 3, 3, 4]), 0.4)), ("from", "Date", p.maybe(start, 0.35)),
                ("to", "Date", p.maybe(end, 0.35)), p.as_of(), p.acts(0.3), p.states(0.15), p.regions(0.25), p.groups(0.15)]
        if narrow:
            args += [p.city_keys(0.25), p.levels(0.25), p.assignees(0.25)]
        days = p.model.roadmap_window(given(*args))
        if days and days[0] <= days[1]:
            return args


def roadmap(p):
    args = roadmap_args(p, True)
    selection = ("from to asOf months { month milestones { %s } followUps { %s } open done } open done cancelled overdue"
                 % (MILESTONE, FOLLOW_UP))
    return plain(p, "roadmap", "roadmap", p.model.roadmap(given(*args)), selection, *args)


def gaps(p):
    ask, args = Ask(), roadmap_args(p, p.rng.random() < 0.4)
    inner = [p.city_keys(0.35), p.levels(0.3), ("general", "Boolean", p.maybe(p.one([True, False]), 0.6))]
    head = "roadmap" + ask.args(*args)
    selection = "state { %s } act { number title } standing { %s } nextRound { %s }" % (STATE, STANDING, MILESTONE)
    text = head + " { gaps" + ask.args(*inner, page="forward") + " " + connection(selection, PAIR) + " }"
    return Case("gaps", ask.text("gaps", text), ask.variables, p.model.gaps(given(*args), given(*inner)),
                ["roadmap", "gaps"], selection, PAIR)


def stance_matrix(p):
    args = (p.as_of(), p.known_at(), p.acts(), p.regions(0.6), p.groups())
    selection = ("asOf knownAt acts { id number title } rows { state { %s } standings { %s } } totals { %s }"
                 % (STATE, STANDING_SLIM, TALLY))
    return plain(p, "stanceMatrix", "stanceMatrix", p.model.stance_matrix(given(*args)), selection, *args)


def node(p):
    kind = p.one(NODES)
    ask, outer = Ask(), ("id", "ID!", p.any_id(kind))
    head, inner, selection = "node" + ask.args(outer), {}, NODES[kind]
    if kind == "Body":
        day = p.as_of()
        inner, selection = {"members": given(day)}, BODY % ask.args(day)
    if kind == "Contact":
        status = p.status()
        inner = {"followUps": given(status)}
        selection = CONTACT_BASE + " followUps%s { %s }" % (ask.args(status), FOLLOW_UP_SLIM)
    selection = "__typename id ... on %s { %s }" % (kind, selection)
    return Case("node", ask.text("node", head + " { " + selection + " }"), ask.variables,
                p.model.node(given(outer), **inner), ["node"], selection)


def nodes(p):
    kind = p.one(NODES)
    ids = [p.any_id(p.one(NODES)) for _ in range(p.one([0, 1, 5, 20]))]
    ids += [p.any_id(kind) for _ in range(p.one([1, 3, 10]))]
    ids += p.rng.sample(["state:XXX", "act:11", "followUp:no-such-thing", "city:atlantis", "unicorn:1", "geneva"], 2)
    p.rng.shuffle(ids)
    ids += ids[:2]
    selection = "__typename id ... on %s { %s }" % (kind, NODES[kind])
    args = (("ids", "[ID!]!", ids),)
    return plain(p, "nodes", "nodes", p.model.nodes(given(*args)), selection, *args)


def organisation_roles(p):
    ids = ["organisation:" + o["key"] for o in p.rng.sample(p.w.organisations, min(12, len(p.w.organisations)))]
    args = (("ids", "[ID!]!", ids),)
    return plain(p, "organisationRoles", "nodes", p.model.nodes(given(*args)),
                 "__typename id ... on Organisation { " + ORG + " }", *args)


KINDS = [state, states, act, acts, city, cities, phases, milestones, contacts, follow_ups, stances, state_stances,
         bodies, standings, tally_series, follow_up_tally, leaders, outreach, roadmap, gaps, stance_matrix, node, nodes,
         organisation_roles]
