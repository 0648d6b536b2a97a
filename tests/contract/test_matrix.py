"""Every cell of app kind, plane, operation, account and scope state: what is answered and what the owner is told."""

import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from korekit.catalog.planes import AppKind, Plane
from korekit.features.streams.sample_bots import SAMPLE_BOTS
from korekit.records.account_making import add_account
from korekit.records.accounts import UPDATE_ACCOUNT, Membership
from korekit.records.apps import NEXT_EPOCH, AppState, set_scopes
from tests.bots import small
from tests.bots.importing import uploaded
from tests.contract import oracle
from tests.contract.oracle import OPERATIONS, STATES, Cell, Expected, expected, needed_scope
from tests.contract.scene import NO_BOT, NO_REQUEST, of_apps
from tests.platform import API, MadeApp, Person, Reply, make_app, make_bot, make_person, running_api

ANOTHER = "feedback:analytics"
SPANISH = {
    "enableLanguage": "es",
    "langDefinitionMode": {},
    "multiLingualConfigurations": {"nluLanguage": "es", "inputTranslation": False, "responseTranslation": False},
}
ASKING = ("saved, publishing asked for", "published", "taken away")


@dataclass(frozen=True)
class Account:
    """One account with what its calls name."""

    membership: Membership
    bots: dict[str, str]
    requests: dict[str, str]
    files: dict[str, Any]


@dataclass
class World:
    """Two accounts of one owner, of which the second asks for publishing, and one of a stranger."""

    api: API
    owner: Person
    accounts: dict[bool, Account]
    apps: dict[tuple[str, str, str, str | None], MadeApp] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)

    def account_of(self, cell: Cell) -> Account:
        return self.accounts[cell.state in ASKING]

    async def call(self, cell: Cell) -> Reply:
        """The call of a cell, right in everything that the cell does not say."""
        app, account = await self._app(cell), self.account_of(cell)
        if cell.operation == "upload-file":
            return await self.api.upload_reply(app, b"{}")
        bot: dict[str, Any] = {"bot_id": account.bots[cell.whose]}
        values: dict[str, dict[str, Any]] = {
            "import-bot-as-new-bot": account.files,
            "bot-import-status": {"request_id": account.requests[cell.whose]},
            "import-bot-into-an-existing-bot": {**bot, **account.files},
            "install-sample-bot": {"sample_id": SAMPLE_BOTS[0].id},
            "import-bot-functions": {**bot, "body": [{"fileName": "f.js", "fileId": account.files["config_info"]}]},
            "channel-enablement": {
                "stream_id": account.bots[cell.whose],
                "type": "msteams",
                "channel_details": {"type": "msteams", "enable": True},
            },
            "add-enable-new-language": {**bot, "body": SPANISH},
            "enable-existing-language": {**bot, "language": "es", "enable": True},
            "language-updation": {**bot, "body": {**SPANISH, "updateLanguage": "es", "fileId": ""}},
            "change-default-language": {**bot, "language": self._other_language(cell)},
            "bot-variables-import": {**bot, "body": [{"key": "a", "value": "1"}]},
            "bot-export": {**bot, "export_type": "latest"},
            "publish-bot": {**bot, "version_comment": "matrix"},
            "get-bots": {},
        }
        return await self.api.call(cell.operation, app=app, **values.get(cell.operation, bot))

    def _other_language(self, cell: Cell) -> str:
        """Which language is not the default one of the bot that the cell names."""
        bot_id = self.account_of(cell).bots[cell.whose]
        if cell.operation == "change-default-language" and expected(cell).status == 200:
            self.defaults[bot_id] = "en" if self.defaults.get(bot_id) == "es" else "es"
        return self.defaults.get(bot_id, "es")

    async def cause(self, cell: Cell, reply: Reply) -> str:
        """The cause that the owner reads in the account of the app."""
        headers = self.owner.headers(self.account_of(cell).membership.account_id)
        cause: str = (await self.api.call("get-trace", trace_id=reply.trace_id, headers=headers)).json["cause"]
        return cause

    async def _app(self, cell: Cell) -> MadeApp:
        scope = needed_scope(cell)
        key = (cell.kind, cell.plane, cell.state, scope)
        if key not in self.apps:
            account = self.account_of(cell)
            self.apps[key] = await make_app(
                self.api,
                self.owner,
                plane=Plane(cell.plane),
                kind=AppKind(cell.kind),
                bot_id=account.bots["own"] if cell.plane == "bot" else None,
                scopes=[],
                account=account.membership,
            )
            async with self.api.platform.services.database.transaction() as transaction:
                for state, scopes in _held(cell.state, [scope] if scope else []).items():
                    await set_scopes(transaction, self.apps[key].client_id, state, scopes)
                await transaction.run(NEXT_EPOCH)
        return self.apps[key]


def _held(state: oracle.State, scopes: list[str]) -> dict[AppState, list[str]]:
    """What is written down for an app in each of the matrix's states."""
    held: dict[oracle.State, dict[AppState, list[str]]] = {
        "none": {},
        "draft": {"draft": scopes},
        "saved": {"draft": scopes, "saved": scopes},
        "saved, publishing asked for": {"draft": scopes, "saved": scopes},
        "published": {"draft": scopes, "saved": scopes, "published": scopes},
        "taken away": {"saved": [ANOTHER], "published": scopes},
        "another saved": {"draft": [ANOTHER], "saved": [ANOTHER], "published": [ANOTHER]},
    }
    return held[state]


async def make_account(api: API, owner: Person, membership: Membership) -> Account:
    """Two bots, each exported and published once, an import and its files."""
    app = await make_app(api, owner, account=membership)
    bots = {"own": "", "sibling": ""}
    for whose in bots:
        bots[whose] = await make_bot(api, owner, account=membership)
        await api.call("bot-export", app=app, bot_id=bots[whose], export_type="latest")
        await api.call("add-enable-new-language", app=app, bot_id=bots[whose], body=SPANISH)
        await api.call("publish-bot", app=app, bot_id=bots[whose], version_comment="first")
        await api.wait("bot-publish-status", app=app, running=["inprogress"], bot_id=bots[whose])
    files = await uploaded(api, app, small())
    request_id = (await api.call("import-bot-as-new-bot", app=app, **files)).json["_id"]
    return Account(membership, bots, {"own": request_id, "sibling": request_id}, files)


async def make_world(api: API) -> World:
    """Everything that cells name."""
    owner, stranger = await make_person(api), await make_person(api)
    services, now = api.platform.services, api.clock.now_ms()
    async with services.database.transaction() as transaction:
        asking = await add_account(transaction, services.ids, now, name="Asks", owner=owner.user_id)
        await transaction.run(
            UPDATE_ACCOUNT, account_id=asking.account_id, new_name="Asks", publish_required=1, active=1
        )
    foreign = await make_account(api, stranger, stranger.account)
    accounts = {False: await make_account(api, owner, owner.account), True: await make_account(api, owner, asking)}
    for account in accounts.values():
        account.bots.update({"other account": foreign.bots["own"], "nobody": NO_BOT})
        account.requests.update({"other account": foreign.requests["own"], "nobody": NO_REQUEST})
    return World(api, owner, accounts)


def cells() -> list[Cell]:
    """All of them; last what goes on behind its answer: imports, and publishes, which publish scopes of others."""
    found = []
    for operation, wants in OPERATIONS.items():
        whose = ["own"] if wants.names == "nothing" else get_args(oracle.Whose)
        rows = itertools.product(get_args(oracle.Kind), get_args(oracle.Plane), whose, STATES)
        found += [Cell(kind=k, plane=p, operation=operation, whose=w, state=s) for k, p, w, s in rows]
    last = ("import-bot-into-an-existing-bot", "publish-bot")
    return sorted(found, key=lambda cell: last.index(cell.operation) if cell.operation in last else -1)


async def test_every_cell_is_answered_and_explained_as_documented(database_url: str, tmp_path: Path) -> None:
    wrong: list[str] = []
    granted = 0
    async with running_api(database_url, tmp_path / "data", has_rate_limits=False) as api:
        world = await make_world(api)
        for cell in cells():
            wanted, reply = expected(cell), await world.call(cell)
            if reply.status == 200:
                got = Expected(200)
                granted += 1
            else:
                status, code, msg = reply.error
                assert isinstance(code, int)
                got = Expected(status, code, msg, await world.cause(cell, reply))
            if got != wanted:
                wrong.append(f"{cell}: {got}, not {wanted}")
    assert not wrong, "\n".join(wrong)
    assert granted == 127


def test_the_matrix_has_every_cell() -> None:
    # 15 operations name one of 4 bots, 1 names one of 4 requests, 4 name nothing; 3 kinds, 3 planes, 7 states.
    assert len(set(cells())) == (15 * 4 + 4 + 4) * 3 * 3 * 7 == 4284


def test_the_matrix_has_every_operation_that_apps_call() -> None:
    assert {one.id for one in of_apps()} == set(OPERATIONS)
