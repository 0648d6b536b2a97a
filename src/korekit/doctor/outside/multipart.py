"""A multipart body: its boundary, its file part.

Source: the catalogue's `Upload` parameters; causes.md.
"""

from typing import Final

from korekit.catalog.parameters import Parameter, Place, Upload
from korekit.doctor.outside.scene import Scene
from korekit.doctor.redaction import safe_name, safe_type
from korekit.errors.request_causes import ContentTypeWrong, MultipartBroken
from korekit.nearness import folded

__all__ = ["look_at_multipart"]

_MULTIPART_TYPE: Final = "multipart/form-data"


def look_at_multipart(scene: Scene, content_type: str) -> None:
    """Judge the body of an operation that takes a file.

    Args:
        scene: the call.
        content_type: without its parameters, in lower case.
    """
    request = scene.request
    if content_type != _MULTIPART_TYPE:
        found = f"`{safe_type(content_type)}`" if content_type else "none"
        refusal = ContentTypeWrong(expected=f"`{_MULTIPART_TYPE}`", found=found)
        scene.fault(refusal, is_certain=request.are_headers_whole)
        return
    if not request.is_boundary_automatic and "boundary=" not in request.values("content-type")[0].lower():
        scene.fault(MultipartBroken(expected="a boundary in `Content-Type`", found="none"), is_certain=True)
        return
    if request.parts:
        _look_at_parts(scene)


def _look_at_parts(scene: Scene) -> None:
    wanted = _file_parameter(scene)
    if wanted is None:
        return
    files = [part.name for part in scene.request.parts if part.is_file]
    if wanted.wire in files:
        return
    expected = f"a file in the part `{wanted.wire}`"
    names = [part.name for part in scene.request.parts]
    if wanted.wire in names:
        found = f"text in `{wanted.wire}`; curl sends a file by `-F {wanted.wire}=@name`"
    elif files:
        is_near = folded(files[0]) == folded(wanted.wire)
        found = f"a file in `{safe_name(files[0])}`" + (", spelled differently" if is_near else "")
    else:
        found = "no file"
    scene.fault(MultipartBroken(expected=expected, found=found), is_certain=True)


def _file_parameter(scene: Scene) -> Parameter | None:
    fields = [one for operation in scene.called for one in operation.parameters_in(Place.BODY)]
    return next((one for one in fields if one.kind is Upload), None)
