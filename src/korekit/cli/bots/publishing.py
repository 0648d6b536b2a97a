"""A publish from the request to the job's end."""

import click

from korekit.catalog.operations import AllOperations
from korekit.catalog.planes import Caller
from korekit.cli.operations.following import follow
from korekit.cli.profiles.connecting import client_for
from korekit.cli.terminal.ending import Failure
from korekit.cli.terminal.given import Given
from korekit.cli.terminal.output import print_json, say
from korekit.client.errors import JobFailed
from korekit.ids import BotId

__all__ = ["publish_bot"]


def publish_bot(given: Given, bot: str, *, comment: str, is_training: bool | None) -> None:
    """Publish a bot, wait, print how it ended.

    Raises:
        Failure: a part of it could not be published.
    """
    operation = AllOperations.publish_bot
    with client_for(given, Caller.APP) as client:
        started = client.answer(operation, BotId(bot), comment, initiate_training=is_training)
        try:
            done = follow(client, operation, started, "Publishing")
        except JobFailed as failed:
            for resource in failed.status_answer.result.status_summary or []:
                if resource.status.lower() == "failed":
                    say(f"failed: {resource.resource_type} {resource.name}")
            raise Failure("The publish failed.", "Mend what is named above, and publish again.") from failed
    if given.is_json:
        print_json(done.json)
    else:
        count = len(done.result.status_summary or [])
        click.echo(f"{done.result.status}: {count} parts")
