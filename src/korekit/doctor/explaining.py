"""Why a call of the SDK failed: its error, as the client raised it, looked at like any other refused call.

The error carries the request without what would let anybody call, so the signature is not judged here: the SDK signs as
the host wants it, and only the host knows whether the secret is the app's.
"""

from korekit.client.errors import CallFailed, ClientError, NotReached
from korekit.client.shown import ShownRequest
from korekit.doctor.diagnosis import Diagnosis
from korekit.doctor.given import Answer, GivenRequest, Part
from korekit.doctor.outside.judge import judge

__all__ = ["explain", "given_by"]


def explain(error: ClientError) -> Diagnosis | None:
    """The possible causes of an error, likeliest first; `None` where no answer came, as its message says all.

    Nothing is sent. On a korekit platform the trace that `error.trace_id` names tells the cause for certain.
    """
    if error.request is None or isinstance(error, NotReached):
        return None
    return judge(given_by(error.request, error), now_s=error.request.sent_at_s)


def given_by(request: ShownRequest, error: ClientError | None = None) -> GivenRequest:
    """A request of the SDK, with the answer that an error keeps, in the doctor's form."""
    answer = None
    if isinstance(error, CallFailed):
        answer = Answer(error.status, error.body.decode("utf-8", "replace"), error.trace_id)
    return GivenRequest(
        form="sdk",
        method=request.method,
        url=request.url,
        headers=request.headers,
        body=request.body,
        is_body_known=request.is_body_known,
        is_form=bool(request.parts),
        is_boundary_automatic=bool(request.parts),
        parts=tuple(Part(name, is_file) for name, is_file in request.parts),
        answer=answer,
        sent_at_s=request.sent_at_s,
    )
