"""Walks through code as running it would, with what the code itself says: constants, texts, dicts, its own functions.

Each way is walked at most once, loops too, and only so many steps altogether. What a call of anything unknown gives is
unknown.
"""

import ast
from collections.abc import Sequence
from typing import Any, Final

from korekit.doctor.code.python.calls import call_of_library
from korekit.doctor.code.python.operators import binary, subscript
from korekit.doctor.code.python.sending import sent_request
from korekit.doctor.code.texts import joined
from korekit.doctor.code.values import Prepared, Session, Unknown
from korekit.doctor.given import GivenRequest, opened
from korekit.doctor.making import MadeToken

__all__ = ["Runner"]

_MAX_STEPS: Final = 30_000
_MAX_DEPTH: Final = 40
_MAX_CALLS: Final = 6
# Methods of HTTP clients: who calls one of these on something unknown does not mean one of the code's own.
_NAMES_OF_CLIENTS: Final = frozenset({"get", "post", "put", "delete", "patch", "request"})
_Names = dict[str, Any]
_Functions = ast.FunctionDef | ast.AsyncFunctionDef


class Runner:
    """Runs through a tree. `requests`: what it would send; `tokens`: what it would make, by the marks in texts."""

    def __init__(self) -> None:
        self.requests: list[GivenRequest] = []
        self.tokens: dict[str, MadeToken] = {}
        self.imports: dict[str, str] = {}
        self._functions: dict[str, _Functions] = {}
        self._classes: dict[str, _Functions] = {}
        self._methods: set[str] = set()
        self._called: set[str] = set()
        self._steps = 0
        self._calls = 0
        self._self: _Names = {}

    def run(self, tree: ast.Module) -> None:
        """Walk through a module, then through functions that nothing in it called."""
        for node in ast.walk(tree):
            self._take_definition(node)
        names: _Names = {}
        self._block(tree.body, names)
        for name in sorted(
            self._functions, key=lambda name: (not name.endswith("__init__"), self._functions[name].lineno)
        ):
            if name not in self._called:
                self._call(self._functions[name], [], {}, names)

        if not self.requests:
            # Made and sent by something that cannot be read.
            for one in [value for value in names.values() if isinstance(value, Prepared)]:
                self.sent(sent_request(one, self.tokens))

    def _take_definition(self, node: ast.AST) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self._functions.setdefault(node.name, node)
        elif isinstance(node, ast.ClassDef):
            methods = [one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
            self._methods |= {one.name for one in methods} - _NAMES_OF_CLIENTS
            made = next((one for one in methods if one.name == "__init__"), None)
            self._classes.update({node.name: made} if made is not None else {})
        elif isinstance(node, ast.Import):
            self.imports.update({one.asname: one.name for one in node.names if one.asname})
        elif isinstance(node, ast.ImportFrom) and node.module:
            self.imports.update({one.asname or one.name: f"{node.module}.{one.name}" for one in node.names})

    def _block(self, body: Sequence[ast.stmt], names: _Names) -> Any:
        """Walk through statements; what the first `return` with a value gives, or nothing."""
        for statement in body:
            self._steps += 1
            if self._steps > _MAX_STEPS:
                return None
            given = self._statement(statement, names)
            if given is not None:
                return given
        return None

    def _statement(self, node: ast.stmt, names: _Names) -> Any:
        match node:
            case ast.Assign(targets=targets, value=value):
                found = self.value(value, names)
                for target in targets:
                    self._assign(target, found, names)
            case ast.AnnAssign(target=target, value=value) if value is not None:
                self._assign(target, self.value(value, names), names)
            case ast.AugAssign(target=target, op=op, value=value):
                before = self.value(target, names)
                self._assign(target, binary(op, before, self.value(value, names)), names)
            case ast.Expr(value=value):
                self.value(value, names)
            case ast.Return(value=value):
                return self.value(value, names) if value is not None else None
            case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
                for item in items:
                    opened_value = self.value(item.context_expr, names)
                    if item.optional_vars is not None:
                        self._assign(item.optional_vars, opened_value, names)
                return self._block(body, names)
            case _:
                return self._branches(node, names)
        return None

    def _branches(self, node: ast.stmt, names: _Names) -> Any:
        """Statements that hold others; both ways of an `if` are walked."""
        match node:
            case ast.If(test=test, body=body, orelse=orelse) | ast.While(test=test, body=body, orelse=orelse):
                self.value(test, names)
                given = self._block(body, names)
                other = self._block(orelse, names)
                return given if given is not None else other
            case (
                ast.For(target=target, iter=iterated, body=body) | ast.AsyncFor(target=target, iter=iterated, body=body)
            ):
                over = self.value(iterated, names)
                first = over[0] if isinstance(over, list | tuple) and over else Unknown("item")
                self._assign(target, first, names)
                return self._block(body, names)
            case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=final):
                given = self._block(body, names)
                for rest in (*(handler.body for handler in handlers), orelse, final):
                    self._block(rest, names)
                return given
            case _:
                return None

    def _assign(self, target: ast.expr, value: Any, names: _Names) -> None:
        match target:
            case ast.Name(id=name):
                names[name] = value
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                self._self[name] = value
            case ast.Attribute(value=inner, attr="headers"):
                owner = self.value(inner, names)
                if isinstance(owner, Session) and isinstance(value, dict):
                    owner.headers = value
            case ast.Subscript(value=inner, slice=key):
                owner = self.value(inner, names)
                name = self.value(key, names)
                if isinstance(owner, dict):
                    owner[name if isinstance(name, str | int) else "**"] = value
            case ast.Tuple(elts=targets) | ast.List(elts=targets):
                parts = value if isinstance(value, list | tuple) and len(value) == len(targets) else None
                for index, one in enumerate(targets):
                    self._assign(one, parts[index] if parts else Unknown("item"), names)
            case _:
                return

    def value(self, node: ast.expr, names: _Names, depth: int = 0) -> Any:
        """What an expression is worth."""
        self._steps += 1
        if self._steps > _MAX_STEPS or depth > _MAX_DEPTH:
            return Unknown("…")

        def inner(one: ast.expr) -> Any:
            return self.value(one, names, depth + 1)

        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                return names[name] if name in names else Unknown(name)
            case ast.JoinedStr(values=parts):
                return joined([inner(part) for part in parts])
            case ast.FormattedValue(value=part):
                return inner(part)
            case ast.Dict(keys=keys, values=values):
                return self._dict(list(zip(keys, values, strict=True)), inner)
            case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
                return [inner(part) for part in parts]
            case ast.BinOp(left=left, op=op, right=right):
                return binary(op, inner(left), inner(right))
            case ast.BoolOp(values=parts):
                return inner(parts[0])
            case ast.IfExp(body=body):
                return inner(body)
            case ast.ListComp() | ast.GeneratorExp() | ast.SetComp():
                return self._comprehended(node, names, depth)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                number = inner(operand)
                return -number if isinstance(number, int | float) else Unknown("number")
            case ast.Await(value=part) | ast.NamedExpr(value=part) | ast.Starred(value=part):
                return inner(part)
            case ast.Subscript(value=owner, slice=key):
                return subscript(inner(owner), inner(key))
            case ast.Attribute():
                return self._attribute(node, names, depth)
            case ast.Call():
                return self._called_value(node, names, depth)
            case _:
                return Unknown("…")

    def _comprehended(
        self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp, names: _Names, depth: int
    ) -> list[Any]:
        """One element, made of the first item of each loop."""
        inner = dict(names)
        for loop in node.generators[:_MAX_CALLS]:
            over = self.value(loop.iter, inner, depth + 1)
            self._assign(loop.target, over[0] if isinstance(over, list) and over else Unknown("item"), inner)
        return [self.value(node.elt, inner, depth + 1)]

    def _dict(self, pairs: list[tuple[ast.expr | None, ast.expr]], inner: Any) -> dict[Any, Any]:
        made: dict[Any, Any] = {}
        for key, value in pairs:
            found = inner(value)
            if key is None:
                # `**more` of something unknown leaves its mark.
                made.update(found if isinstance(found, dict) else {"**": Unknown("more")})
                continue
            name = inner(key)
            if isinstance(name, str | int | float):
                made[name] = found
            else:
                made["**"] = Unknown("more")
        return made

    def _attribute(self, node: ast.Attribute, names: _Names, depth: int) -> Any:
        if isinstance(node.value, ast.Name) and node.value.id == "self":
            return self._self.get(node.attr, Unknown(f"self.{node.attr}"))
        owner = self.value(node.value, names, depth + 1)
        if isinstance(owner, Session) and node.attr == "headers":
            return owner.headers
        return Unknown(f"{owner.name}.{node.attr}" if isinstance(owner, Unknown) else node.attr)

    def _called_value(self, node: ast.Call, names: _Names, depth: int) -> Any:
        positional = [self.value(one, names, depth + 1) for one in node.args[:20]]
        keywords: _Names = {}
        for one in node.keywords[:40]:
            found = self.value(one.value, names, depth + 1)
            if one.arg is not None:
                keywords[one.arg] = found
            elif isinstance(found, dict):
                keywords.update({str(name): value for name, value in found.items()})
            else:
                keywords["**"] = found
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if isinstance(node.func, ast.Attribute):
            name = node.func.attr
            owner = self.value(node.func.value, names, depth + 1)
            is_own = isinstance(node.func.value, ast.Name) and node.func.value.id in ("self", "cls")
        else:
            owner, is_own = None, True
        if owner is None and name in self._classes and self._calls < _MAX_CALLS:
            self._call(self._classes[name], positional, keywords, names)
            return Unknown(name)
        is_own = is_own or (isinstance(owner, Unknown) and name in self._methods)
        if is_own and name in self._functions and self._calls < _MAX_CALLS:
            return self._call(self._functions[name], positional, keywords, names)
        return call_of_library(self, _path(node.func, self.imports), owner, positional, keywords)

    def _call(self, function: _Functions, positional: list[Any], keywords: _Names, outer: _Names) -> Any:
        """What a function of the code gives, its body walked with these arguments."""
        self._called.add(function.name)
        arguments = [one.arg for one in function.args.args if one.arg not in ("self", "cls")]
        defaults = function.args.defaults
        bound: _Names = {name: Unknown(name) for name in arguments}
        for one, default in zip(reversed(arguments), reversed(defaults), strict=False):
            bound[one] = self.value(default, outer)
        for keyword, given_default in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True):
            bound[keyword.arg] = self.value(given_default, outer) if given_default else Unknown(keyword.arg)
        bound.update(zip(arguments, positional, strict=False))
        bound.update({name: value for name, value in keywords.items() if name in bound})
        self._calls += 1
        try:
            given = self._block(function.body, {**outer, **bound})
        finally:
            self._calls -= 1
        return given if given is not None else Unknown(f"{function.name}()")

    def mark(self, token: MadeToken) -> str:
        """Keep a token that the code makes; the text that stands for it."""
        name = f"a token of this code ({len(self.tokens) + 1})"
        self.tokens[name] = token
        return opened(name)

    def sent(self, request: GivenRequest) -> None:
        """Keep a request that the code sends."""
        self.requests.append(request)


def _path(node: ast.expr, imports: dict[str, str]) -> str:
    """The dotted name of what is called, imports resolved."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        parts.append(imports.get(node.id, node.id))
    return ".".join(reversed(parts))
