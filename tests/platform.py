"""The real platform in this process, called over ASGI, with builders for what tests need."""

import asyncio
import base64
import json
import secrets
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from argon2 import PasswordHasher

from korekit.access.facts import App
from korekit.catalog.operations import find_operation
from korekit.catalog.parameters import Place
from korekit.catalog.planes import AppKind, Plane, Role
from korekit.catalog.scopes import scopes_of
from korekit.clock import iso_time
from korekit.ids import BotId, Ids, UserId
from korekit.records import apps as app_records
from korekit.records.account_making import add_account
from korekit.records.accounts import ADD_MEMBER, ADD_SESSION, ADD_USER, Membership, find_user
from korekit.records.apps import ADD_APP, NEXT_EPOCH, AppState, add_secret, set_scopes
from korekit.records.bots import ADD_BOT
from korekit.records.change_logs import Change, add_changes
from korekit.server.platform import Platform, Settings, open_platform
from korekit.server.requests import Application
from korekit.server.tables import prepare_tables
from korekit.tokens.mint import mint
from tests.clock import ManualClock

Headers = Mapping[str, str] | list[tuple[str, str]]


@dataclass(frozen=True)
class Reply:
    """An answer as it came."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: list[str] = field(default_factory=list)

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def trace_id(self) -> str:
        return self.headers.get("x-korekit-trace", "")

    @property
    def error(self) -> tuple[int, int | str, str]:
        """Status, code and message of a refused call; asserts that the body holds nothing else."""
        ((only,),) = (self.json["errors"],)
        assert set(self.json) == {"errors"}
        assert set(only) == {"msg", "code"}
        return self.status, only["code"], only["msg"]


@dataclass(frozen=True)
class Person:
    """A user with his own account, signed in."""

    user_id: UserId
    email: str
    account: Membership
    access_token: str

    def headers(self, account_id: str = "") -> dict[str, str]:
        return {"authorization": f"bearer {self.access_token}", "accountid": account_id or self.account.account_id}


@dataclass(frozen=True)
class MadeApp:
    """An app with its secret."""

    client_id: str
    secret: str
    plane: Plane
    account_id: str

    def token(self, clock: ManualClock, **claims: Any) -> str:
        return mint(self.client_id, self.secret, now_s=clock.now_s(), extra=claims)


@dataclass
class API:
    """A platform that runs, and how tests call it."""

    platform: Platform
    asgi: Application
    clock: ManualClock
    made: int = field(default=0)

    async def request(
        self,
        method: str,
        path: str,
        *,
        headers: Headers | tuple[()] = (),
        body: bytes = b"",
        chunks: Iterable[bytes] | None = None,
        is_cut_off: bool = False,
    ) -> Reply:
        """One HTTP request.

        `path` may hold a query; `chunks` sends the body in parts, each made when it is asked for; a body that is cut
        off ends with the caller's going away.

        Raises:
            ConnectionError: nothing was answered.
        """
        pairs = headers.items() if isinstance(headers, Mapping) else headers
        raw_path, _, query = path.partition("?")
        parts = iter(chunks if chunks is not None else [body])
        following = next(parts, b"")
        is_over = False
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            nonlocal following, is_over
            if is_over:
                return {"type": "http.disconnect"}
            part, after = following, next(parts, None)
            is_over = after is None
            following = after or b""
            return {"type": "http.request", "body": part, "more_body": is_cut_off or not is_over}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": method,
            "scheme": "http",
            "path": raw_path,
            "raw_path": raw_path.encode(),
            "query_string": query.encode(),
            "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in pairs],
            "client": ("127.0.0.1", 50000),
            "server": ("127.0.0.1", 8070),
        }
        await self.asgi(scope, receive, send)
        if not sent:
            raise ConnectionError("no answer")
        answer_headers = {name.decode(): value.decode("latin-1") for name, value in sent[0]["headers"]}
        cookies = [value.decode() for name, value in sent[0]["headers"] if name == b"set-cookie"]
        return Reply(sent[0]["status"], answer_headers, b"".join(part.get("body", b"") for part in sent[1:]), cookies)

    async def call(
        self,
        operation_id: str,
        *,
        app: MadeApp | None = None,
        by: Person | None = None,
        token: str | None = None,
        body: Any = None,
        headers: Headers | tuple[()] = (),
        **values: Any,
    ) -> Reply:
        """Call an operation by its id; `values` are the Python names of its path, query and body parameters."""
        operation = find_operation(operation_id)
        assert operation is not None, operation_id
        path = operation.path
        query: list[str] = []
        sent: dict[str, Any] = {}
        for parameter in operation.parameters:
            if parameter.place is Place.PATH:
                path = path.replace("{" + parameter.name + "}", quote(str(values[parameter.name]), safe=""))
            elif parameter.name in values and parameter.place is Place.QUERY:
                query.append(f"{parameter.wire}={quote(str(values[parameter.name]), safe='')}")
            elif parameter.name in values:
                sent[parameter.wire] = values[parameter.name]
        pairs = list(headers.items() if isinstance(headers, Mapping) else headers)
        if token is None and app is not None:
            token = app.token(self.clock)
        if token is not None:
            pairs.append(("auth", token))
        if by is not None and not any(name.lower() == "authorization" for name, _ in pairs):
            own = by.headers()
            given = {name.lower() for name, _ in pairs}
            pairs.extend((name, value) for name, value in own.items() if name not in given)
        content = b"" if operation.method == "GET" else json.dumps(sent if body is None else body).encode()
        if content:
            pairs.append(("content-type", "application/json"))
        target = path + ("?" + "&".join(query) if query else "")
        return await self.request(operation.method, target, headers=pairs, body=content)

    async def upload_reply(self, app: MadeApp, content: bytes, *, name: str = "file.json", **fields: str) -> Reply:
        """Upload a file; `fields` are further fields of the form, by their wire names."""
        form = {"fileContext": "bulkImport", "fileExtension": "json", **fields}
        boundary = "b0undary"
        parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in form.items()]
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = "".join(parts).encode() + head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        headers = {"content-type": f"multipart/form-data; boundary={boundary}", "auth": app.token(self.clock)}
        return await self.request("POST", "/api/public/uploadfile", headers=headers, body=body)

    async def upload(self, app: MadeApp, content: bytes, *, name: str = "file.json", **fields: str) -> str:
        """Upload a file; answers its id."""
        reply = await self.upload_reply(app, content, name=name, **fields)
        assert reply.status == 200, reply.body
        file_id: str = reply.json["fileId"]
        return file_id

    async def wait(self, operation_id: str, *, app: MadeApp, running: Iterable[str], **values: Any) -> Any:
        """Ask a status operation until its job has ended; answers the last status."""
        for _ in range(500):
            reply = await self.call(operation_id, app=app, **values)
            assert reply.status == 200, reply.body
            if reply.json["status"] not in running:
                return reply.json
            await asyncio.sleep(0.02)
        raise AssertionError(f"{operation_id} did not end")

    async def trace(self, trace_id: str, by: Person) -> Any:
        """The stored explanation of a refused call."""
        reply = await self.call("get-trace", trace_id=trace_id, by=by)
        assert reply.status == 200, reply.body
        return reply.json

    async def cause(self, reply: Reply, by: Person) -> str:
        """The true cause of a refused call."""
        cause: str = (await self.trace(reply.trace_id, by))["cause"]
        return cause


@asynccontextmanager
async def running_api(
    database_url: str, data: Path, *, clock: ManualClock | None = None, ids: Ids | None = None, **settings: Any
) -> AsyncIterator[API]:
    """A platform on a database, stopped at the end; without helper processes unless told, whose start takes time."""
    clock = clock or ManualClock()
    settings.setdefault("offload_from_bytes", 1 << 40)
    url = "" if database_url.startswith("sqlite") else database_url
    made = Settings(data=data, database_url=url, **settings)
    data.mkdir(parents=True, exist_ok=True)
    await prepare_tables(made.url)
    platform, asgi = await open_platform(made, clock=clock, ids=ids)
    await platform.start()
    try:
        yield API(platform, asgi, clock)
    finally:
        await platform.stop()


async def make_person(api: API, *, name: str = "", password: str = "") -> Person:
    """A user with an account of his own, signed in; without a password, none fits. `name`: may be a full one."""
    services, now = api.platform.services, api.clock.now_ms()
    api.made += 1
    first_name, _, last_name = name.partition(" ")
    email = f"{first_name or 'person'}{f'.{last_name}' if last_name else api.made}@example.com".lower()
    user_id = UserId(services.ids.prefixed("u"))
    access_token = secrets.token_urlsafe(32)
    async with services.database.transaction() as transaction:
        await transaction.run(
            ADD_USER,
            id=user_id,
            email=email,
            first_name=first_name or "Some",
            last_name=last_name or "Body",
            password_hash=_hashed(password) if password else "none",
            is_active=1,
            created_at=now,
        )
        account = await add_account(transaction, services.ids, now, name=f"Account of {email}", owner=user_id)
        await transaction.run(
            ADD_SESSION,
            token_hash=_sha256(access_token),
            user_id=user_id,
            created_at=now,
            expires_at=now + 86_400_000,
        )
    return Person(user_id, email, account, access_token)


async def add_member(api: API, person: Person, account: Membership, role: Role) -> None:
    """Let a user belong to another account too."""
    async with api.platform.services.database.transaction() as transaction:
        await transaction.run(
            ADD_MEMBER,
            account_id=account.account_id,
            user_id=person.user_id,
            role=role.value,
            joined_at=api.clock.now_ms() + 1,
        )


async def make_app(
    api: API,
    owner: Person,
    *,
    plane: Plane = Plane.ADMIN,
    bot_id: str | None = None,
    scopes: Iterable[str] | None = None,
    state: AppState = "saved",
    kind: AppKind = AppKind.API,
    account: Membership | None = None,
    **flags: bool,
) -> MadeApp:
    """An app; with every scope of its plane unless `scopes` names others."""
    services, now = api.platform.services, api.clock.now_ms()
    client_id = services.ids.prefixed("cs")
    secret = base64.b64encode(services.ids.secret(32))
    held = [scope.id for scope in scopes_of(plane)] if scopes is None else list(scopes)
    account_id = (account or owner.account).account_id
    async with services.database.transaction() as transaction:
        await transaction.run(
            ADD_APP,
            client_id=client_id,
            account_id=account_id,
            plane=plane.value,
            kind=kind.value,
            bot_id=bot_id,
            name=f"app {client_id[-4:]}",
            is_jti_enforced=int(flags.get("is_jti_enforced", False)),
            is_jwe_enforced=int(flags.get("is_jwe_enforced", False)),
            push="{}",
            created_by=owner.user_id,
            created_at=now,
            deleted_at=None,
        )
        await add_secret(
            transaction,
            services.sealer,
            client_id=client_id,
            secret=secret,
            secret_id=services.ids.uuid(),
            now_ms=now,
        )
        await set_scopes(transaction, client_id, state, held)
        await transaction.run(NEXT_EPOCH)
    return MadeApp(client_id, secret.decode(), plane, account_id)


async def make_bot(
    api: API, owner: Person, *, changes: Iterable[str] = (), account: Membership | None = None, name: str = "Demo"
) -> BotId:
    """An empty bot, with a change log of these messages, oldest first."""
    services, now = api.platform.services, api.clock.now_ms()
    bot_id = BotId(services.ids.prefixed("st"))
    account = account or owner.account
    async with services.database.transaction() as transaction:
        await transaction.run(
            ADD_BOT,
            id=bot_id,
            account_id=account.account_id,
            ref_id=services.ids.uuid(),
            name=name,
            description="",
            purpose="customer",
            type="default",
            default_language="en",
            languages='["en"]',
            icon="",
            color="#009dab",
            status="configured",
            details="{}",
            definition=None,
            config=None,
            icon_file=None,
            functions="[]",
            created_by=owner.user_id,
            created_at=now,
            deleted_at=None,
        )
        user = await find_user(transaction, owner.user_id)
        assert user is not None
        await add_changes(
            transaction,
            [Change("stream", bot_id, message) for message in changes],
            bot_id=bot_id,
            user=user,
            org_id=account.org_id,
            ids=services.ids,
            now_ms=now,
        )
    return bot_id


async def load_made_app(api: API, app: MadeApp) -> App:
    """The app as the platform sees it now."""
    services = api.platform.services
    found = await app_records.load_app(services.database, services.sealer, app.client_id)
    assert found is not None
    return found


@cache
def _hashed(password: str) -> str:
    """A hash that costs next to nothing to make and to compare with."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)


def _sha256(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()


def iso_now(api: API) -> str:
    """The test's time as the wire writes it."""
    return iso_time(api.clock.now_ms())
