"""A client that acts in another account of its user."""

from korekit.client.sync import Client
from korekit.testing import platform


def test_one_session_serves_all_accounts_of_a_user() -> None:
    with platform() as made, Client(made.url, email=made.email, password=made.password) as first:
        unsigned = first.in_account("nothing")
        assert unsigned.session is None
        session = first.start_session()
        other = first.create_account("Other")
        second = first.in_account(other.id)
        assert second.session is not None
        assert (second.session.access_token, second.session.account_id) == (session.access_token, other.id)
        second.create_data_app(session.user_id, "Theirs")  # type: ignore[arg-type]  # an id as it came
        assert [app.app_name for app in second.list_apps()] == ["Theirs"]
        assert first.list_apps() == []
        assert first.session == session
