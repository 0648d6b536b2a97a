"""The sorts of channels that a bot is reached by, and what each of them is set up with.

Source: contract, channel-enablement with its quirks.
"""

from dataclasses import dataclass
from typing import Final

__all__ = ["CHANNEL_TYPES", "ChannelField", "ChannelType", "find_channel_type"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelField:
    """One thing that a channel is set up with.

    `name`: of the attribute of `ChannelDetails`; `wire`: its key. `is_secret`: kept sealed and never answered.
    """

    name: str
    wire: str
    label: str
    is_flag: bool = False
    is_secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelType:
    """A sort of channel. `has_app`: it is set up with an app, which signs its users in. `help`: one sentence."""

    type: str
    label: str
    help: str
    fields: tuple[ChannelField, ...]
    has_app: bool = False

    @property
    def secrets(self) -> tuple[str, ...]:
        """The keys that no archive and no answer may hold."""
        return tuple(one.wire for one in self.fields if one.is_secret)


_DISPLAY_NAME: Final = ChannelField(name="display_name", wire="displayName", label="Display name")
_BOT_NAME: Final = ChannelField(name="bot_name", wire="botName", label="Bot name")

CHANNEL_TYPES: Final = (
    ChannelType(
        type="rtm",
        label="Web and mobile client",
        help="A chat window in a web page or a mobile app, signed in by one of your apps.",
        has_app=True,
        fields=(
            _DISPLAY_NAME,
            ChannelField(name="is_alerts_enabled", wire="isAlertsEnabled", label="Send alerts", is_flag=True),
            ChannelField(name="stt_enabled", wire="sttEnabled", label="Understand speech", is_flag=True),
        ),
    ),
    ChannelType(
        type="ivr",
        label="Webhook",
        help="Your own server sends what users say, signed by one of your apps.",
        has_app=True,
        fields=(
            _DISPLAY_NAME,
            ChannelField(name="create_instance", wire="createInstance", label="Create an instance", is_flag=True),
            ChannelField(name="is_async", wire="isAsync", label="Answer asynchronously", is_flag=True),
            ChannelField(name="enable_polling", wire="enablePolling", label="Let clients poll", is_flag=True),
        ),
    ),
    ChannelType(
        type="msteams",
        label="Microsoft Teams",
        help="An app registered at Microsoft, with its id and password.",
        fields=(
            _BOT_NAME,
            ChannelField(name="app_id", wire="appId", label="App id"),
            ChannelField(name="app_password", wire="appPassword", label="App password", is_secret=True),
        ),
    ),
    ChannelType(
        type="slack",
        label="Slack",
        help="An app made at Slack, with its client id, secrets and access token.",
        fields=(
            _DISPLAY_NAME,
            _BOT_NAME,
            ChannelField(name="client_id", wire="clientId", label="Client id"),
            ChannelField(name="client_secret", wire="clientSecret", label="Client secret", is_secret=True),
            ChannelField(name="access_token", wire="accessToken", label="Access token", is_secret=True),
            ChannelField(
                name="verification_token", wire="verificationToken", label="Verification token", is_secret=True
            ),
        ),
    ),
)


def find_channel_type(type: str) -> ChannelType | None:
    """The sort of this wire name."""
    return next((one for one in CHANNEL_TYPES if one.type == type), None)
