#!/usr/bin/env python3
"""Compares a running service with the oracle: random queries, paging, and bad arguments.

    python3 compare.py --url http://127.0.0.1:8080/graphql --data FOLDER --today 2018-02-01 [--seed N] [--rounds 300]
    python3 compare.py --self-check --data FOLDER

FOLDER holds the reference CSV files the service has imported, and nothing else may have been imported or
written; the service takes --today for today, and the caller for a coordinator (--token, if it wants one).
A mismatch is printed with its query and the first difference; the run stops after ten (--most). --self-check answers
the queries from the oracle itself, to prove that it runs and pages as it should.
"""
import argparse
import json
import random
import re
import sys
import urllib.error
import urllib.request

from cards import prune
from draw import Pool
from kinds import KINDS
from model import Model
from refusals import BORROWED, MISSING, WRONG


class Mismatch(Exception):
    """The service answered something else."""

    def __init__(self, text, variables, path, expected, got):
        super().__init__(path)
        self.text, self.variables, self.path, self.expected, self.got = text, variables, path, expected, got


class Service:
    """Asks over HTTP."""

    def __init__(self, url, token):
        self.url, self.token = url, token

    def ask(self, text, variables):
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        body = json.dumps({"query": text, "variables": variables}).encode()
        try:
            with urllib.request.urlopen(urllib.request.Request(self.url, body, headers), timeout=60) as answer:
                raw = answer.read()
        except urllib.error.HTTPError as error:
            raw = error.read()
        try:
            return json.loads(raw)
        except ValueError:
            return {"errors": [{"message": "not JSON: " + raw[:200].decode("utf-8", "replace")}]}


class Mirror:
    """Answers a case from the oracle, with places as cursors, to try the comparison itself."""

    def __init__(self):
        self.case = None

    def ask(self, text, variables):
        value = self.case.expected
        if self.case.key:
            rows = value
            start, end = 0, len(rows)
            if variables.get("after") is not None:
                start = int(variables["after"]) + 1
            if variables.get("before") is not None:
                end = int(variables["before"])
            if variables.get("last") is not None:
                start = max(start, end - variables["last"])
            else:
                end = min(end, start + variables.get("first", 50))
            edges = [{"cursor": str(i), "node": prune(rows[i], self.case.key)} for i in range(start, end)]
            value = {"totalCount": len(rows), "edges": edges, "nodes": rows[start:end],
                     "pageInfo": {"hasNextPage": end < len(rows), "hasPreviousPage": start > 0,
                                  "startCursor": edges[0]["cursor"] if edges else None,
                                  "endCursor": edges[-1]["cursor"] if edges else None}}
        for name in reversed(self.case.path):
            value = {name: value}
        return {"data": value}


def difference(expected, got, path):
    """The first place where two answers differ: (path, expected, got), or None."""
    if isinstance(expected, dict) and isinstance(got, dict):
        for name in list(expected) + [name for name in got if name not in expected]:
            if name not in expected or name not in got:
                return path + "." + name, expected.get(name, "(absent)"), got.get(name, "(absent)")
            found = difference(expected[name], got[name], path + "." + name)
            if found:
                return found
        return None
    if isinstance(expected, list) and isinstance(got, list):
        for place, (one, other) in enumerate(zip(expected, got)):
            found = difference(one, other, "%s[%d]" % (path, place))
            if found:
                return found
        if len(expected) != len(got):
            place = min(len(expected), len(got))
            return ("%s (%d expected, %d got; first at [%d])" % (path, len(expected), len(got), place),
                    expected[place] if place < len(expected) else "(end)", got[place] if place < len(got) else "(end)")
        return None
    same = expected == got and isinstance(expected, bool) == isinstance(got, bool)
    return None if same else (path, expected, got)


def expect(text, variables, expected, got, path):
    found = difference(expected, got, path)
    if found:
        raise Mismatch(text, variables, *found)


def data_at(service, case, variables):
    """The value a case is about, out of an answer without errors."""
    answer = service.ask(case.text, variables)
    if answer.get("errors"):
        raise Mismatch(case.text, variables, "errors", "none", answer["errors"])
    value = answer.get("data")
    for name in case.path:
        if not isinstance(value, dict) or name not in value:
            raise Mismatch(case.text, variables, "data." + ".".join(case.path), "something", value)
        value = value[name]
    return value


def check_case(service, case, rng):
    path = ".".join(case.path)
    if not case.key:
        expect(case.text, case.variables, case.expected, data_at(service, case, case.variables), path)
        return
    total = len(case.expected)
    size = rng.choice([1, 2, 3, 7, 10, 25, 49, 50, 51, 99, 100, max(1, min(100, total)), max(1, min(100, total - 1))])
    size = max(size, min(100, total // 12 + 1))
    way = rng.choice(["forward", "forward", "plain"] + ["backward"] * 3 * case.backward)
    seen, cursor = [], None
    while True:
        page = {} if way == "plain" else {"last" if way == "backward" else "first": size}
        if cursor is not None:
            page["before" if way == "backward" else "after"] = cursor
        step = 50 if way == "plain" else size
        if way == "backward":
            end = total - len(seen)
            start = max(0, end - step)
        else:
            start = len(seen)
            end = min(total, start + step)
        variables = dict(case.variables, **page)
        got = data_at(service, case, variables)
        edges, info = got["edges"], got["pageInfo"]
        cursors = [edge["cursor"] for edge in edges]
        rows = case.expected[start:end]
        expect(case.text, variables,
               {"totalCount": total, "hasNextPage": end < total, "hasPreviousPage": start > 0, "nodes": rows,
                "edges": [prune(row, case.key) for row in rows],
                "startCursor": cursors[0] if rows and cursors else None,
                "endCursor": cursors[-1] if rows and cursors else None},
               {"totalCount": got["totalCount"], "hasNextPage": info["hasNextPage"],
                "hasPreviousPage": info["hasPreviousPage"], "nodes": got["nodes"],
                "edges": [edge["node"] for edge in edges],
                "startCursor": info["startCursor"], "endCursor": info["endCursor"]}, path)
        expect(case.text, variables, len(cursors), len(set(cursors)), path + ".edges: different cursors")
        seen = got["nodes"] + seen if way == "backward" else seen + got["nodes"]
        if (start == 0) if way == "backward" else (end == total):
            break
        cursor = info["startCursor" if way == "backward" else "endCursor"]
    expect(case.text, case.variables, case.expected, seen, path + " (all pages)")


def check_wrong(service, text, variables):
    answer = service.ask(text, variables)
    codes = [(error.get("extensions") or {}).get("code") for error in answer.get("errors") or []]
    if not codes or set(codes) != {"BAD_USER_INPUT"}:
        raise Mismatch(text, variables, "errors[].extensions.code", "BAD_USER_INPUT", answer)


def check_borrowed(service, source, text):
    query = "{ %s(first: 1) { edges { cursor } } }" % source
    answer = service.ask(query, {})
    try:
        cursor = answer["data"][source]["edges"][0]["cursor"]
    except (KeyError, IndexError, TypeError):
        raise Mismatch(query, {}, "data." + source + ".edges[0].cursor", "a cursor", answer)
    check_wrong(service, text, {"cursor": cursor})


def check_missing(service, text, data):
    answer = service.ask(text, {})
    if answer.get("errors"):
        raise Mismatch(text, {}, "errors", "none", answer["errors"])
    expect(text, {}, data, answer.get("data"), "data")


def check_text(case):
    """For the self-check: every declared variable is used and has a value or is a page's, brackets pair up."""
    declared = re.findall(r"\$(\w+):", case.text)
    used = re.findall(r"\$(\w+)(?!\w*:)", case.text)
    if sorted(declared) != sorted(used) or case.text.count("{") != case.text.count("}"):
        raise Mismatch(case.text, case.variables, "text", declared, used)
    if set(case.variables) - set(declared) or set(declared) - set(case.variables) - {"first", "after", "last", "before"}:
        raise Mismatch(case.text, case.variables, "variables", declared, sorted(case.variables))


def short(value):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 600 else text[:600] + " ..."


def report(name, m):
    print("\nMISMATCH in %s\n  query:     %s\n  variables: %s\n  at:        %s\n  expected:  %s\n  got:       %s"
          % (name, m.text, short(m.variables), m.path, short(m.expected), short(m.got)))


def checks(model, service, seed, rounds, mirrored):
    """(name, what to run) each."""
    for i in range(max(rounds, len(KINDS))):
        kind = KINDS[i % len(KINDS)]

        def draw_and_check(i=i, kind=kind):
            rng = random.Random("%s-%d" % (seed, i))
            case = kind(Pool(model, rng))
            if mirrored:
                service.case = case
                check_text(case)
            check_case(service, case, rng)

        yield "round %d, %s" % (i, kind.__name__), draw_and_check
    if not mirrored:
        for text in WRONG:
            yield "bad argument", lambda text=text: check_wrong(service, text, {})
        for source, text in BORROWED:
            yield "cursor of " + source, lambda source=source, text=text: check_borrowed(service, source, text)
        for text, data in MISSING:
            yield "look-up", lambda text=text, data=data: check_missing(service, text, data)


def main():
    parser = argparse.ArgumentParser(description="Compares a running service with the oracle.")
    parser.add_argument("--url", default="http://127.0.0.1:8080/graphql")
    parser.add_argument("--data", required=True, help="folder of the reference CSV files")
    parser.add_argument("--today", default="2018-02-01")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1000000))
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--most", type=int, default=10, help="stop after so many mismatches")
    parser.add_argument("--token", help="sent as a bearer token")
    parser.add_argument("--self-check", action="store_true", help="no server: the oracle answers itself")
    options = parser.parse_args()
    print("seed %d, today %s" % (options.seed, options.today))
    model = Model(options.data, options.today)
    service = Mirror() if options.self_check else Service(options.url, options.token)
    passed = failed = 0
    for name, check in checks(model, service, options.seed, options.rounds, options.self_check):
        try:
            check()
            passed += 1
        except Mismatch as mismatch:
            failed += 1
            report(name, mismatch)
        except (OSError, KeyError, TypeError) as error:
            if options.self_check:
                raise
            failed += 1
            print("\nMISMATCH in %s: no usable answer: %r" % (name, error))
        if failed >= options.most:
            print("\nstopped after %d mismatches" % failed)
            break
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
