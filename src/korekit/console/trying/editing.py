"""What the buttons of a form change in it before it is read: a row more, a row less."""

from korekit.console.trying.parts import MAX_ROWS, ROWS, Texts

__all__ = ["ADD_ROW", "DROP_ROW", "TO_FORM", "TO_JSON", "edited"]

ADD_ROW = "add:"
DROP_ROW = "drop:"
TO_JSON = "json:"
TO_FORM = "form:"


def edited(text_of: Texts, action: str) -> Texts:
    """The texts of a form after one of its buttons was pressed; as they are after any other.

    Args:
        text_of: what was typed.
        action: the button's value: `add:` with the name of a list, `drop:` with the name of a row.
    """
    if action.startswith(ADD_ROW):
        rows = action.removeprefix(ADD_ROW)
        return lambda name: str(_count(text_of, rows) + 1) if name == rows + ROWS else text_of(name)
    if action.startswith(DROP_ROW):
        rows, _, number = action.removeprefix(DROP_ROW).rpartition(".")
        if number.isascii() and number.isdigit() and int(number[:4]) < _count(text_of, rows):
            return _without(text_of, rows, int(number))
    return text_of


def _count(text_of: Texts, rows: str) -> int:
    counted = text_of(rows + ROWS)
    return min(int(counted), MAX_ROWS) if counted.isascii() and counted.isdigit() and len(counted) < 5 else 0


def _without(text_of: Texts, rows: str, dropped: int) -> Texts:
    begin = f"{rows}."

    def text(name: str) -> str:
        if name == rows + ROWS:
            return str(_count(text_of, rows) - 1)
        if name.startswith(begin):
            number, dot, rest = name.removeprefix(begin).partition(".")
            if number.isdigit() and int(number) >= dropped:
                # What stood below moves up.
                return text_of(f"{begin}{int(number) + 1}{dot}{rest}")
        return text_of(name)

    return text
