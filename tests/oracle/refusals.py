"""What the service must refuse with BAD_USER_INPUT, and what it must answer with null instead.

WRONG are queries with a bad argument; MISSING are single look-ups of what is not there. The texts hold no
variables, save for cursors: BORROWED gives a cursor of one connection to another one.
"""

CODES = ["XXX", "MX", ""]
CITY_KEYS = ["atlantis", "city:geneva"]
ORG_IDS = ["organisation:nobody", "made", "state:MEX", ""]
BACKWARDS = 'from: "2018-05-01", to: "2018-04-30"'
TOO_LONG = 'from: "2008-01-01", to: "2019-01-01"'
MONTH = 'from: "2018-03-01", to: "2018-03-31"'

WRONG = []


def wrong(*texts):
    WRONG.extend("{ %s }" % text for text in texts)


# Acts that are none.
for number in ("11", "0", "-1", "4, 11"):
    acts = "acts: [%s]" % number
    wrong("standings(%s) { totalCount }" % acts, "stanceMatrix(%s) { asOf }" % acts,
          "contacts(filter: { %s }) { totalCount }" % acts, "followUps(filter: { %s }) { totalCount }" % acts,
          "stances(filter: { %s }) { totalCount }" % acts, "roadmap(%s) { open }" % acts,
          "tallySeries(%s, step: MONTH, %s) { points { on } }" % (MONTH, acts),
          "followUpTally(by: ACT, filter: { %s }) { key }" % acts,
          'outreach(city: "geneva", %s, %s) { from }' % (MONTH, acts),
          'state(code: "MEX") { standings(%s) { position } }' % acts)
wrong("leaders(act: 11) { totalCount }", "leaders(act: 0) { totalCount }",
      'state(code: "MEX") { stances(act: 11) { totalCount } }')

# Times that are none, and checkpoints that are none.
for time in ("2018-02-01", "2018-02-30T00:00:00Z", "now", ""):
    known = 'knownAt: "%s"' % time
    wrong("standings(%s) { totalCount }" % known, "stanceMatrix(%s) { asOf }" % known,
          "leaders(act: 4, %s) { totalCount }" % known)
wrong('changes(since: "") { hasMore }', 'changes(since: "later") { hasMore }', "changes(first: 0) { hasMore }",
      "changes(first: 101) { hasMore }")

# States that are none: wrong codes, codes of two letters, ids.
for code in CODES + ["state:MEX"]:
    states = 'states: ["MEX", "%s"]' % code
    wrong("standings(%s) { totalCount }" % states, "contacts(filter: { %s }) { totalCount }" % states,
          "followUps(filter: { %s }) { totalCount }" % states, "stances(filter: { %s }) { totalCount }" % states,
          "roadmap(%s) { open }" % states, "followUpTally(by: STATE, filter: { %s }) { key }" % states)

# Cities and organisations that are none, keys where ids are due and ids where keys are due.
for key in CITY_KEYS:
    cities = 'cities: ["%s"]' % key
    wrong("contacts(filter: { %s }) { totalCount }" % cities, "followUps(filter: { %s }) { totalCount }" % cities,
          "roadmap(%s) { open }" % cities, "roadmap { gaps(%s) { totalCount } }" % cities,
          'outreach(city: "%s", %s) { from }' % (key, MONTH))
for city in ("city:atlantis", "geneva", "state:CHE"):
    wrong('state(code: "CHE") { contacts(city: "%s") { id } }' % city)
for one in ORG_IDS:
    wrong('followUps(filter: { assignees: ["%s"] }) { totalCount }' % one, 'roadmap(assignees: ["%s"]) { open }' % one,
          'followUpTally(by: CITY, filter: { assignees: ["organisation:made", "%s"] }) { key }' % one,
          'stances(filter: { assessedBy: ["%s"] }) { totalCount }' % one)

# Windows that end before they start, or are over ten years long.
for days in (BACKWARDS, TOO_LONG):
    wrong("milestones(%s) { id }" % days, "followUps(filter: { %s }) { totalCount }" % days,
          "stances(filter: { %s }) { totalCount }" % days, "followUpTally(by: ACT, filter: { %s }) { key }" % days,
          "tallySeries(%s, step: MONTH) { points { on } }" % days, 'outreach(city: "geneva", %s) { from }' % days,
          "roadmap(%s) { open }" % days, "roadmap(phase: 3, %s) { open }" % days)
wrong('roadmap(phase: 3, from: "2018-08-01") { open }', 'roadmap(phase: 3, to: "2018-01-31") { open }',
      'roadmap(from: "2018-08-01") { open }', 'roadmap(to: "2018-01-31") { open }',
      "roadmap(phase: 9) { open }", "roadmap(phase: 0) { open }")

# Pages.
CONNECTIONS = ["states", "cities", "contacts", "followUps", "stances", "standings", "leaders(act: 3, ",
               'state(code: "MEX") { stances', "roadmap { gaps"]


def with_page(field, page):
    head = field + page + ")" if field.endswith(", ") else field + "(" + page + ")"
    return head + " { totalCount }" + (" }" if " { " in field else "")


for field in CONNECTIONS:
    for page in ("first: 0", "first: -1", "first: 101", 'after: "no cursor"', 'first: 2, after: ""'):
        wrong(with_page(field, page))
wrong("states(last: 0) { totalCount }", "states(last: -1) { totalCount }", "states(last: 101) { totalCount }",
      "states(first: 2, last: 2) { totalCount }", 'states(before: "no cursor") { totalCount }',
      'states(last: 2, before: "bm8gY3Vyc29y") { totalCount }')

# The rest.
wrong('search(text: "") { snippet }', 'search(text: " \\t ") { snippet }', 'search(text: "Mexico", first: 101) { snippet }',
      "nodes(ids: [%s]) { id }" % ", ".join(['"state:MEX"'] * 101))

# (connection a cursor is taken from, query it is given to as $cursor)
BORROWED = [("cities", "query($cursor: String) { states(first: 2, after: $cursor) { totalCount } }"),
            ("states", "query($cursor: String) { cities(first: 2, after: $cursor) { totalCount } }"),
            ("cities", "query($cursor: String) { states(last: 2, before: $cursor) { totalCount } }"),
            ("states", "query($cursor: String) { standings(first: 2, after: $cursor) { totalCount } }"),
            ("followUps", "query($cursor: String) { contacts(first: 2, after: $cursor) { totalCount } }"),
            ("contacts", "query($cursor: String) { followUps(after: $cursor) { totalCount } }"),
            ("standings", "query($cursor: String) { stances(after: $cursor) { totalCount } }"),
            ("standings", "query($cursor: String) { leaders(act: 3, after: $cursor) { totalCount } }"),
            ("standings", "query($cursor: String) { roadmap { gaps(after: $cursor) { totalCount } } }")]

# (query, the data it must answer, without errors)
MISSING = [('{ state(code: "%s") { id } }' % code, {"state": None}) for code in CODES + ["state:MEX"]]
MISSING += [("{ act(number: %d) { id } }" % number, {"act": None}) for number in (11, 0, -1)]
MISSING += [('{ city(key: "%s") { id } }' % key, {"city": None}) for key in CITY_KEYS + ["", "Geneva"]]
MISSING += [('{ node(id: "%s") { id } }' % one, {"node": None})
            for one in ("state:XXX", "act:11", "act:04", "city:atlantis", "followUp:none", "unicorn:1", "geneva", "", ":")]
MISSING += [('{ nodes(ids: []) { id } }', {"nodes": []}),
            ('{ nodes(ids: ["act:11", "act:4", "x", "act:4"]) { id } }',
             {"nodes": [None, {"id": "act:4"}, None, {"id": "act:4"}]}),
            ('{ state(code: "mex") { id code } }', {"state": {"id": "state:MEX", "code": "MEX"}})]
