"""The work of a call by hand: path, strict HS256, app, scope, bot. Nothing is remembered between calls."""

import binascii
import hmac
import json
import re
import time
from typing import Any

__all__ = ["APP", "BOT", "PAGE", "REFUSALS", "SCOPE", "Refused", "check_app", "client_id_of", "page_of", "read_path"]

_PATH = re.compile(r"/api(?:/1\.1)?/public/bot/([^/]+)/changelogs/?")
_QUERY = re.compile(rb"(?:^|&)(offset|limit)=(\d{1,9})")
_JWS = re.compile(rb"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43})")
SCOPE = "logs:change_logs"

# `?` for sqlite3; the PostgreSQL twin numbers them.
APP = (
    "SELECT a.account_id, a.plane, a.bot_id, a.deleted_at, s.secret, c.is_active, u.is_active, "
    "EXISTS (SELECT 1 FROM app_scopes p WHERE p.client_id = a.client_id AND p.state = 'saved' AND p.scope_id = ?) "
    "FROM apps a JOIN peer_secrets s ON s.client_id = a.client_id JOIN accounts c ON c.id = a.account_id "
    "JOIN users u ON u.id = a.created_by WHERE a.client_id = ?"
)
BOT = "SELECT account_id FROM bots WHERE id = ? AND deleted_at IS NULL"
PAGE = "SELECT wire FROM change_logs WHERE bot_id = ? ORDER BY n DESC LIMIT ? OFFSET ?"


def _refusal(status: int, code: int, text: str) -> tuple[int, bytes]:
    return status, json.dumps({"errors": [{"msg": text, "code": code}]}, separators=(",", ":")).encode()


REFUSALS = {
    "path": _refusal(404, 404, "Not Found"),
    "credentials": _refusal(401, 4002, "Invalid SDK credentials"),
    "token": _refusal(401, 4002, "Invalid JWT token"),
    "bot": _refusal(400, 400, "Invalid StreamId"),
    "scope": _refusal(401, 4002, "Permission denied. Scope is incorrect!"),
}


class Refused(Exception):
    """The call does not proceed; `args[0]` names the answer in `REFUSALS`."""


def read_path(path: str) -> str:
    """The bot's id."""
    found = _PATH.fullmatch(path)
    if found is None:
        raise Refused("path")
    return found[1]


def page_of(query: bytes) -> tuple[int, int]:
    """Number of rows and first row."""
    given = {name: int(value) for name, value in _QUERY.findall(query)}
    limit = min(given.get(b"limit", 50), 50)
    return limit, given.get(b"offset", 0) * limit


def _decoded(segment: bytes) -> bytes:
    raw = binascii.a2b_base64(segment.replace(b"-", b"+").replace(b"_", b"/") + b"=" * (-len(segment) % 4))
    # One text for one value: spare bits must be zero.
    again = binascii.b2a_base64(raw, newline=False).replace(b"+", b"-").replace(b"/", b"_").rstrip(b"=")
    if again != segment:
        raise Refused("token")
    return raw


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused("token")
    return found


_object = json.JSONDecoder(object_pairs_hook=_once).decode


def client_id_of(headers: list[tuple[bytes, bytes]]) -> tuple[str, dict[str, Any], bytes, bytes]:
    """The client id that the token names, with claims, signed part and signature, which is still to be checked."""
    tokens = [value for name, value in headers if name == b"auth"]
    if len(tokens) != 1:
        raise Refused("credentials")
    found = _JWS.fullmatch(tokens[0])
    if found is None:
        raise Refused("token")
    try:
        header, claims = _object(_decoded(found[1]).decode()), _object(_decoded(found[2]).decode())
        signature = _decoded(found[3])
    except ValueError:
        raise Refused("token") from None
    if header.get("alg") != "HS256" or "crit" in header or header.get("typ", "JWT") != "JWT":
        raise Refused("credentials")
    client_id = claims.get("appId")
    if not isinstance(client_id, str):
        raise Refused("credentials")
    return client_id, claims, tokens[0][: found.end(2)], signature


def check_app(row: Any, claims: dict[str, Any], signed_part: bytes, signature: bytes, bot_id: str) -> str:
    """The account, once the app, the signature, the times and the scope are good."""
    if row is None:
        raise Refused("credentials")
    account_id, plane, own_bot, deleted_at, secret, is_account_active, is_user_active, has_scope = row
    expected = hmac.digest(secret.encode(), signed_part, "sha256")
    if deleted_at is not None or not hmac.compare_digest(expected, signature):
        raise Refused("credentials")
    now = time.time()
    for name, is_bad in (("exp", lambda at: at <= now), ("nbf", lambda at: at > now)):
        at = claims.get(name)
        if at is not None and (type(at) not in (int, float) or is_bad(at)):
            raise Refused("credentials")
    if not is_account_active or not is_user_active or (plane == "bot" and own_bot != bot_id):
        raise Refused("credentials")
    if not has_scope:
        raise Refused("scope")
    found: str = account_id
    return found
