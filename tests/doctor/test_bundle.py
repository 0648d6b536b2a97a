"""A bundle gives the same verdict anywhere, and holds no secret."""

import json

import pytest

from korekit.catalog.additions import Trace, TraceCheck
from korekit.doctor.bundle import bundle_of_calls, bundle_of_trace, is_bundle, replayed
from korekit.doctor.given import Unreadable
from korekit.doctor.inside import explain_trace
from korekit.doctor.outside.judge import conclude, look
from tests.doctor.corpus_calls import NOW, OTHER_SECRET, SECRET, Call, calls

ALL = calls()


def bundled(call: Call) -> tuple[str, dict[str, object]]:
    scene = look(call.request, now_s=NOW, secrets=call.secrets)
    diagnosis = conclude(scene, call.request.answer)
    return json.dumps(bundle_of_calls([(scene, diagnosis)]), ensure_ascii=False), diagnosis.to_json()


def test_every_call_of_the_corpus_gets_the_same_verdict_from_its_bundle() -> None:
    for call in ALL:
        text, diagnosis = bundled(call)
        (again,) = replayed(text)
        assert again.diagnosis.to_json() == diagnosis, call.name
        assert again.is_as_before, call.name
        assert is_bundle(text)


def test_no_bundle_holds_a_signature_or_a_secret() -> None:
    for call in ALL:
        text, _ = bundled(call)
        for value in (SECRET, OTHER_SECRET, *(value for _, value in call.request.headers if len(value) > 60)):
            # The last part of a token is its signature.
            assert value[-24:] not in text, call.name


def test_several_calls_stand_in_one_bundle() -> None:
    scenes = [look(call.request, now_s=NOW, secrets=call.secrets) for call in ALL[:3]]
    document = bundle_of_calls([(scene, conclude(scene, scene.request.answer)) for scene in scenes])
    assert len(replayed(json.dumps(document))) == 3
    assert document["korekitBundle"] == 1


def test_a_trace_is_bundled_as_well() -> None:
    trace = Trace(
        id="0" * 32,
        method="GET",
        path="/api/public/bots",
        client_id="cs-1",
        cause="scope-missing",
        check="scope",
        expected="`x`",
        checks=[TraceCheck("path", "passed"), TraceCheck("scope", "failed")],
    )
    (again,) = replayed(json.dumps(bundle_of_trace(trace)))
    assert again.diagnosis == explain_trace(trace)
    assert again.is_as_before
    assert again.request[0] == "GET /api/public/bots"


def test_a_bundle_that_somebody_edited_says_so() -> None:
    call = next(call for call in ALL if call.name == "requests with Bearer in auth")
    document = json.loads(bundled(call)[0])
    document["calls"][0]["diagnosis"]["causes"][0]["cause"] = "token-missing"
    (again,) = replayed(json.dumps(document))
    assert not again.is_as_before
    assert again.diagnosis.causes[0].cause == "header-bearer-prefix"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no",
        "[]",
        "{}",
        '{"korekitBundle": 2, "calls": []}',
        '{"korekitBundle": 1}',
        '{"korekitBundle": 1, "korekit": "1", "calls": [{}]}',
        '{"korekitBundle": 1, "korekit": "1", "calls": 5}',
        '{"korekitBundle": 1, "korekit": "1", "trace": {"id": 5}}',
        "[" * 100_000,
    ],
)
def test_what_is_no_bundle_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        replayed(text)
