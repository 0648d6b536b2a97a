"""Setting up a channel of a bot.

Credentials of another provider go sealed beside the bot, never into its definition, which exports carry.

Source: bot-definition.yaml channel-enablement; observed-errors.md 2.1.
"""

from typing import Any, Final

import msgspec

from korekit.archive import Archive
from korekit.archive.channels import with_channel
from korekit.calls.bot_edits import Edited, edit_bot
from korekit.calls.call import Call
from korekit.calls.handlers import handles
from korekit.catalog.bot_settings import BotSettings
from korekit.catalog.bot_settings_results import Channel, ChannelDetails, WebClient
from korekit.catalog.channel_types import CHANNEL_TYPES, find_channel_type
from korekit.errors.request_causes import BodyFieldInvalid, BodyFieldMissing
from korekit.ids import BotId, derived_id
from korekit.records.bot_secrets import keep_secret, read_secret
from korekit.records.change_logs import Change
from korekit.storage.database import Transaction

__all__ = ["channel_enablement"]

# Whatever is a credential of one type is none of another's fields; sealed it is all the same.
_SECRETS: Final = frozenset(name for one in CHANNEL_TYPES for name in one.secrets)
_KEPT_CHARACTERS: Final = 4096


@handles(BotSettings.channel_enablement)
async def channel_enablement(call: Call, stream_id: BotId, type: str, channel_details: ChannelDetails) -> Channel:
    """Set up a channel; one of its type that the bot has is changed.

    Raises:
        BotUnknown: the account has no such bot.
        BodyFieldMissing: rtm or ivr without its app.
        BodyFieldInvalid: another type, two types, or a text without end.
    """
    details: dict[str, Any] = msgspec.to_builtins(channel_details)
    _check(type, channel_details, details)
    secrets = {name: details[name] for name in _SECRETS if details.get(name) is not None}
    shown = {name: value for name, value in details.items() if name not in _SECRETS}
    name = f"channel:{type}"
    sealer = call.services.sealer

    def edit(archive: Archive) -> Edited[None]:
        message = f"BOT channels edited : {type} channel update"
        return Edited(with_channel(archive, shown), None, (Change("stream", stream_id, message),))

    async def keep(transaction: Transaction) -> None:
        nonlocal secrets
        if secrets:
            secrets = await read_secret(transaction, sealer, stream_id, name) | secrets
            await keep_secret(transaction, sealer, stream_id, name, secrets, now_ms=call.now_ms())

    await edit_bot(call, stream_id, edit, also=keep)
    if type == "rtm":
        return _web(call, stream_id, channel_details)
    if type == "slack":
        return _slack(stream_id, channel_details, secrets)
    return Channel(stream_id=stream_id, channel_details=details, type=type)


def _check(type: str, channel_details: ChannelDetails, details: dict[str, Any]) -> None:
    known = find_channel_type(type)
    if known is None:
        words = ", ".join(one.type for one in CHANNEL_TYPES)
        raise BodyFieldInvalid(at="`type`", expected=words, found=f"`{type[:20]}`")
    if channel_details.type != type:
        raise BodyFieldInvalid(
            at="`channelDetails.type`", expected=f"`{type}` as beside it", found=f"`{channel_details.type[:20]}`"
        )
    app = channel_details.app
    if known.has_app and (app is None or not app.client_id):
        raise BodyFieldMissing(
            expected="`channelDetails.app.clientId`", wire=BotSettings.channel_enablement.facts.missing
        )
    texts = [*details.values(), *(details.get("app") or {}).values()]
    if any(isinstance(text, str) and len(text) > _KEPT_CHARACTERS for text in texts):
        raise BodyFieldInvalid(at="`channelDetails`", expected=f"texts of at most {_KEPT_CHARACTERS} characters")


def _web(call: Call, bot_id: str, details: ChannelDetails) -> Channel:
    key, test_key = (_web_key(call, f"{word}:{bot_id}") for word in ("webclient", "webclient-test"))
    return Channel(
        display_name=details.display_name or "",
        type="rtm",
        enable=details.enable,
        notification={"acl": []},
        name="Web/Mobile Client",
        embed_web_client_details=WebClient(
            script_tag="",
            css_tag="",
            domains=[],
            api_key=key,
            test_api_key=test_key,
            chat_url=f"{call.base_url}/webclient/{key}",
            is_url_enabled=True,
        ),
    )


def _web_key(call: Call, what: str) -> str:
    """64 hex digits that only this platform can make, the same for a bot each time, and the documented end."""
    return call.services.sealer.sign(what.encode()).hex() + "stda"


def _slack(bot_id: str, details: ChannelDetails, secrets: dict[str, Any]) -> Channel:
    return Channel(
        stream_user_account_id=f"su-{derived_id(bot_id, 'slack')}",
        type="slack",
        enable=details.enable,
        verification_token=secrets.get("verificationToken", ""),
        notification={"acl": []},
        name="Slack",
    )
