"""FastAPI, PyJWT and SQLAlchemy, each used the way its own documentation shows.

On SQLite a plain function with a session, which FastAPI runs in its threads; on PostgreSQL a coroutine with an async
session over asyncpg. Run: `python -m bench.peers.framework URL PORT`.
"""

import sys
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

import jwt
import uvicorn
from fastapi import Depends, FastAPI, Header, HTTPException, Query, Request, Response
from sqlalchemy import BigInteger, LargeBinary, Text, create_engine, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

from bench.peers.hand import REFUSALS, SCOPE


class Base(DeclarativeBase):
    """The platform's tables, as far as this call needs them."""


class App(Base):
    __tablename__ = "apps"
    client_id: Mapped[str] = mapped_column(Text, primary_key=True)
    account_id: Mapped[str] = mapped_column(Text)
    plane: Mapped[str] = mapped_column(Text)
    bot_id: Mapped[str | None] = mapped_column(Text)
    created_by: Mapped[str] = mapped_column(Text)
    deleted_at: Mapped[int | None] = mapped_column(BigInteger)


class Secret(Base):
    __tablename__ = "peer_secrets"
    client_id: Mapped[str] = mapped_column(Text, primary_key=True)
    secret: Mapped[str] = mapped_column(Text)


class Scope(Base):
    __tablename__ = "app_scopes"
    client_id: Mapped[str] = mapped_column(Text, primary_key=True)
    state: Mapped[str] = mapped_column(Text, primary_key=True)
    scope_id: Mapped[str] = mapped_column(Text, primary_key=True)


class Account(Base):
    __tablename__ = "accounts"
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    is_active: Mapped[int]


class User(Base):
    __tablename__ = "users"
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    is_active: Mapped[int]


class Bot(Base):
    __tablename__ = "bots"
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    account_id: Mapped[str] = mapped_column(Text)
    deleted_at: Mapped[int | None] = mapped_column(BigInteger)


class Change(Base):
    __tablename__ = "change_logs"
    bot_id: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    wire: Mapped[bytes] = mapped_column(LargeBinary)


class Refused(HTTPException):
    def __init__(self, name: str) -> None:
        super().__init__(REFUSALS[name][0])
        self.name = name


_APP = (
    select(App, Secret.secret, Account.is_active, User.is_active, Scope.scope_id)
    .join(Secret, Secret.client_id == App.client_id)
    .join(Account, Account.id == App.account_id)
    .join(User, User.id == App.created_by)
    .outerjoin(Scope, (Scope.client_id == App.client_id) & (Scope.state == "saved") & (Scope.scope_id == SCOPE))
)


def _app_query(token: str | None) -> Any:
    try:
        claims = jwt.decode(token or "", options={"verify_signature": False})
    except jwt.InvalidTokenError:
        raise Refused("token") from None
    return _APP.where(App.client_id == claims.get("appId"))


def _check(found: Any, token: str | None, bot_id: str) -> App:
    if found is None:
        raise Refused("credentials")
    app, secret, is_account_active, is_user_active, scope_id = found
    try:
        jwt.decode(token or "", secret, algorithms=["HS256"], options={"verify_aud": False, "verify_iat": False})
    except jwt.InvalidTokenError:
        raise Refused("credentials") from None
    if app.deleted_at is not None or not is_account_active or not is_user_active:
        raise Refused("credentials")
    if app.plane == "bot" and app.bot_id != bot_id:
        raise Refused("credentials")
    if scope_id is None:
        raise Refused("scope")
    checked: App = app
    return checked


def _bot_query(app: App, bot_id: str) -> Any:
    return select(Bot.id).where(Bot.id == bot_id, Bot.account_id == app.account_id, Bot.deleted_at.is_(None))


def _page_query(bot_id: str, offset: int, limit: int) -> Any:
    chosen = select(Change.wire).where(Change.bot_id == bot_id)
    return chosen.order_by(Change.n.desc()).limit(limit).offset(offset * limit)


def _page(rows: Any) -> Response:
    return Response(b"[" + b",".join(rows) + b"]", media_type="application/json")


Token = Annotated[str | None, Header(alias="auth")]
Limit = Annotated[int, Query(ge=1, le=50)]
PATH = "/api/public/bot/{bot_id}/changelogs"


def _add_sync(api: FastAPI, url: str) -> None:
    sessions = sessionmaker(create_engine(url))

    def session() -> Iterator[Session]:
        with sessions() as opened:
            yield opened

    @api.get(PATH)
    def get_change_logs(
        bot_id: str, db: Annotated[Session, Depends(session)], auth: Token = None, offset: int = 0, limit: Limit = 50
    ) -> Response:
        app = _check(db.execute(_app_query(auth)).first(), auth, bot_id)
        if db.scalar(_bot_query(app, bot_id)) is None:
            raise Refused("bot")
        return _page(db.scalars(_page_query(bot_id, offset, limit)))


def _add_async(api: FastAPI, url: str) -> None:
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://", 1), pool_size=10)
    sessions = async_sessionmaker(engine)

    async def session() -> AsyncIterator[AsyncSession]:
        async with sessions() as opened:
            yield opened

    @api.get(PATH)
    async def get_change_logs(
        bot_id: str,
        db: Annotated[AsyncSession, Depends(session)],
        auth: Token = None,
        offset: int = 0,
        limit: Limit = 50,
    ) -> Response:
        app = _check((await db.execute(_app_query(auth))).first(), auth, bot_id)
        if await db.scalar(_bot_query(app, bot_id)) is None:
            raise Refused("bot")
        return _page(await db.scalars(_page_query(bot_id, offset, limit)))


def main(url: str, port: int) -> None:
    """Serve until the process is ended."""
    api = FastAPI()

    @api.exception_handler(Refused)
    async def refuse(request: Request, refused: Refused) -> Response:
        status, body = REFUSALS[refused.name]
        return Response(body, status, media_type="application/json")

    (_add_sync if url.startswith("sqlite:") else _add_async)(api, url)
    uvicorn.run(api, host="127.0.0.1", port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
