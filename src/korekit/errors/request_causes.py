"""Causes that lie in the path, the method or what the request carries."""

from korekit.errors.refusal import Check, Refusal
from korekit.errors.wire import VALIDATION, WireError

__all__ = [
    "BodyFieldInvalid",
    "BodyFieldMissing",
    "BodyFieldMisspelled",
    "BodyMalformed",
    "ContentTypeWrong",
    "FileUnknown",
    "HostWrong",
    "MethodNotAllowed",
    "MultipartBroken",
    "PathUnknown",
    "ResourceUnknown",
]


class PathUnknown(Refusal):
    """No operation has this path."""

    cause = "path-unknown"
    check = Check.PATH
    wire = WireError(404, 404, "Not Found")
    hint = "Call the documented path; `korekit api list` lists them all."


class HostWrong(Refusal):
    """The path belongs to another product or host."""

    cause = "host-wrong"
    check = Check.PATH
    wire = WireError(404, 404, "Not Found")
    hint = "Call the host that serves this path."


class MethodNotAllowed(Refusal):
    """The path is right, the HTTP method is not."""

    cause = "method-not-allowed"
    check = Check.METHOD
    wire = WireError(405, 405, "Method Not Allowed")
    hint = "Use the documented method."


class ContentTypeWrong(Refusal):
    """The body is of another type than the operation takes."""

    cause = "content-type-wrong"
    check = Check.BODY
    wire = VALIDATION
    hint = "Send the documented content type."


class MultipartBroken(Refusal):
    """The multipart body lacks its boundary or its file part."""

    cause = "multipart-broken"
    check = Check.BODY
    wire = VALIDATION
    hint = "Let the HTTP client set the Content-Type header, and name the file part `file`."


class BodyMalformed(Refusal):
    """The body is not the JSON it should be."""

    cause = "body-malformed"
    check = Check.BODY
    wire = VALIDATION
    hint = "Check it with a JSON tool: quotes, trailing commas, an empty body."


class BodyFieldMissing(Refusal):
    """A required field is absent."""

    cause = "body-field-missing"
    check = Check.BODY
    wire = VALIDATION
    hint = "Add the field that is named."


class BodyFieldMisspelled(Refusal):
    """A field is close to a documented one, but not the same."""

    cause = "body-field-misspelled"
    check = Check.BODY
    wire = VALIDATION
    hint = "Spell it as documented."


class BodyFieldInvalid(Refusal):
    """A field or parameter has a wrong type or value."""

    cause = "body-field-invalid"
    check = Check.BODY
    wire = VALIDATION
    hint = "Send what is expected."


class FileUnknown(Refusal):
    """This account never uploaded a file with this id."""

    cause = "file-unknown"
    check = Check.BODY
    wire = WireError(400, 400, "Invalid file id")
    hint = "Upload the file first, and use the `fileId` of the answer."


class ResourceUnknown(Refusal):
    """What the call names does not exist here."""

    cause = "resource-unknown"
    check = Check.BODY
    wire = WireError(400, 400, "Invalid request ID")
    hint = "List what exists, and use an id from the list."
