from korekit.archive import ExportType
from korekit.archive.states import with_states, with_tasks_configured


def test_only_documented_states_change_and_only_known_words() -> None:
    parts = {
        "mlParams": b'[{"state": "published", "intentParams": {"state": "published"}}, {"state":"suspended"}]',
        "smallTalk": b'[{"state":"published","groups":[{"nodes":[{"state":"published"},{"state":null}]}]}]',
        "namespaces": b'[{"status":"published","state":"published"}]',
        "widgets": b'{"state":"published"}',
        "dialogs": b'[{"state":"published"}]',
    }
    assert with_states(parts, ExportType.LATEST) == {
        "mlParams": b'[{"state": "configured", "intentParams": {"state": "published"}}, {"state":"suspended"}]',
        "smallTalk": b'[{"state":"published","groups":[{"nodes":[{"state":"configured"},{"state":null}]}]}]',
        "namespaces": b'[{"status":"configured","state":"published"}]',
        "widgets": b'{"state":"published"}',
        "dialogs": b'[{"state":"published"}]',
    }
    assert with_states(parts, ExportType.PUBLISHED) == parts


def test_a_section_with_a_key_twice_stays_as_it_is() -> None:
    parts = {"widgets": b'[{"state":"published","state":"published"}]'}
    assert with_states(parts, ExportType.LATEST) == parts


def test_unfinished_tasks_become_configured_and_nothing_else_changes() -> None:
    parts = {
        "dialogs": b'[{"state": "Suspended", "nodes": [{"state": "suspended"}]}, {"state":"published"}]',
        "alerts": b'[{"status":"rejected"},{"state":"inProgress"},{"state":"upgrade_in_progress"},{"state":null}]',
        "traits": b'[{"state":"suspended"}]',
        "forms": b'[{"state":"suspended","state":"suspended"}]',
    }
    assert with_tasks_configured(parts) == {
        "dialogs": b'[{"state": "configured", "nodes": [{"state": "suspended"}]}, {"state":"published"}]',
        "alerts": b'[{"status":"configured"},{"state":"configured"},{"state":"configured"},{"state":null}]',
        "traits": b'[{"state":"suspended"}]',
        "forms": b'[{"state":"suspended","state":"suspended"}]',
    }
