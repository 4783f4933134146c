"""What is planned: follow-ups and their tally, a city's outreach, the road map and its gaps."""
import datetime

from cards import (act_card, city_card, contact_card, follow_up_card, is_overdue, milestone_card,
                   state_card)
from load import chosen_acts, chosen_states, codes, keep, keep_acts
from standings import LEADERSHIP, standing, standing_card


def between(day, start, end):
    return (not start or start <= day) and (not end or day <= end)


def overlaps(m, start, end):
    return (not start or start <= m["to"]) and (not end or m["from"] <= end)


def milestones(w, start, end, city=None):
    return [milestone_card(w, m["key"]) for m in w.milestones
            if overlaps(m, start, end) and (city is None or m["city"] == city)]


def of_place(w, row, args):
    """states, regions and unGroups: any of them leaves the rows of bodies out."""
    if not (args.get("states") or args.get("regions") or args.get("unGroups")):
        return True
    return row["state"] is not None and w.state(row["state"]) in chosen_states(w, args)


def of_act(f, wanted):
    return keep_acts([] if f["act"] is None else [f["act"]], wanted)


def of_assignee(f, wanted):
    return keep("organisation:" + f["assignee"], wanted)


def chosen_follow_ups(w, filter):
    a = filter or {}
    return [f for f in w.follow_ups
            if of_place(w, f, {"states": a.get("states")}) and keep(f["city"], a.get("cities"))
            and of_act(f, a.get("acts")) and keep(f["level"], a.get("levels"))
            and of_assignee(f, a.get("assignees")) and keep(f["status"], a.get("status"))
            and between(f["due"], a.get("from"), a.get("to"))
            and (a.get("overdue") is None or a["overdue"] == is_overdue(f, w.today))]


def tally_key(w, f, by):
    if by == "ASSIGNEE":
        return "organisation:" + f["assignee"]
    if by == "STATE":
        return "state:" + f["state"] if f["state"] else None
    if by == "ACT":
        return "act:%d" % f["act"] if f["act"] is not None else None
    if by == "CITY":
        return "city:" + f["city"] if f["city"] else None
    if by == "LEVEL":
        return f["level"]
    if by == "MONTH":
        return f["due"][:7]
    return w.state(f["state"])["region"] if f["state"] else None


def follow_up_tally(w, args):
    groups = {}
    for f in chosen_follow_ups(w, args.get("filter")):
        groups.setdefault(tally_key(w, f, args["by"]), []).append(f)
    rows = []
    for key, group in groups.items():
        status = [f["status"] for f in group]
        open_days = [f["due"] for f in group if f["status"] == "OPEN"]
        rows.append({"key": key, "open": status.count("OPEN"), "done": status.count("DONE"),
                     "cancelled": status.count("CANCELLED"),
                     "overdue": len([f for f in group if is_overdue(f, w.today)]),
                     "oldestOpenDue": min(open_days) if open_days else None})
    rows.sort(key=lambda r: (-r["open"], r["key"] is None, r["key"] or ""))
    return rows


def contacts(w, filter):
    a = filter or {}
    rows = [c for c in w.contacts
            if of_place(w, c, {"states": a.get("states")}) and keep(c["city"], a.get("cities"))
            and keep_acts(c["acts"], a.get("acts")) and keep(c["level"], a.get("levels"))]
    return sorted(rows, key=lambda c: (w.whose_name(c), c["key"]))


def outreach(w, args):
    city, start, end, acts = args["city"], args["from"], args["to"], args.get("acts")
    # Open, and due in the window or overdue at its start: in short, due on its last day or before.
    due = [f for f in w.follow_ups if f["status"] == "OPEN" and f["due"] <= end]
    visits = []
    for c in w.contacts:
        if c["city"] != city or not keep_acts(c["acts"], acts):
            continue
        mine = [f for f in due if f["contact"] == c["key"]]
        if args.get("dueOnly") and not mine:
            continue
        visits.append((mine[0]["due"] if mine else "9999", w.whose_name(c), c["key"], c, mine))
    visits.sort(key=lambda v: v[:3])
    others = [f for f in due if f["city"] == city and of_act(f, acts)
              and (f["contact"] is None or w.contact(f["contact"])["city"] != city)]
    return {"city": city_card(w, city), "from": start, "to": end,
            "milestones": milestones(w, start, end, city),
            "visits": [visit_card(w, c, mine, start) for _, _, _, c, mine in visits],
            "otherFollowUps": [follow_up_card(w, f) for f in others]}


def visit_card(w, c, mine, day):
    stands = []
    if c["state"]:
        stands = [standing_card(w, standing(w, c["state"], act, day)) for act in chosen_acts(w, c["acts"])]
    return {"contact": contact_card(w, c), "standings": stands,
            "dueFollowUps": [follow_up_card(w, f) for f in mine]}


def rounds(w):
    return [m for m in w.milestones if m["kind"] == "NEGOTIATION_ROUND"]


def roadmap_window(w, args):
    """The first and the last day, or None where there is neither phase nor both dates."""
    number = args.get("phase")
    if number is None:
        number = next((m["phase"] for m in rounds(w) if m["phase"] is not None), None)
    phase = w.phase(number) if number is not None else None
    start = args.get("from") or (phase and phase["from"])
    end = args.get("to") or (phase and phase["to"])
    return (start, end) if start and end else None


def roadmap_days(w, args):
    start, end = roadmap_window(w, args)
    return start, end, min(max(args.get("asOf") or w.today, start), end)


def months_of(start, end):
    year, month = int(start[:4]), int(start[5:7])
    names = []
    while "%04d-%02d" % (year, month) <= end[:7]:
        names.append("%04d-%02d" % (year, month))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return names


def last_day(name):
    year, month = int(name[:4]), int(name[5:7])
    first_of_next = datetime.date(year + month // 12, month % 12 + 1, 1)
    return (first_of_next - datetime.timedelta(days=1)).isoformat()


def roadmap(w, args):
    start, end, day = roadmap_days(w, args)
    rows = [f for f in w.follow_ups
            if between(f["due"], start, end) and of_place(w, f, args) and of_act(f, args.get("acts"))
            and keep(f["city"], args.get("cities")) and keep(f["level"], args.get("levels"))
            and of_assignee(f, args.get("assignees"))]

    def count(some, status):
        return len([f for f in some if f["status"] == status])

    months = []
    for name in months_of(start, end):
        mine = [f for f in rows if f["due"][:7] == name]
        stones = [m for m in w.milestones if overlaps(m, start, end) and overlaps(m, name + "-01", last_day(name))]
        months.append({"month": name, "milestones": [milestone_card(w, m["key"]) for m in stones],
                       "followUps": [follow_up_card(w, f) for f in mine],
                       "open": count(mine, "OPEN"), "done": count(mine, "DONE")})
    return {"from": start, "to": end, "asOf": day, "months": months, "open": count(rows, "OPEN"),
            "done": count(rows, "DONE"), "cancelled": count(rows, "CANCELLED"),
            "overdue": len([f for f in rows if is_overdue(f, day)])}


def covers(f, code, act, day, args):
    """Does this follow-up, due in the window, keep the state and the Act from being a gap?"""
    if f["state"] != code or f["act"] not in (act, None):
        return False
    if f["act"] is None and args.get("general") is False:
        return False
    if not keep(f["city"], args.get("cities")) or not keep(f["level"], args.get("levels")):
        return False
    return f["status"] == "DONE" or f["status"] == "OPEN" and f["due"] >= day


def gaps(w, args, gap_args):
    """args: those of the road map, of which acts and place count here; gap_args: those of the gaps."""
    start, end, day = roadmap_days(w, args)
    planned = [f for f in w.follow_ups if between(f["due"], start, end)]
    following = [m for m in rounds(w) if m["from"] >= day]
    rows = []
    for act in chosen_acts(w, args.get("acts")):
        of_this = []
        for s in chosen_states(w, args):
            st = standing(w, s["code"], act, day)
            if st["leadership"] not in ("LEADS", "CAN_LEAD") and st["position"] != "ON_THE_FENCE":
                continue
            if any(covers(f, s["code"], act, day, gap_args) for f in planned):
                continue
            of_this.append(((LEADERSHIP + [None]).index(st["leadership"]), s["name"], st))
        rows += sorted(of_this, key=lambda row: row[:2])
    return [{"state": state_card(w, st["state"]), "act": act_card(w, st["act"]), "standing": standing_card(w, st),
             "nextRound": milestone_card(w, following[0]["key"]) if following else None}
            for _, _, st in rows]


def stances(w, filter):
    a = filter or {}
    rows = [s for s in w.stances
            if keep(s["state"], codes(a.get("states"))) and keep(s["act"], a.get("acts"))
            and keep(s["position"], a.get("positions"))
            and (not a.get("assessedBy") or s["assessor"] and "organisation:" + s["assessor"] in a["assessedBy"])
            and between(s["observed"], a.get("from"), a.get("to"))
            and (a.get("includeRetracted") or not s["retracted"])]
    return newest_first(rows)


def newest_first(rows):
    """Newest observed first, then id."""
    by_id = sorted(rows, key=lambda s: s["key"])
    return sorted(by_id, key=lambda s: s["observed"], reverse=True)
