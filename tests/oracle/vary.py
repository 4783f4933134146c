#!/usr/bin/env python3
"""Writes a copy of the reference data that holds what the reference data lack.

    python3 vary.py --data FOLDER --out FOLDER [--seed N]

Several assessors who agree and disagree, assessments of one day, retractions, leadership assessed as none, follow-ups with
contacts posted elsewhere or without contact or city, contacts without mission or in cities of others, restricted
markings, periods of membership. The copy keeps every rule of an import, so that it can be brought into an empty
directory, and nothing in it is later than the reference data allow.
"""
import argparse
import csv
import os
import random
import shutil


def read(folder, name):
    with open(os.path.join(folder, name + ".csv"), encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return reader.fieldnames, list(reader)


def write(folder, name, columns, rows):
    with open(os.path.join(folder, name + ".csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def vary_stances(rng, rows, states, acts, organisations, evidence):
    """More assessments in between those there are: the order of the rows is that of recording."""
    days = ["2017-06-30", "2018-01-31", "2018-02-01", "2018-03-14", "2018-04-01", "2018-12-19", "2018-12-20"]
    assessors = [""] * 2 + ["public-record"] + rng.sample(organisations, 3)
    crowded = rng.sample(states, 12)
    for number in range(500):
        # Half of them crowd upon a few states and days, so that they tie, disagree and supersede one another.
        close = number % 2 == 0
        retracted = rng.random() < 0.15
        row = {"stance_id": "v%04d-%s" % (number, rng.choice("azm")), "iso3": rng.choice(crowded if close else states),
               "act": rng.choice(acts[:3] if close else acts),
               "position": rng.choice(["positive", "positive", "on_the_fence", "negative"]),
               "leadership": rng.choice(["", "", "", "leads", "can_lead", "none"]),
               "observed_on": rng.choice(days[:4] if close else days),
               "evidence_ids": " ".join(rng.sample(evidence, rng.choice([1, 1, 2, 3]))),
               "assessed_by": rng.choice(assessors), "confidence": rng.choice(["low", "medium", "high"]),
               "marking": rng.choice(["public", "coalition", "coalition", "restricted"]),
               "rationale": rng.choice(["", "Varied, and \"quoted\".", "Two\nlines."]),
               # As imported rows may say, in no order.
               "recorded_at": rng.choice(["", "2018-01-01T00:00:00Z", "2017-01-01T00:00:00Z"]),
               "retracted_on": "2018-06-01" if retracted else "",
               "retraction_reason": "A mistake" if retracted and rng.random() < 0.7 else ""}
        rows.insert(rng.randrange(len(rows) + 1), row)
    for row in rng.sample([r for r in rows if not r["stance_id"].startswith("v")], 25):
        row["retracted_on"] = "2018-12-31"


def vary_contacts(rng, rows, cities):
    """Some are posted elsewhere than one would think, and some are about other Acts."""
    for row in rows:
        roll = rng.random()
        if roll < 0.1:
            row["city_id"] = rng.choice(cities)
        elif roll < 0.2:
            row["acts"] = " ".join(str(act) for act in sorted(rng.sample(range(1, 11), rng.randint(1, 5))))
        elif roll < 0.25:
            row["name"], row["email"] = "Holder of " + row["contact_id"], row["contact_id"] + "@example.org"
        if rng.random() < 0.1:
            row["marking"] = rng.choice(["public", "restricted"])


def vary_follow_ups(rng, rows, contacts, cities, organisations, bodies):
    """With contacts of the same state posted elsewhere, without contact or city, due on other days, of other status."""
    of_whom = {}
    for contact in contacts:
        of_whom.setdefault((contact["iso3"], contact["body_id"]), []).append(contact["contact_id"])
    for row in rows:
        roll = rng.random()
        if roll < 0.2:
            row["contact_id"] = rng.choice(of_whom.get((row["iso3"], row["body_id"]), [""]))
        elif roll < 0.3:
            row["contact_id"] = ""
        elif roll < 0.4:
            row["city_id"] = ""
        elif roll < 0.5:
            row["city_id"] = rng.choice(cities)
        if rng.random() < 0.15:
            row["act"] = rng.choice(["", "1", "3", "10"])
        if rng.random() < 0.15:
            row["assignee"] = rng.choice(organisations)
        if rng.random() < 0.2:
            row["due"] = "2018-%02d-%02d" % (rng.randint(1, 12), rng.randint(1, 28))
        if rng.random() < 0.1:
            row["marking"] = rng.choice(["public", "restricted"])
        if rng.random() < 0.05:
            row["iso3"], row["body_id"], row["contact_id"] = "", rng.choice(bodies), ""
        if rng.random() < 0.2:
            status = rng.choice(["open", "done", "cancelled"])
            row["status"] = status
            row["completed_on"] = "2018-05-%02d" % rng.randint(1, 28) if status == "done" else ""
            row["outcome"] = rng.choice(["", "Said:\n\"yes\", perhaps."]) if status == "done" else ""
            row["cancellation_reason"] = rng.choice(["", "Nobody, in the end"]) if status == "cancelled" else ""


def vary_members(rng, rows):
    """Some come, some go, and some do both."""
    more = []
    for row in rows:
        roll = rng.random()
        if roll < 0.1:
            row["from"] = "2018-03-01"
        elif roll < 0.2:
            row["to"] = "2018-02-28"
        elif roll < 0.25:
            more.append(dict(row, **{"from": "2018-06-01", "to": ""}))
            row["to"] = "2018-02-28"
    rows += more


def main():
    parser = argparse.ArgumentParser(description="Writes a varied copy of the reference data.")
    parser.add_argument("--data", required=True, help="folder of the reference CSV files")
    parser.add_argument("--out", required=True, help="folder to write to; made where it is missing")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1000000))
    options = parser.parse_args()
    rng = random.Random(options.seed)
    os.makedirs(options.out, exist_ok=True)
    for name in sorted(os.listdir(options.data)):
        if name.endswith(".csv"):
            shutil.copyfile(os.path.join(options.data, name), os.path.join(options.out, name))

    def column(name, column):
        return [row[column] for row in read(options.data, name)[1]]

    cities, organisations = column("cities", "city_id"), column("organisations", "org_id")
    columns, stances = read(options.data, "stances")
    vary_stances(rng, stances, column("states", "iso3"), column("acts", "act"), organisations, column("evidence", "evidence_id"))
    write(options.out, "stances", columns, stances)
    columns, contacts = read(options.data, "contacts")
    vary_contacts(rng, contacts, cities)
    write(options.out, "contacts", columns, contacts)
    columns, follow_ups = read(options.data, "follow_ups")
    vary_follow_ups(rng, follow_ups, contacts, cities, organisations, column("bodies", "body_id"))
    write(options.out, "follow_ups", columns, follow_ups)
    columns, members = read(options.data, "body_members")
    vary_members(rng, members)
    write(options.out, "body_members", columns, members)
    print("varied with seed %d" % options.seed)


if __name__ == "__main__":
    main()
