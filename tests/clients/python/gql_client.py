"""The Python client gql: queries, mutations and mistakes over requests and httpx, subscriptions over websockets.

python gql_client.py ADDRESS OPERATIONS, with a coordinator's token in DEMARCHE_TOKEN.
"""

import asyncio
import os
import sys
from pathlib import Path

from gql import Client, GraphQLRequest, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXAsyncTransport, HTTPXTransport
from gql.transport.requests import RequestsHTTPTransport
from gql.transport.websockets import WebsocketsTransport

ADDRESS, OPERATIONS = sys.argv[1], Path(sys.argv[2])
HEADERS = {"Authorization": f"Bearer {os.environ['DEMARCHE_TOKEN']}"}


def operation(name, **variables):
    return GraphQLRequest((OPERATIONS / f"{name}.graphql").read_text(), variable_values=variables)


def stance(key):
    wish = {"state": "MEX", "act": 7, "position": "POSITIVE", "observedOn": "2018-01-31", "confidence": "HIGH"}
    return {**wish, "evidence": ["evidence:act-now"], "idempotencyKey": f"python-{os.getpid()}-{key}"}


def asked(way, session, checked):
    leaders = session.execute(operation("leaders", act=4, first=2))
    assert len(leaders["leaders"]["nodes"]) == 2, leaders
    recorded = session.execute(operation("record_stance", input=stance(way)))
    assert recorded["recordStance"]["stance"]["id"].startswith("stance:"), recorded
    try:
        session.execute(operation("leaders", act=11))
    except TransportQueryError as mistake:
        assert mistake.errors[0]["extensions"]["code"] == "BAD_USER_INPUT", mistake
    else:
        raise AssertionError("Act 11 was answered")
    if checked:
        # The documents fit the schema as the service tells it.
        for path in sorted(OPERATIONS.glob("*.graphql")):
            session.client.validate(gql(path.read_text()))


async def watched():
    transport = WebsocketsTransport(
        url=ADDRESS.replace("http", "ws", 1),
        init_payload=HEADERS,
        subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
    )
    http = HTTPXAsyncTransport(url=ADDRESS, headers=HEADERS)
    async with Client(transport=transport) as session, Client(transport=http) as writer:
        leaders = await session.execute(operation("leaders", act=4, first=2))
        assert len(leaders["leaders"]["nodes"]) == 2, leaders
        written = []
        told = set()

        async def write():
            for round in range(80):
                answer = await writer.execute(operation("record_stance", input=stance(f"watched-{round}")))
                written.append(answer["recordStance"]["stance"]["id"])
                await asyncio.sleep(0.25)

        writing = asyncio.create_task(write())
        try:
            async with asyncio.timeout(25):
                async for news in session.subscribe(operation("watch_changes")):
                    told.update(change["node"]["id"] for change in news["changes"]["nodes"])
                    # An event may come before the answer to what it tells of.
                    if told & set(written):
                        break
                else:
                    raise AssertionError(f"the subscription has ended without telling of what was written: {told}")
        finally:
            writing.cancel()
            # Unless it was given up, what went wrong with writing is told.
            try:
                await writing
            except asyncio.CancelledError:
                pass


for way, transport in {"requests": RequestsHTTPTransport, "httpx": HTTPXTransport}.items():
    checked = way == "requests"
    with Client(transport=transport(url=ADDRESS, headers=HEADERS), fetch_schema_from_transport=checked) as session:
        asked(way, session, checked)
asyncio.run(watched())
print("queries, mutations and errors over requests and httpx, the schema checked, a subscription over websockets")
