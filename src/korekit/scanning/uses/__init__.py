"""Operations that a program calls, as its files show them."""
