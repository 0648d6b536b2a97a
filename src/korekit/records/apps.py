"""Apps, their secrets, their scopes in three states.

Source: contract, platform.md 2 and 3.1.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Literal

from sqlalchemy import Index, PrimaryKeyConstraint, bindparam, delete, select, update

from korekit.access.facts import App, Secret
from korekit.catalog.planes import AppKind, Plane
from korekit.ids import AccountId, BotId, ClientId, UserId
from korekit.records.accounts import accounts, users
from korekit.storage.database import Reader, Row, Transaction
from korekit.storage.metadata import blob, flag, number, table, text
from korekit.storage.sealing import Sealer
from korekit.storage.statements import Statement, insert_into

__all__ = [
    "ADD_APP",
    "APP_NAMES",
    "APP_OF_ACCOUNT",
    "DELETE_APP",
    "DELETE_APPS_OF_BOT",
    "END_OLD_SECRETS",
    "EPOCH",
    "FIRST_EPOCH",
    "NEXT_EPOCH",
    "RETIRE_SECRETS",
    "UPDATE_APP",
    "AppState",
    "access_epoch",
    "add_secret",
    "app_scopes",
    "app_secrets",
    "apps",
    "load_app",
    "load_apps",
    "publish_scopes",
    "set_scopes",
]

AppState = Literal["draft", "saved", "published"]

apps = table(
    "apps",
    text("client_id", key=True),
    text("account_id"),
    text("plane"),
    text("kind"),
    text("bot_id", optional=True),
    text("name"),
    flag("is_jti_enforced"),
    flag("is_jwe_enforced"),
    text("push"),
    text("created_by"),
    number("created_at"),
    number("deleted_at", optional=True),
    Index("apps_account_id", "account_id", "created_at"),
    Index("apps_bot_id", "bot_id"),
)
app_secrets = table(
    "app_secrets",
    text("id", key=True),
    text("client_id"),
    blob("sealed"),
    number("created_at"),
    number("retires_at", optional=True),
    Index("app_secrets_client_id", "client_id", "created_at"),
)
app_scopes = table(
    "app_scopes",
    text("client_id"),
    text("state"),
    text("scope_id"),
    PrimaryKeyConstraint("client_id", "state", "scope_id"),
)
# Moves with every change that decides about calls, so that every process sees it at once.
access_epoch = table("access_epoch", number("id", key=True), number("n"))

ADD_APP = insert_into(apps)
_ADD_SECRET = insert_into(app_secrets)
_ADD_SCOPE = insert_into(app_scopes)
EPOCH = Statement(select(access_epoch.c.n))
# The one row, as the first migration writes it too.
FIRST_EPOCH = access_epoch.insert().values(id=1, n=1)
NEXT_EPOCH = Statement(update(access_epoch).values(n=access_epoch.c.n + 1))
_COLUMNS = (
    apps.c.client_id,
    apps.c.account_id,
    apps.c.name,
    apps.c.plane,
    apps.c.kind,
    apps.c.bot_id,
    apps.c.created_by,
    apps.c.is_jti_enforced,
    apps.c.is_jwe_enforced,
    apps.c.deleted_at,
    accounts.c.is_active,
    users.c.is_active,
    accounts.c.is_publish_required,
)
_APP = select(*_COLUMNS).join(accounts, accounts.c.id == apps.c.account_id).join(users, users.c.id == apps.c.created_by)
_APP_BY_ID = Statement(_APP.where(apps.c.client_id == bindparam("client_id")))
# The current one first, also where two were made within a millisecond.
_NEWEST_SECRET_FIRST = (
    app_secrets.c.retires_at.desc().nulls_first(),
    app_secrets.c.created_at.desc(),
    app_secrets.c.id,
)
_SECRET = select(
    app_secrets.c.client_id,
    app_secrets.c.id,
    app_secrets.c.sealed,
    app_secrets.c.retires_at,
    app_secrets.c.created_at,
)
_SCOPE = select(app_scopes.c.client_id, app_scopes.c.state, app_scopes.c.scope_id)
_SECRETS = Statement(_SECRET.where(app_secrets.c.client_id == bindparam("client_id")).order_by(*_NEWEST_SECRET_FIRST))
_SCOPES = Statement(_SCOPE.where(app_scopes.c.client_id == bindparam("client_id")))
# Of all apps of an account, in as many statements as of one.
_LIVE = (apps.c.account_id == bindparam("account_id"), apps.c.deleted_at.is_(None))
_APPS_OF_ACCOUNT = Statement(
    _APP.add_columns(apps.c.created_at).where(*_LIVE).order_by(apps.c.created_at, apps.c.client_id)
)
_SECRETS_OF_ACCOUNT = Statement(
    _SECRET.join(apps, apps.c.client_id == app_secrets.c.client_id).where(*_LIVE).order_by(*_NEWEST_SECRET_FIRST)
)
_SCOPES_OF_ACCOUNT = Statement(_SCOPE.join(apps, apps.c.client_id == app_scopes.c.client_id).where(*_LIVE))
_IN_ACCOUNT = select(apps.c.client_id, apps.c.name, apps.c.created_at, apps.c.push).where(apps.c.deleted_at.is_(None))
# Deleted ones as well, for what they did.
APP_NAMES = Statement(
    select(apps.c.client_id, apps.c.name, apps.c.plane, apps.c.deleted_at).where(
        apps.c.account_id == bindparam("account_id")
    )
)
APP_OF_ACCOUNT = Statement(
    _IN_ACCOUNT.where(apps.c.account_id == bindparam("account_id")).where(apps.c.client_id == bindparam("client_id"))
)
_APPS_OF_BOT = Statement(
    select(apps.c.client_id)
    .where(apps.c.deleted_at.is_(None))
    .where(apps.c.bot_id == bindparam("bot_id"))
    .order_by(apps.c.created_at, apps.c.client_id)
)
UPDATE_APP = Statement(
    update(apps)
    .where(apps.c.client_id == bindparam("app"))
    .values(
        name=bindparam("new_name"),
        kind=bindparam("new_kind"),
        is_jti_enforced=bindparam("jti"),
        is_jwe_enforced=bindparam("jwe"),
        push=bindparam("new_push"),
    )
)
DELETE_APP = Statement(
    update(apps)
    .where(apps.c.client_id == bindparam("app"))
    .where(apps.c.deleted_at.is_(None))
    .values(deleted_at=bindparam("now"))
)
DELETE_APPS_OF_BOT = Statement(
    update(apps)
    .where(apps.c.bot_id == bindparam("bot"))
    .where(apps.c.deleted_at.is_(None))
    .values(deleted_at=bindparam("now"))
)
# The current secret, and any whose overlap would last longer.
RETIRE_SECRETS = Statement(
    update(app_secrets)
    .where(app_secrets.c.client_id == bindparam("app"))
    .where(app_secrets.c.retires_at.is_(None) | (app_secrets.c.retires_at > bindparam("until")))
    .values(retires_at=bindparam("until"))
)
# Those of an overlap that still runs; the current secret stays.
END_OLD_SECRETS = Statement(
    update(app_secrets)
    .where(app_secrets.c.client_id == bindparam("app"))
    .where(app_secrets.c.retires_at > bindparam("now"))
    .values(retires_at=bindparam("now"))
)
_CLEAR_SCOPES = Statement(
    delete(app_scopes)
    .where(app_scopes.c.client_id == bindparam("client_id"))
    .where(app_scopes.c.state == bindparam("state"))
)


async def load_app(reader: Reader, sealer: Sealer, client_id: str) -> App | None:
    """An app with its secrets and scopes; deleted ones too, so that a refusal can say so."""
    row = await reader.one(_APP_BY_ID, client_id=client_id)
    if row is None:
        return None
    secrets = await reader.all(_SECRETS, client_id=client_id)
    return _app(row, _opened(sealer, secrets), await reader.all(_SCOPES, client_id=client_id))


def _opened(sealer: Sealer, rows: Iterable[Row]) -> tuple[Secret, ...]:
    return tuple(
        Secret(sealer.open(sealed, f"secret:{secret_id}"), retires_at, secret_id, created_at)
        for _, secret_id, sealed, retires_at, created_at in rows
    )


def _app(row: Row, secrets: tuple[Secret, ...], scope_rows: Iterable[Row]) -> App:
    scopes: dict[str, set[str]] = {"draft": set(), "saved": set(), "published": set()}
    for _, state, scope_id in scope_rows:
        scopes[state].add(scope_id)
    return App(
        client_id=ClientId(row[0]),
        account_id=AccountId(row[1]),
        name=row[2],
        plane=Plane(row[3]),
        kind=AppKind(row[4]),
        bot_id=None if row[5] is None else BotId(row[5]),
        created_by=UserId(row[6]),
        secrets=secrets,
        draft=frozenset(scopes["draft"]),
        saved=frozenset(scopes["saved"]),
        published=frozenset(scopes["published"]),
        is_jti_enforced=bool(row[7]),
        is_jwe_enforced=bool(row[8]),
        is_deleted=row[9] is not None,
        is_account_active=bool(row[10]),
        is_creator_active=bool(row[11]),
        is_publish_required=bool(row[12]),
    )


async def load_apps(reader: Reader, sealer: Sealer, account_id: AccountId) -> list[tuple[App, int]]:
    """The apps of an account that were not deleted, in the order in which they were made, each with that time."""
    rows = await reader.all(_APPS_OF_ACCOUNT, account_id=account_id)
    secrets = _by_app(await reader.all(_SECRETS_OF_ACCOUNT, account_id=account_id))
    scopes = _by_app(await reader.all(_SCOPES_OF_ACCOUNT, account_id=account_id))
    return [(_app(row, _opened(sealer, secrets[row[0]]), scopes[row[0]]), row[-1]) for row in rows]


def _by_app(rows: Iterable[Row]) -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


async def add_secret(
    transaction: Transaction, sealer: Sealer, *, client_id: str, secret: bytes, secret_id: str, now_ms: int
) -> None:
    """Keep a new secret of an app, sealed."""
    await transaction.run(
        _ADD_SECRET,
        id=secret_id,
        client_id=client_id,
        sealed=sealer.seal(secret, f"secret:{secret_id}"),
        created_at=now_ms,
        retires_at=None,
    )


async def set_scopes(transaction: Transaction, client_id: str, state: AppState, scope_ids: Iterable[str]) -> None:
    """Replace the scopes of an app in one state."""
    await transaction.run(_CLEAR_SCOPES, client_id=client_id, state=state)
    rows = [{"client_id": client_id, "state": state, "scope_id": one} for one in sorted(set(scope_ids))]
    if rows:
        await transaction.run_many(_ADD_SCOPE, rows)


async def publish_scopes(transaction: Transaction, bot_id: str) -> None:
    """Let the saved scopes of a bot's apps count as published."""
    for (client_id,) in await transaction.all(_APPS_OF_BOT, bot_id=bot_id):
        saved = [one for _, state, one in await transaction.all(_SCOPES, client_id=client_id) if state == "saved"]
        await set_scopes(transaction, client_id, "published", saved)
    await transaction.run(NEXT_EPOCH)
