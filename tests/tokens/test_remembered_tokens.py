"""A token that was good still answers to its app: rotation, deletion, scopes and switches count at once, everywhere."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.clock import ManualClock
from tests.features.apps.console_apps import save_admin_app
from tests.platform import API, running_api
from tests.tokens.scene import CREDENTIALS, Scene, make_scene


class Everywhere:
    """One token, tried at every platform that runs on the database."""

    def __init__(self, scenes: list[Scene]) -> None:
        self.scene = scenes[0]
        self.scenes = scenes
        self.token = self.scene.victim.token(claims=self.scene.victim.claims(exp=self.scene.victim.now_s + 3600))

    async def verdicts(self, token: str | bytes | None = None) -> set[str]:
        return {await one.verdict(token or self.token) for one in self.scenes for _ in range(2)}

    async def console(self, operation_id: str, **values: Any) -> None:
        """A change by the owner, made at the first platform."""
        reply = await self.scene.api.call(operation_id, by=self.scene.owner, **values)
        assert reply.status == 200, reply.body

    async def rotate(self, overlap_s: int) -> str:
        """The new secret."""
        reply = await self.scene.api.call(
            "rotate-app-secret", by=self.scene.owner, client_id=self.scene.app.client_id, overlap_seconds=overlap_s
        )
        secret: str = reply.json["clientSecret"]
        return secret


@pytest.fixture(params=["SQLite", "PostgreSQL", "two on PostgreSQL"])
async def everywhere(request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock) -> AsyncIterator[Everywhere]:
    """One platform on each database, and two of them on one; changes are made at the first."""
    url = "sqlite" if request.param == "SQLite" else request.getfixturevalue("postgres_url")
    async with running_api(url, tmp_path / "data", clock=clock) as one:
        scene = await make_scene(one)
        if request.param != "two on PostgreSQL":
            yield Everywhere([scene])
            return
        async with running_api(url, tmp_path / "data", clock=clock) as two:
            yield Everywhere([scene, scene.at(two)])


async def test_the_old_secret_counts_during_its_overlap_and_not_a_moment_longer(everywhere: Everywhere) -> None:
    clock = everywhere.scene.api.clock
    assert await everywhere.verdicts() == {"ok"}
    secret = await everywhere.rotate(600)
    fresh = everywhere.scene.victim.token(key=secret.encode())
    assert await everywhere.verdicts() == {"ok"}
    assert await everywhere.verdicts(fresh) == {"ok"}
    clock.advance(599.999)
    assert await everywhere.verdicts() == {"ok"}
    clock.advance(0.001)
    assert await everywhere.verdicts() == {"signature-secret-retired"}
    assert await everywhere.verdicts(fresh) == {"ok"}


async def test_without_overlap_the_old_secret_ends_at_once(everywhere: Everywhere) -> None:
    assert await everywhere.verdicts() == {"ok"}
    secret = await everywhere.rotate(0)
    assert await everywhere.verdicts() == {"signature-secret-retired"}
    assert await everywhere.verdicts(everywhere.scene.victim.token(key=secret.encode())) == {"ok"}


async def test_a_second_rotation_cuts_the_overlap_of_the_first(everywhere: Everywhere) -> None:
    assert await everywhere.verdicts() == {"ok"}
    second = everywhere.scene.victim.token(key=(await everywhere.rotate(600)).encode())
    assert await everywhere.verdicts(second) == {"ok"}
    await everywhere.rotate(0)
    assert await everywhere.verdicts() == {"signature-secret-retired"}
    assert await everywhere.verdicts(second) == {"signature-secret-retired"}


async def test_a_deleted_app_ends_at_once(everywhere: Everywhere) -> None:
    assert await everywhere.verdicts() == {"ok"}
    await everywhere.console("delete-app", client_id=everywhere.scene.app.client_id)
    assert await everywhere.verdicts() == {"app-deleted"}
    assert (await everywhere.scene.call(everywhere.token)).error == CREDENTIALS


async def test_a_removed_scope_ends_at_once_and_comes_back_at_once(everywhere: Everywhere) -> None:
    client_id = everywhere.scene.app.client_id
    assert await everywhere.verdicts() == {"ok"}
    await everywhere.console("save-app-scopes", client_id=client_id, scopes=["Bot Export"])
    assert await everywhere.verdicts() == {"scope-missing"}
    await everywhere.console("save-app-scopes", client_id=client_id, scopes=[])
    assert await everywhere.verdicts() == {"scope-not-saved"}
    reply = await everywhere.scene.call(everywhere.token)
    assert reply.error == (401, 4002, "Permission denied. Scope is incorrect!")


async def test_a_suspended_account_ends_at_once_and_comes_back_at_once(everywhere: Everywhere) -> None:
    assert await everywhere.verdicts() == {"ok"}
    await everywhere.console("update-account", is_active=False)
    assert await everywhere.verdicts() == {"account-inactive"}
    await everywhere.console("update-account", is_active=True)
    assert await everywhere.verdicts() == {"ok"}


@pytest.mark.parametrize(("switch", "cause"), [("isJtiEnforced", "jti-missing"), ("isJweEnforced", "jwe-required")])
async def test_a_switch_counts_at_once(everywhere: Everywhere, switch: str, cause: str) -> None:
    scene = everywhere.scene
    assert await everywhere.verdicts() == {"ok"}
    for is_on, verdict in ((True, cause), (False, "ok")):
        reply = await save_admin_app(scene.api, scene.owner, scene.app.client_id, **{switch: is_on})
        assert reply.status == 200, reply.body
        assert await everywhere.verdicts() == {verdict}


async def test_a_remembered_token_expires(everywhere: Everywhere) -> None:
    assert await everywhere.verdicts() == {"ok"}
    everywhere.scene.api.clock.advance(3600)
    assert await everywhere.verdicts() == {"token-expired"}


async def test_a_deleted_bot_is_unknown_at_once(everywhere: Everywhere) -> None:
    scene = everywhere.scene
    assert await everywhere.verdicts() == {"ok"}
    await everywhere.console("delete-builder-bot", user_id=scene.owner.user_id, bot_id=scene.bot_id)
    replies = [await one.call(everywhere.token) for one in everywhere.scenes]
    assert {reply.error for reply in replies} == {(400, 400, "Invalid StreamId")}


async def test_a_token_edited_after_signing_is_called_altered_where_the_right_one_was_seen(api: API) -> None:
    here = Everywhere([await make_scene(api)])
    scene = here.scene
    header, _, signature = here.token.split(b".")
    other = scene.victim.token(claims=scene.victim.claims(exp=scene.victim.now_s + 7200)).split(b".")[1]
    edited = b".".join((header, other, signature))
    assert await scene.verdict(edited) == "signature-invalid"
    assert await scene.verdict(here.token) == "ok"
    assert await scene.verdict(edited) == "token-altered"
    assert (await scene.call(edited)).error == CREDENTIALS
    other_header = scene.victim.token({"typ": "JWT", "alg": "HS256"}).split(b".")[0]
    assert await scene.verdict(b".".join((other_header, *here.token.split(b".")[1:]))) == "token-altered"


async def test_four_thousand_tokens_later_the_first_is_still_judged_rightly(
    database_url: str, tmp_path: Path, clock: ManualClock
) -> None:
    async with running_api(database_url, tmp_path / "data", clock=clock, has_rate_limits=False) as api:
        scene = await make_scene(api)
        first = scene.app.token(clock, n=0)
        assert (await scene.call(first)).status == 200
        for number in range(1, 4200):
            reply = await scene.call(scene.app.token(clock, n=number))
            assert reply.status == 200
        assert (await scene.call(first)).status == 200
        assert await scene.verdict(first[:-4] + "AAAA") == "signature-invalid"
