"""What each resource answers: the account, databases, containers, partition key ranges, items, queries, batches."""

from __future__ import annotations

from typing import Any

from infra.local.cosmos import batches, documents
from infra.local.cosmos.account import Account, Container, Database
from infra.local.cosmos.authorization import Authority
from infra.local.cosmos.exchange import Answer, Call, name_of
from infra.local.cosmos.feeds import answer_plan, answer_query, answer_ranges
from infra.local.cosmos.refusals import Refused, bad_request, not_found


def answer_call(account: Account, call: Call, *, authority: Authority) -> Answer:
    """Raises Refused; the server turns it into the service's error body."""
    names = call.segments[1::2]
    match call.verb, call.segments[::2]:
        case "GET", []:
            return Answer(200, _account(call.root))
        case ("POST", ["dbs"]) | ("POST", ["dbs", "colls"]) | ("DELETE", ["dbs"]) | ("DELETE", ["dbs", "colls"]):
            if authority == "token":
                raise Refused(403, "Forbidden", "Request blocked by Auth: not a data plane operation", sub_status=5300)
            return _manage(account, call, names)
        case "GET", ["dbs"] if names:
            return Answer(200, _database(account.database(names[0])))
        case "GET", ["dbs", "colls"] if len(names) == 2:
            return Answer(200, _container(account.container(*names)))
        case "GET", ["dbs", "colls", "pkranges"]:
            return answer_ranges(account.container(*names, owner_of=True), call)
        case verb, ["dbs", "colls", "docs"]:
            container = account.container(names[0], names[1], owner_of=True)
            _check_rid(container, call)
            return _with_session(container, call, _items(container, call, verb, names[2:]))
        case _:
            raise not_found()


def _items(container: Container, call: Call, verb: str, names: list[str]) -> Answer:
    if verb == "POST" and not names:
        return _posted(container, call)
    if not names:
        raise Refused(405, "MethodNotAllowed", "The double lists items by query only.")
    identity, key, match = names[0], call.key(), call.match()
    if verb == "GET":
        item = documents.read(container, key, identity)
        if match.none_etag == item["_etag"]:
            return Answer(304, None, {"etag": item["_etag"]}, charge=1.0)
        return _item(200, item, charge=1.0)
    if verb == "PUT":
        return _item(200, documents.replace(container, key, identity, call.json(), match), charge=10.67)
    if verb == "PATCH":
        return _item(200, documents.patch(container, key, identity, call.json(), match), charge=10.67)
    if verb == "DELETE":
        documents.delete(container, key, identity, match)
        return Answer(204, charge=6.67)
    raise Refused(405, "MethodNotAllowed", "The requested verb is not supported.")


def _posted(container: Container, call: Call) -> Answer:
    kind = name_of(call)
    if kind == "batch":
        if not call.says("x-ms-cosmos-batch-atomic"):
            raise bad_request("The double runs atomic batches only.")
        status, results = batches.execute(container, call.key(), call.json())
        return Answer(status, results, charge=sum(result["requestCharge"] for result in results))
    if kind == "plan":
        return answer_plan(call)
    if kind == "query":
        return answer_query(container, call)
    if kind == "upsert":
        item, new = documents.upsert(container, call.key(), call.json(), call.match())
        return _item(201 if new else 200, item, charge=6.67)
    return _item(201, documents.create(container, call.key(), call.json()), charge=6.67)


def _item(status: int, item: dict[str, Any], *, charge: float) -> Answer:
    return Answer(status, item, {"etag": item["_etag"]}, charge=charge)


def _with_session(container: Container, call: Call, answer: Answer) -> Answer:
    """The session token, which the SDK sends back to read its own writes."""
    given = call.headers.get("x-ms-documentdb-partitionkeyrangeid")
    if given is None:
        given = str(container.range_of(call.key())) if "x-ms-documentdb-partitionkey" in call.headers else "0"
    path = "/".join(call.segments[:4])
    token = {
        "x-ms-session-token": f"{given}:-1#{container.lsn}",
        "x-ms-documentdb-partitionkeyrangeid": given,  # without it the SDK reads the ranges anew all the time
        "x-ms-alt-content-path": path,
        "x-ms-content-path": container.rid,
    }
    return Answer(answer.status, answer.body, token | answer.headers, answer.charge)


def _check_rid(container: Container, call: Call) -> None:
    intended = call.headers.get("x-ms-cosmos-intended-collection-rid", container.rid)
    if intended != container.rid:
        raise bad_request("The container was created anew.", sub_status=1024)


def _manage(account: Account, call: Call, names: list[str]) -> Answer:
    if call.verb == "POST" and not names:
        return Answer(201, _database(account.create_database(str(call.json().get("id")))))
    if call.verb == "POST":
        return Answer(201, _container(account.create_container(names[0], call.json())))
    if len(names) == 1:
        del account.databases[account.database(names[0]).name]
    else:
        del account.database(names[0]).containers[account.container(*names).name]
    return Answer(204)


def _account(root: str) -> dict[str, Any]:
    here = [{"name": "Loopback", "databaseAccountEndpoint": root}]
    return {
        "_self": "",
        "id": "loopback",
        "_rid": "loopback",
        "_dbs": "//dbs/",
        "writableLocations": here,
        "readableLocations": here,
        "enableMultipleWriteLocations": False,
        "userConsistencyPolicy": {"defaultConsistencyLevel": "Session"},
    }


def _database(database: Database) -> dict[str, Any]:
    return {"id": database.name, "_rid": database.rid, "_self": f"dbs/{database.rid}/", "_colls": "colls/"}


def _container(container: Container) -> dict[str, Any]:
    return container.definition | {"_rid": container.rid, "_self": f"dbs/-/colls/{container.rid}/", "_docs": "docs/"}
