"""Reads through code with braces twice: first for what names stand for, wherever they are given, then for requests."""

from typing import Any, Final

from korekit.doctor.code.braces.chains import Chain, Link, Parser
from korekit.doctor.code.braces.drafts import METHODS, Draft
from korekit.doctor.code.braces.jwts import JwtBuilder
from korekit.doctor.code.braces.libraries import by_client, by_verb, called, configured, constant, method_of_value
from korekit.doctor.code.braces.tokens import Token
from korekit.doctor.code.texts import text_of
from korekit.doctor.code.values import Session, Unknown
from korekit.doctor.given import GivenRequest, opened
from korekit.doctor.making import MadeToken

__all__ = ["Reader"]

_SELF: Final = frozenset({"this", "self", "$this"})
_NO_FUNCTION: Final = frozenset(
    {"if", "for", "while", "switch", "catch", "return", "await", "new", "else", "throw", "typeof"}
)


class Reader:
    """What code sends and makes. `form`: the language, for the requests' own words."""

    def __init__(self, tokens: list[Token], form: str) -> None:
        self._tokens = tokens
        self._form = form
        self._parser = Parser(tokens, self._meaning)
        self._variables: dict[str, Any] = {}
        self._returns: dict[str, Any] = {}
        self._seen: dict[int, Any] = {}
        self._drafts: dict[int, Draft] = {}
        self._base = ""
        self.tokens: dict[str, MadeToken] = {}

    def requests(self) -> list[GivenRequest]:
        """The requests with an address, in the order of the text."""
        for _ in range(2):
            self._seen, self._drafts = {}, {}
            self._parser = Parser(self._tokens, self._meaning)
            self._walk()
        drafts: list[Draft] = []
        for start in sorted(self._drafts):
            if not any(one is self._drafts[start] for one in drafts):
                drafts.append(self._drafts[start])
        for draft in drafts:
            draft.base = draft.base or self._base
        finished = [draft.finished(self.tokens) for draft in drafts]
        return [request for request in finished if request is not None]

    def _walk(self) -> None:
        function = ""
        parser = self._parser
        for at, token in enumerate(self._tokens):
            if token.kind != "name":
                continue
            before, behind = parser.sign(at - 1) if at else "", parser.sign(at + 1)
            function = self._function_at(at, before, behind) or function
            if token.value == "return":
                if function and parser.sign(at + 1) not in (";", "}"):
                    value, _ = parser.value(at + 1)
                    if not isinstance(value, Unknown):
                        self._returns[function] = value
            elif before in (".", "?."):
                self._assign_property(at, behind)
            elif behind in ("=", ":="):
                self._assign(token.value, parser.value(at + 2)[0])
            elif (behind == ":" and before in ("const", "let", "var") and parser.sign(at + 3) == "=") or (
                behind == "," and parser.sign(at + 3) == ":="
            ):
                self._assign(token.value, parser.value(at + 4)[0])
            elif behind == "[":
                self._assign_property(at, behind)
            elif behind in (".", "(", "?."):
                parser.value(at)

    def _assign(self, name: str, value: Any) -> None:
        if isinstance(value, Unknown) and value.name.startswith(("require()", "import()")):
            # A library keeps the name that the code gives it.
            self._variables.pop(name, None)
            return
        self._variables[name] = value
        if isinstance(value, Session) and value.base_url:
            self._base = self._base or value.base_url

    def _assign_property(self, at: int, behind: str) -> None:
        """`request.Headers["auth"] = …`, `options.headers.auth = …`, `this.token = …`."""
        parser = self._parser
        if behind == "=":
            name = self._tokens[at].value
            owner = self._variables.get(self._tokens[at - 2].value) if at >= 2 else None
            value = parser.value(at + 2)[0]
            if isinstance(owner, dict):
                owner[name] = value
            elif isinstance(owner, Draft):
                owner.take(name, (value,))
            elif at >= 2 and self._tokens[at - 2].value in _SELF:
                self._variables[name] = value
            elif name.lower() not in ("headers", "url", "method", "body"):
                self._set_deep(at, name, value)
        elif (
            behind == "["
            and at + 4 < len(self._tokens)
            and self._tokens[at + 2].kind == "text"
            and parser.sign(at + 4) == "="
        ):
            value = parser.value(at + 5)[0]
            self._set_deep(at + 2, self._tokens[at + 2].value, value, owner_at=at)

    def _set_deep(self, at: int, name: str, value: Any, *, owner_at: int | None = None) -> None:
        """Put a header into the dict or request whose `headers` are named before it."""
        first = owner_at if owner_at is not None else at - 2
        names = [self._tokens[first].value]
        while first >= 2 and self._parser.sign(first - 1) in (".", "?."):
            first -= 2
            names.insert(0, self._tokens[first].value)
        owner = self._variables.get(names[0])
        for inner in names[1:]:
            owner = owner.get(inner) if isinstance(owner, dict) else owner
        if isinstance(owner, dict):
            owner[name] = value
        elif isinstance(owner, Draft | Session):
            owner.headers[name] = value

    def _function_at(self, at: int, before: str, behind: str) -> str:
        """The name of the function that is defined at an index, if one is."""
        parser, name = self._parser, self._tokens[at].value
        if behind == "(" and name not in _NO_FUNCTION and before not in (".", "new", "?."):
            end = parser.closing(at + 1)
            while parser.sign(end) in (":", "throws") or (
                parser.sign(end - 1) in (":", "throws") and parser.sign(end) not in ("{", "")
            ):
                end += 1
            return name if parser.sign(end) == "{" and before != "." else ""
        if behind == "=":
            start = at + 2 + (parser.sign(at + 2) == "async")
            end = parser.closing(start) if parser.sign(start) == "(" else start + 1
            if parser.sign(end) == "=>" or parser.sign(start) == "function":
                if parser.sign(end) == "=>" and parser.sign(end + 1) != "{":
                    value = parser.value(end + 1)[0]
                    if not isinstance(value, Unknown):
                        self._returns[name] = value
                return name
        return ""

    def _meaning(self, chain: Chain) -> Any:
        if chain.start in self._seen and chain.start >= 0:
            return self._seen[chain.start]
        value = self._followed(chain)
        if isinstance(value, MadeToken):
            value = self._mark(value)
        if chain.start >= 0:
            self._seen[chain.start] = value
            if isinstance(value, Draft):
                self._drafts.setdefault(chain.start, value)
        return value

    def _mark(self, token: MadeToken) -> str:
        name = f"a token of this code ({len(self.tokens) + 1})"
        self.tokens[name] = token
        return opened(name)

    def _followed(self, chain: Chain) -> Any:
        links = list(chain.links)
        if chain.receiver is not None:
            value: Any = chain.receiver
        else:
            while len(links) > 1 and links[0].name in _SELF and links[0].arguments is None:
                links.pop(0)
            value, links = self._begun(links)
        for link in links:
            value = self._applied(value, link)
            if isinstance(value, Draft) and chain.start >= 0:
                self._drafts.setdefault(chain.start, value)
        return value

    def _begun(self, links: list[Link]) -> tuple[Any, list[Link]]:
        """What the beginning of a chain stands for, and the links that are left."""
        first = links[0]
        if first.arguments is None and first.name in self._variables:
            return self._variables[first.name], links[1:]
        if first.arguments is not None and first.name in self._returns:
            return self._returns[first.name], links[1:]
        path: list[str] = []
        for index, link in enumerate(links):
            path.append(link.name)
            if link.arguments is not None:
                if link.name in self._returns and len(path) <= 2 and path[0][:1].islower():
                    return self._returns[link.name], links[index + 1 :]
                return called(".".join(path), link.arguments, self._form), links[index + 1 :]
        return constant(".".join(path)), []

    def _applied(self, value: Any, link: Link) -> Any:
        """What one more link makes of a value."""
        if isinstance(value, Draft):
            if link.arguments is not None:
                value.take(link.name, link.arguments)
            return value
        if isinstance(value, JwtBuilder):
            made = value.take(link.name, link.arguments) if link.arguments is not None else None
            return made if made is not None else value
        if isinstance(value, Session):
            return self._by_session(value, link)
        if isinstance(value, Unknown):
            path = f"{value.name}.{link.name}"
            return called(path, link.arguments, self._form) if link.arguments is not None else constant(path)
        if link.arguments is None:
            if isinstance(value, dict) and link.name in value:
                return value[link.name]
            return Unknown(link.name)
        found = method_of_value(value, link.name, link.arguments, self._form)
        return Unknown(link.name) if found is None else found

    def _by_session(self, session: Session, link: Link) -> Any:
        if link.arguments is None:
            return session if link.name.lower() in ("defaults", "defaultrequestheaders", "common") else session.headers
        kind = link.name.lower()
        if kind in METHODS and link.arguments:
            draft = by_verb(kind, "axios", link.arguments, self._form)
        elif kind == "request" and link.arguments:
            draft = configured("", "axios", "request", link.arguments, self._form)
        elif kind in ("add", "set") and len(link.arguments) > 1:
            session.headers[text_of(link.arguments[0])] = link.arguments[1]
            return session
        elif kind.endswith("async") and link.arguments:
            draft = by_client(link.name, link.arguments, self._form)
            draft.headers.pop("**", None)
        else:
            return Unknown(link.name)
        draft.headers = {**session.headers, **draft.headers}
        draft.base = draft.base or session.base_url
        return draft
