"""Where states stand: standings, tallies, leaders and the matrix, as the contract tells them."""
import datetime

from cards import act_card, contact_card, follow_up_card, stance_card, state_card
from load import chosen_acts, chosen_states, keep

LEADERSHIP = ["LEADS", "CAN_LEAD", "NONE"]
POSITION = ["POSITIVE", "ON_THE_FENCE", "NEGATIVE"]
CONFIDENCE = ["LOW", "MEDIUM", "HIGH"]


def newness(stance):
    """Later observed is newer; of one day, what was recorded last."""
    return (stance["observed"], stance["place"])


def counts(stance, at):
    """Whether a stance counts: now, or as it was known at a time. Times are written alike, so they compare as texts."""
    if at is None:
        return not stance["retracted"]
    return stance["recorded"] <= at and (stance["believed"] is None or at < stance["believed"])


def standing(w, code, act, day, at=None):
    """Where a state stands on an Act on a day, with what was known at a time."""
    known = [s for s in w.stances_of.get((code, act), []) if counts(s, at) and s["observed"] <= day]
    latest = {}
    for s in known:
        held = latest.get(s["assessor"])
        if held is None or newness(s) > newness(held):
            latest[s["assessor"]] = s
    assessments = sorted(latest.values(), key=newness, reverse=True)
    says = sorted((s for s in known if s["leadership"]), key=newness, reverse=True)
    return {"state": code, "act": act, "assessments": assessments,
            "stance": assessments[0] if assessments else None,
            "position": assessments[0]["position"] if assessments else None,
            "leadership": says[0]["leadership"] if says else None,
            "contested": len({s["position"] for s in assessments}) > 1}


def standing_card(w, st):
    return {"__typename": "Standing", "state": state_card(w, st["state"]), "act": act_card(w, st["act"]),
            "position": st["position"], "leadership": st["leadership"], "contested": st["contested"],
            "stance": stance_card(w, st["stance"]),
            "assessments": [stance_card(w, s) for s in st["assessments"]]}


def state_standings(w, code, args):
    day = args.get("asOf") or w.today
    return [standing_card(w, standing(w, code, act, day)) for act in chosen_acts(w, args.get("acts"))]


def standings(w, args):
    day = args.get("asOf") or w.today
    rows = []
    for act in chosen_acts(w, args.get("acts")):
        for s in chosen_states(w, args):
            st = standing(w, s["code"], act, day, args.get("knownAt"))
            if keep(st["position"], args.get("positions")):
                rows.append(standing_card(w, st))
    return rows


def tally(w, act, day, states, at=None):
    all_of_them = [standing(w, s["code"], act, day, at) for s in states]

    def count(what, value):
        return len([st for st in all_of_them if st[what] == value])

    return {"positive": count("position", "POSITIVE"), "onTheFence": count("position", "ON_THE_FENCE"),
            "negative": count("position", "NEGATIVE"), "unknown": count("position", None),
            "leads": count("leadership", "LEADS"), "canLead": count("leadership", "CAN_LEAD")}


def act_tally(w, act, args):
    return tally(w, act, args.get("asOf") or w.today, chosen_states(w, {"regions": args.get("regions")}))


def last_days(start, end, step):
    """The last day of each step of a window, the last one cut at its end."""
    day, last = datetime.date.fromisoformat(start), datetime.date.fromisoformat(end)
    one = datetime.timedelta(days=1)
    days = []
    while day <= last:
        ends = (step == "DAY" or step == "WEEK" and day.isoweekday() == 7
                or step == "MONTH" and (day + one).day == 1)
        if ends or day == last:
            days.append(day.isoformat())
        day += one
    return days


def tally_series(w, args):
    states = chosen_states(w, {"regions": args.get("regions"), "unGroups": args.get("unGroups")})
    days = last_days(args["from"], args["to"], args["step"])
    return [{"act": act_card(w, act), "points": [{"on": day, "tally": tally(w, act, day, states)} for day in days]}
            for act in chosen_acts(w, args.get("acts"))]


def matrix(w, args):
    day, at = args.get("asOf") or w.today, args.get("knownAt")
    states = chosen_states(w, {"regions": args.get("regions"), "unGroups": args.get("unGroups")})
    acts = chosen_acts(w, args.get("acts"))
    return {"asOf": day, "knownAt": at, "acts": [act_card(w, act) for act in acts],
            "rows": [{"state": state_card(w, s["code"]),
                      "standings": [standing_card(w, standing(w, s["code"], act, day, at)) for act in acts]}
                     for s in states],
            "totals": [tally(w, act, day, states, at) for act in acts]}


def leaders(w, args):
    act, day = args["act"], args.get("asOf") or w.today
    wanted = args.get("leadership") or ["LEADS", "CAN_LEAD"]
    since, least = args.get("observedSince"), args.get("minConfidence")
    rows = []
    for s in chosen_states(w, {"regions": args.get("regions"), "unGroups": args.get("unGroups")}):
        st = standing(w, s["code"], act, day, args.get("knownAt"))
        if st["leadership"] not in wanted or st["position"] is None:
            continue
        if not keep(st["position"], args.get("positions")):
            continue
        if since and st["stance"]["observed"] < since:
            continue
        if least and CONFIDENCE.index(st["stance"]["confidence"]) < CONFIDENCE.index(least):
            continue
        rows.append((LEADERSHIP.index(st["leadership"]), POSITION.index(st["position"]), s["name"], st))
    rows.sort(key=lambda row: row[:3])
    return [leader_card(w, row[3]) for row in rows]


def leader_card(w, st):
    code, act = st["state"], st["act"]
    contacts = [c for c in w.contacts if c["state"] == code and (not c["acts"] or act in c["acts"])]
    contacts.sort(key=lambda c: (w.city(c["city"])["name"], c["key"]))
    card = standing_card(w, st)
    card["__typename"] = "Leader"
    card["contacts"] = [contact_card(w, c) for c in contacts]
    card["openFollowUps"] = [follow_up_card(w, f) for f in w.follow_ups
                             if f["state"] == code and f["status"] == "OPEN" and f["act"] in (act, None)]
    return card
