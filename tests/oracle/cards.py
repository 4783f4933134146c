"""How the oracle shows each kind of thing: the GraphQL fields of a row, as a nested dict.

A card holds more than one query asks for; `prune` cuts it down to a selection, so that a selection
naming a field no card has fails at once.
"""
import re

from load import enum


def parse(selection):
    """{"state": {"code": None}} for "state { code }"; arguments are skipped, `... on T` is kept as a name."""
    words = re.findall(r"\.\.\. on \w+|\w+|[{}]", re.sub(r"\([^()]*\)", "", selection))

    def block(at):
        fields, last = {}, None
        while at < len(words) and words[at] != "}":
            if words[at] == "{":
                fields[last], at = block(at + 1)
            else:
                last = words[at]
                fields[last] = None
            at += 1
        return fields, at

    fields, end = block(0)
    if end != len(words):
        raise ValueError("unbalanced selection: " + selection)
    return fields


def prune(value, fields):
    """The part of a card that a parsed selection asks for."""
    if value is None or fields is None:
        if isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict)):
            raise ValueError("an object needs a selection")
        return value
    if isinstance(value, list):
        return [prune(one, fields) for one in value]
    out = {}
    for name, inner in fields.items():
        if name.startswith("... on "):
            if value["__typename"] == name[7:]:
                out.update(prune(value, inner))
        else:
            out[name] = prune(value[name], inner)
    return out


def state_brief(w, code):
    s = w.state(code) if code else None
    return s and {"__typename": "State", "id": "state:" + s["code"], "code": s["code"], "name": s["name"],
                  "officialName": s["official"], "region": s["region"], "unGroup": s["un_group"]}


def state_card(w, code):
    card = state_brief(w, code)
    if card:
        capital = [c for c in w.cities if c["state"] == code and c["capital"]]
        card["capital"] = city_card(w, capital[0]["key"])
    return card


def city_card(w, key):
    c = w.city(key) if key else None
    return c and {"__typename": "City", "id": "city:" + c["key"], "name": c["name"],
                  "state": state_brief(w, c["state"]), "latitude": c["lat"], "longitude": c["lon"],
                  "timeZone": c["zone"], "isHub": c["hub"], "isCapital": c["capital"]}


def body_brief(w, key):
    b = w.body(key) if key else None
    return b and {"__typename": "Body", "id": "body:" + b["key"], "name": b["name"],
                  "shortName": b["short"], "kind": b["kind"]}


def is_member(row, day):
    return (row["from"] is None or row["from"] <= day) and (row["to"] is None or day <= row["to"])


def body_card(w, key, day):
    card = body_brief(w, key)
    if card:
        members = {m["state"] for m in w.members if m["body"] == key and is_member(m, day)}
        card["members"] = [state_card(w, s["code"]) for s in w.states if s["code"] in members]
    return card


def bodies_of(w, code, day):
    keys = {m["body"] for m in w.members if m["state"] == code and is_member(m, day)}
    return [body_brief(w, b["key"]) for b in w.bodies if b["key"] in keys]


def act_card(w, number):
    a = w.act(number) if number is not None else None
    return a and {"__typename": "Act", "id": "act:%d" % number, "number": number, "title": a["title"]}


def phase_card(w, number):
    p = w.phase(number) if number is not None else None
    return p and {"__typename": "Phase", "id": "phase:%d" % number, "number": number, "name": p["name"],
                  "from": p["from"], "to": p["to"]}


def milestone_card(w, key):
    m = w.find(w.milestones, key) if key else None
    return m and {"__typename": "Milestone", "id": "milestone:" + m["key"], "title": m["title"],
                  "kind": m["kind"], "from": m["from"], "to": m["to"], "city": city_card(w, m["city"]),
                  "phase": phase_card(w, m["phase"]), "process": m["process"]}


def organisation_card(w, key):
    o = w.find(w.organisations, key) if key else None
    if o is None:
        return None
    roles = [r for r in w.roles if r["org"] == key]
    anchors = [enum(r["scope"]) for r in roles if r["role"] == "regional-anchor"]
    return {"__typename": "Organisation", "id": "organisation:" + key, "name": o["name"],
            "shortName": o["short"], "region": anchors[0] if anchors else None,
            "roles": [{"role": r["role"], "scope": r["scope"]} for r in roles]}


def evidence_card(w, key):
    e = w.find(w.evidence, key) if key else None
    return e and {"__typename": "Evidence", "id": "evidence:" + e["key"], "kind": e["kind"],
                  "title": e["title"], "date": e["date"], "publisher": e["publisher"], "url": e["url"],
                  "state": state_brief(w, e["state"])}


def stance_card(w, s):
    return s and {"__typename": "Stance", "id": "stance:" + s["key"], "state": state_brief(w, s["state"]),
                  "act": act_card(w, s["act"]), "position": s["position"], "leadership": s["leadership"],
                  "observedOn": s["observed"], "confidence": s["confidence"], "rationale": s["rationale"],
                  "evidence": [evidence_card(w, key) for key in s["evidence"]],
                  "assessedBy": organisation_card(w, s["assessor"]), "marking": s["marking"],
                  "retracted": s["retracted"]}


def contact_brief(w, c):
    if c is None:
        return None
    done = [f["completed"] for f in w.follow_ups if f["contact"] == c["key"] and f["completed"]]
    return {"__typename": "Contact", "id": "contact:" + c["key"], "state": state_brief(w, c["state"]),
            "body": body_brief(w, c["body"]), "city": city_card(w, c["city"]), "post": c["post"],
            "institution": c["institution"], "level": c["level"],
            "acts": [act_card(w, number) for number in c["acts"]], "name": c["name"], "email": c["email"],
            "phone": c["phone"], "marking": c["marking"], "lastContactedOn": max(done) if done else None}


def contact_card(w, c, statuses=None):
    card = contact_brief(w, c)
    if card:
        card["followUps"] = [follow_up_card(w, f) for f in w.follow_ups if f["contact"] == c["key"]
                             and (not statuses or f["status"] in statuses)]
    return card


def is_overdue(f, day):
    return f["status"] == "OPEN" and f["due"] < day


def follow_up_card(w, f):
    return {"__typename": "FollowUp", "id": "followUp:" + f["key"], "purpose": f["purpose"],
            "state": state_brief(w, f["state"]), "body": body_brief(w, f["body"]), "act": act_card(w, f["act"]),
            "contact": contact_brief(w, w.contact(f["contact"])) if f["contact"] else None,
            "city": city_card(w, f["city"]), "level": f["level"],
            "assignee": organisation_card(w, f["assignee"]), "due": f["due"], "status": f["status"],
            "overdue": is_overdue(f, w.today), "completedOn": f["completed"], "outcome": f["outcome"],
            "marking": f["marking"]}
