from korekit.cli.root import root
from korekit.cli.scoping.commands import calls_of_commands


def test_each_command_is_followed_to_what_it_calls() -> None:
    found = calls_of_commands(root)
    assert found["bot", "list"] == ("get-bots",)
    assert found["bot", "logs"] == ("get-change-logs",)
    assert found["bot", "export"] == ("bot-export", "bot-export-status")
    assert found["bot", "publish"] == ("bot-publish-status", "publish-bot")
    assert "import-bot-into-an-existing-bot" in found["bot", "import"]
    assert "upload-file" in found["bot", "import"]


def test_commands_that_call_as_a_user_or_not_at_all_are_left_out() -> None:
    found = calls_of_commands(root)
    assert not {("app", "list"), ("token", "mint"), ("bot", "unpack"), ("secrets", "scan")} & set(found)
