"""The hot call: `get-change-logs`, authenticated, scope-checked, 20 rows of 100,000, one process each.

Every server answers the same bytes before it is measured, the good answer and four refusals. Then rounds: each server
in turn for a second, again and again, so that what the machine does meanwhile meets all of them.
"""

import json
import time
from contextlib import ExitStack
from dataclasses import dataclass, field

from bench.hot_data import HotData, add_peer_tables, make_hot_data
from bench.loader import Load, Slice, apply_load, one_answer
from bench.processes import Program, cpu_seconds, free_port, korekit_up, running, wait_until_open
from bench.results import Budget, Result, Table, amount, at_least, middle
from bench.room import DIALECTS, ROOT, Dialect, Room

__all__ = ["run"]

ROWS = 20
ROUNDS = 7
ROUND_S = 0.8
OURS, OURS_NEW = "korekit", "korekit, every token new"
BARE, FRAMEWORK = "bare ASGI twin, uncached", "FastAPI, PyJWT, SQLAlchemy"
FASTIFY, FASTIFY_COLUMNS = "Fastify, fast-jwt, {driver}", "Fastify, the same, rows from columns"


@dataclass
class _Server:
    name: str
    program: Program
    tokens: list[str]
    slices: list[Slice] = field(default_factory=list)
    cpu_us: list[float] = field(default_factory=list)


def run(room: Room) -> Result:
    """Measure on both databases."""
    tables: list[Table] = []
    budgets: list[Budget] = []
    for dialect in DIALECTS:
        made = make_hot_data(room, dialect)
        add_peer_tables(made)
        with ExitStack() as stack:
            servers = _start(room, dialect, made, stack)
            body = _check_answers(servers, made)
            _measure(servers, made, body)
        tables.append(_table(dialect, servers))
        budgets += _budgets(dialect, servers)
    how = (
        f"{ROUNDS} rounds of {ROUND_S:g} s for each server in turn, 16 keep-alive connections from another process, "
        "every answer compared byte by byte; medians. All servers read the same rows of one database."
    )
    return Result(name="hot_call", how=how, tables=tuple(tables), budgets=tuple(budgets))


def _start(room: Room, dialect: Dialect, made: HotData, stack: ExitStack) -> list[_Server]:
    token = [made.token()]
    ours = stack.enter_context(korekit_up(made.data, *made.up_options, log=room.log))
    servers = [_Server(OURS, ours, token), _Server(OURS_NEW, ours, made.new_tokens())]
    python = room.peer_program / "python"
    path = {"PYTHONPATH": str(ROOT)}
    for name, module in ((BARE, "bench.peers.bare"), (FRAMEWORK, "bench.peers.framework")):
        port = free_port()
        command = [python, "-m", module, made.url, str(port)]
        program = stack.enter_context(running(command, port=port, environment=path, log=room.log))
        servers.append(_Server(name, program, token))
    if room.node is not None:
        node, packages = room.node
        driver = "better-sqlite3" if dialect == "SQLite" else "pg"
        for name, form in ((FASTIFY.format(driver=driver), "documents"), (FASTIFY_COLUMNS, "columns")):
            port = free_port()
            command = [node, ROOT / "bench" / "node" / "server.cjs", made.url, str(port), form]
            environment = {"NODE_PATH": str(packages), "NODE_ENV": "production"}
            program = stack.enter_context(running(command, port=port, environment=environment, log=room.log))
            servers.append(_Server(name, program, token))
    for server in servers:
        wait_until_open(server.program, room.log)
    return servers


def _check_answers(servers: list[_Server], made: HotData) -> str:
    """Every server answers the same to the good call and to four bad ones; gives the good body."""
    good = made.token()
    last = made.path.replace(made.bot_id, made.bot_id[:-1] + ("0" if made.bot_id[-1] != "0" else "1"))
    cases = {
        "the good call": (made.path, good),
        "a bad signature": (made.path, good[:-6] + ("AAAAAA" if good[-6:] != "AAAAAA" else "AAAAAE")),
        "an expired token": (made.path, made.token(exp=int(time.time()) - 60)),
        "a missing scope": (made.path, made.token(made.powerless)),
        "an unknown bot": (last, good),
    }
    answers = {name: one_answer(servers[0].program.port, *case) for name, case in cases.items()}
    statuses = [status for status, _ in answers.values()]
    if statuses != [200, 401, 401, 401, 400] or len(json.loads(answers["the good call"][1])) != ROWS:
        raise RuntimeError(f"the platform does not answer as it should: {statuses}")
    for server in servers[1:]:
        for name, case in cases.items():
            found = one_answer(server.program.port, *case)
            if found != answers[name]:
                raise RuntimeError(f"{server.name} answers otherwise to {name}: {found[0]} {found[1][:200]!r}")
    return answers["the good call"][1].decode()


def _measure(servers: list[_Server], made: HotData, body: str) -> None:
    for server in servers:
        _slice(server, made, body, seconds=0.6)
    for server in servers:
        server.slices.clear()
        server.cpu_us.clear()
    for _ in range(ROUNDS):
        for server in servers:
            _slice(server, made, body, seconds=ROUND_S)


def _slice(server: _Server, made: HotData, body: str, *, seconds: float) -> None:
    load = Load(port=server.program.port, path=made.path, tokens=server.tokens, body=body, seconds=seconds)
    before = cpu_seconds(server.program.pid)
    found = apply_load(load)
    server.slices.append(found)
    server.cpu_us.append((cpu_seconds(server.program.pid) - before) * 1e6 / found.calls)


def _rate(server: _Server) -> float:
    return middle([one.per_second for one in server.slices])


def _ratio(of: _Server, to: _Server) -> float:
    """The median of the rounds' own ratios: both sides of each were measured within seconds."""
    return middle([a.per_second / b.per_second for a, b in zip(of.slices, to.slices, strict=True)])


def _table(dialect: Dialect, servers: list[_Server]) -> Table:
    ours = servers[0]
    rows = tuple(
        (
            server.name,
            amount(_rate(server)),
            amount(middle(server.cpu_us)),
            f"{middle([one.p50_ms for one in server.slices]):.2f}",
            f"{middle([one.p99_ms for one in server.slices]):.2f}",
            "1" if server is ours else f"{_ratio(ours, server):.2f}",
        )
        for server in servers
    )
    columns = ("server", "calls/s", "own CPU, µs a call", "p50, ms", "p99, ms", "korekit, times as fast")
    return Table(f"get-change-logs on {dialect}, {ROWS} rows of 100,000", columns, rows)


def _budgets(dialect: Dialect, servers: list[_Server]) -> list[Budget]:
    ours = servers[0]
    by_name = {server.name: server for server in servers}
    bare = by_name[BARE]
    # The peer as people write it makes each row from its columns; joining stored documents is our own way of doing it.
    columns = by_name.get(FASTIFY_COLUMNS)
    joined = next((server for server in servers if server.name.startswith("Fastify") and server is not columns), None)
    ratio, stricter = (None if peer is None else _ratio(ours, peer) for peer in (columns, joined))
    what = f"get-change-logs, {dialect}"
    if dialect == "SQLite":
        return [
            at_least(f"{what}, beside the bare twin", _ratio(ours, bare), 0.8, "its calls/s"),
            at_least(f"{what}, beside Fastify + fast-jwt + better-sqlite3", ratio, 1.8, "its calls/s"),
            at_least(f"{what}, beside the same, joining stored documents as we do", stricter, 1.8, "its calls/s"),
        ]
    return [
        at_least(f"{what}, beside Fastify + fast-jwt + pg", ratio, 0.9, "its calls/s"),
        at_least(f"{what}, beside the same, joining stored documents as we do", stricter, 0.9, "its calls/s"),
    ]
