"""The path and the method: which operation is called, or which was meant."""

from typing import Final

from korekit.catalog.operation import Operation
from korekit.doctor.given import is_open
from korekit.doctor.hosts import OTHER_PRODUCTS, VENDOR_HOSTS, WEB_SITES, is_this_machine, is_vendor
from korekit.doctor.outside.address import Address, read_address
from korekit.doctor.outside.meant_paths import API_MISSING, MeantPath, meant_path
from korekit.doctor.outside.routes import Near, Route, route_ending_with, route_of
from korekit.doctor.outside.scene import Scene
from korekit.doctor.redaction import safe_host, safe_path, safe_word
from korekit.errors.refusal import Check
from korekit.errors.request_causes import HostWrong, MethodNotAllowed, PathUnknown
from korekit.nearness import distance

__all__ = ["look_at_method", "look_at_path"]

_OVERRIDE: Final = "x-http-method-override"
_OVERRIDABLE: Final = ("PUT", "DELETE")
_PUBLIC_HOSTS: Final = ", ".join(f"`{host}`" for host in VENDOR_HOSTS[:2])
# Hosts answer these without an operation of that method, each in its own way.
_ANSWERED_BY_HOSTS: Final = ("HEAD", "OPTIONS")


def look_at_path(scene: Scene) -> None:
    """Find the operations of the path; the host first."""
    if scene.request.url is None:
        return
    address = scene.address = read_address(scene.request.url)
    route = route_of(address.segments)
    if address.host in OTHER_PRODUCTS:
        scene.fault(
            HostWrong(expected=_PUBLIC_HOSTS, found=f"`{address.host}`, which serves another product"),
            is_certain=route is not None or "public" in address.segments,
        )
    if route is not None:
        _take(scene, route)
        _suspect_host(scene, address)
        return
    if _is_path_open(address):
        _take_uncertain(scene, route_ending_with(address.segments))
        return
    _explain_unknown(scene, address)


def _take(scene: Scene, route: Route) -> None:
    scene.operations, scene.values = route.operations, route.values
    scene.is_path_sure = True
    scene.passed(Check.PATH)


def _take_uncertain(scene: Scene, route: Route | None) -> None:
    if route is not None:
        scene.operations, scene.values = route.operations, route.values


def _suspect_host(scene: Scene, address: Address) -> None:
    host = address.host
    if not host or address.is_host_open or host in VENDOR_HOSTS or host in OTHER_PRODUCTS:
        return
    if host in WEB_SITES:
        scene.fault(HostWrong(expected=_PUBLIC_HOSTS, found=f"`{host}`, a page for people"), is_certain=False)
        return
    # Customers have hosts of their own below the same domain, whose names may be near as well.
    allowed = 1 if is_vendor(host) else 2
    for known in VENDOR_HOSTS:
        if distance(host, known) <= allowed:
            scene.fault(HostWrong(expected=f"`{known}`", found=f"`{safe_host(host)}`"), is_certain=False)
            return


def _is_path_open(address: Address) -> bool:
    return address.is_host_open or is_open(address.path.partition("/public/")[0])


def _explain_unknown(scene: Scene, address: Address) -> None:
    if address.segments in ([], [""]):
        scene.fault(PathUnknown(expected="a path `/api/public/…`", found="no path"), is_certain=bool(address.host))
        return
    meant = meant_path(address.path, scene.request.method or "")
    if meant is None:
        scene.fault(PathUnknown(expected="a documented path", found=f"`{safe_path(address)}`"), is_certain=False)
        return
    if meant.route is not None:
        is_at_root = meant.oddity == API_MISSING
        is_certain = is_at_root and (is_vendor(address.host) or is_this_machine(address.host))
        _refuse(scene, address, meant, is_certain=is_certain)
        _take_uncertain(scene, meant.route)
    elif meant.near is not None:
        _refuse(scene, address, meant, is_certain=_is_plain_typo(meant.near))
        if meant.near.cost <= 1:
            # What is wrong beside the one letter can be told as well.
            _take_uncertain(scene, route_of(meant.near.mended(address.segments)))


def _refuse(scene: Scene, address: Address, meant: MeantPath, *, is_certain: bool) -> None:
    found = f"`{safe_path(address)}`" + (f": {meant.oddity}" if meant.oddity else "")
    scene.fault(PathUnknown(expected=meant.words, found=found), is_certain=is_certain)


def _is_plain_typo(near: Near) -> bool:
    """Whether one word is mistyped and no other path can be meant.

    Capitals alone do not prove it, since hosts may not tell them apart, and neither does a word that is merely near:
    `mlimport` is another operation than `import`.
    """
    if len(near.words) != 1 or len(near.edits) != 1 or near.others:
        return False
    given, wanted = near.words[0]
    if given.lower() == wanted.lower() or is_open(given) or {given, wanted} == {"bot", "bots"}:
        return False
    edits = distance(given, wanted)
    return len(wanted) >= 4 and (edits == 1 or (edits == 2 and len(wanted) >= 8 and given[:1] == wanted[:1]))


def look_at_method(scene: Scene) -> None:
    """Find the operation among those of the path."""
    method = scene.request.method
    if not scene.operations:
        return
    if method is None:
        scene.called = scene.operations if len(scene.operations) == 1 else ()
        return
    counted = _counted_method(scene, method)
    for operation in scene.operations:
        if counted in operation.methods():
            scene.called = (operation,)
            if scene.is_path_sure:
                scene.passed(Check.METHOD)
            return
    if is_open(method):
        return
    scene.fault(
        MethodNotAllowed(expected=" or ".join(map(_shown_method, scene.operations)), found=f"`{safe_word(method)}`"),
        # In lower case it is another method by the letter of HTTP, but some hosts forgive it.
        is_certain=scene.is_path_sure
        and counted not in _ANSWERED_BY_HOSTS
        and all(counted.upper() not in operation.methods() for operation in scene.operations),
    )
    if len(scene.operations) == 1:
        # What it would need is known all the same.
        scene.called = scene.operations


def _counted_method(scene: Scene, method: str) -> str:
    """The method that counts: on POST, and only there, a header may name another one."""
    if method == "POST":
        for value in scene.request.values(_OVERRIDE)[:1]:
            if value.strip().upper() in _OVERRIDABLE:
                return value.strip().upper()
    return method


def _shown_method(operation: Operation[..., object]) -> str:
    return " or ".join(f"`{method}`" for method in operation.methods()) + f" ({operation.id})"
