"""The oracle: what the service must answer to each query of the contract, for a coordinator.

Every method takes the GraphQL arguments as a dict (absent ones left out) and gives the answer as nested
dicts with every field that is compared; connections are given whole, as the list of their nodes.
"""
import cards
import plans
import standings as stand
from load import World, chosen_states, codes


class Model:
    def __init__(self, folder, today):
        self.w = World(folder, today)

    # Single look-ups: None for what is not there.

    def state(self, args, standings=None, contacts=None, bodies=None):
        """The other arguments are those of the fields of the same name."""
        w, code = self.w, args["code"].upper()
        card = cards.state_card(w, code)
        if card:
            card["standings"] = stand.state_standings(w, code, standings or {})
            card["contacts"] = self.state_contacts(code, contacts or {})
            card["bodies"] = cards.bodies_of(w, code, (bodies or {}).get("asOf") or w.today)
        return card

    def state_contacts(self, code, args):
        w = self.w
        rows = [c for c in w.contacts if c["state"] == code
                and (not args.get("city") or "city:" + c["city"] == args["city"])]
        rows.sort(key=lambda c: (w.city(c["city"])["name"], c["key"]))
        return [cards.contact_card(w, c) for c in rows]

    def state_stances(self, code, args):
        """The history, retracted ones too."""
        rows = [s for s in self.w.stances if s["state"] == code.upper() and args.get("act") in (None, s["act"])]
        return [cards.stance_card(self.w, s) for s in plans.newest_first(rows)]

    def act(self, args, tally=None):
        card = cards.act_card(self.w, args["number"])
        if card:
            card["tally"] = stand.act_tally(self.w, args["number"], tally or {})
        return card

    def city(self, args):
        return cards.city_card(self.w, args["key"])

    def node(self, args, **inner):
        """inner: the arguments of fields that take some, by field."""
        kind, _, key = args["id"].partition(":")
        w = self.w
        if kind == "state":
            return self.state({"code": key}, **inner) if w.state(key) else None
        if kind in ("act", "phase"):
            if not key.isdigit() or str(int(key)) != key:
                return None
            return self.act({"number": int(key)}, **inner) if kind == "act" else cards.phase_card(w, int(key))
        if kind == "city":
            return cards.city_card(w, key)
        if kind == "milestone":
            return cards.milestone_card(w, key)
        if kind == "organisation":
            return cards.organisation_card(w, key)
        if kind == "evidence":
            return cards.evidence_card(w, key)
        if kind == "body":
            return cards.body_card(w, key, (inner.get("members") or {}).get("asOf") or w.today)
        if kind == "stance":
            return cards.stance_card(w, w.find(w.stances, key))
        if kind == "contact":
            return cards.contact_card(w, w.contact(key), (inner.get("followUps") or {}).get("status"))
        if kind == "followUp":
            row = w.find(w.follow_ups, key)
            return row and cards.follow_up_card(w, row)
        return None

    def nodes(self, args):
        return [self.node({"id": one}) for one in args["ids"]]

    # Lists and connections.

    def acts(self, tally=None):
        return [self.act({"number": a["number"]}, tally) for a in self.w.acts]

    def states(self, args):
        wanted = {"regions": args.get("regions"), "unGroups": args.get("unGroups")}
        return [cards.state_card(self.w, s["code"]) for s in chosen_states(self.w, wanted)]

    def cities(self, args):
        hubs = args.get("hubs")
        return [cards.city_card(self.w, c["key"]) for c in self.w.cities if hubs is None or c["hub"] == hubs]

    def phases(self):
        return [cards.phase_card(self.w, p["number"]) for p in self.w.phases]

    def milestones(self, args):
        return plans.milestones(self.w, args.get("from"), args.get("to"))

    def bodies(self, members=None):
        day = (members or {}).get("asOf") or self.w.today
        return [cards.body_card(self.w, b["key"], day) for b in self.w.bodies]

    def contacts(self, args, follow_ups=None):
        rows = plans.contacts(self.w, self.filter(args))
        return [cards.contact_card(self.w, c, (follow_ups or {}).get("status")) for c in rows]

    def follow_ups(self, args):
        return [cards.follow_up_card(self.w, f) for f in plans.chosen_follow_ups(self.w, self.filter(args))]

    def stances(self, args):
        return [cards.stance_card(self.w, s) for s in plans.stances(self.w, self.filter(args))]

    def filter(self, args):
        filter = dict(args.get("filter") or {})
        if filter.get("states"):
            filter["states"] = codes(filter["states"])
        return filter

    def organisations(self):
        """Not a query: every organisation as a node shows it."""
        return [cards.organisation_card(self.w, o["key"]) for o in self.w.organisations]

    # The questions of the campaign.

    def standings(self, args):
        return stand.standings(self.w, args)

    def tally_series(self, args):
        return stand.tally_series(self.w, args)

    def follow_up_tally(self, args):
        return plans.follow_up_tally(self.w, args)

    def leaders(self, args):
        return stand.leaders(self.w, args)

    def outreach(self, args):
        return plans.outreach(self.w, args)

    def roadmap(self, args):
        return plans.roadmap(self.w, args)

    def roadmap_window(self, args):
        return plans.roadmap_window(self.w, args)

    def gaps(self, args, gap_args):
        return plans.gaps(self.w, args, gap_args)

    def stance_matrix(self, args):
        return stand.matrix(self.w, args)
