"""What schemathesis is told of Demarche: how its scalars look, and what an error that is no failure looks like.

The schema cannot say that `first` is 1 to 100 or that an id is one that there is, so calls that fit it are refused all the
same. What must hold of a refusal is checked here.
"""

import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes

EXPECTED = {"BAD_USER_INPUT", "FORBIDDEN", "NOT_FOUND", "LIMIT_EXCEEDED"}

days = st.dates().map(lambda it: it.isoformat())
times = st.times().map(lambda it: it.strftime("%H:%M"))
schemathesis.graphql.scalar("Date", days.map(nodes.String))
schemathesis.graphql.scalar("LocalDateTime", st.builds("{}T{}".format, days, times).map(nodes.String))


@schemathesis.check
def refusals_are_readable(ctx, response, case):
    """Each error has a code that is expected, one sentence, and the request it is of."""
    answer = response.json()
    assert "data" in answer or "errors" in answer, "neither data nor errors"
    for error in answer.get("errors", []):
        extensions = error.get("extensions", {})
        assert extensions.get("code") in EXPECTED, f"a code that is not expected: {error}"
        assert extensions.get("requestId") == response.headers["x-request-id"][0], f"names no request: {error}"
        assert error["message"].strip() and "\n" not in error["message"], f"more than one sentence: {error}"
