from korekit.archive.comparing.pairing import Pairs, Stage, paired

ByLetter = Stage[str](lambda one: one[0])
ByWord = Stage[str](lambda one: one)


def pairs(old: list[str], new: list[str], *stages: Stage[str]) -> Pairs[str]:
    return paired(old, new, stages)


def test_what_one_stage_leaves_over_is_tried_in_the_next() -> None:
    found = pairs(["a1", "b1", "c1"], ["b1", "a2", "d1"], ByWord, ByLetter)
    assert found.both == (("b1", "b1"), ("a1", "a2"))
    assert (found.removed, found.added) == (("c1",), ("d1",))


def test_equal_keys_pair_in_their_order_and_the_rest_is_added_or_removed() -> None:
    found = pairs(["a1", "a2", "a3"], ["a4", "a5"], ByLetter)
    assert (found.both, found.removed) == ((("a1", "a4"), ("a2", "a5")), ("a3",))


def test_a_stage_of_unique_keys_passes_over_what_several_have() -> None:
    unique = Stage[str](lambda one: one[0], is_unique=True)
    found = pairs(["a1", "b1"], ["a2", "a3", "b2"], unique)
    assert (found.both, found.removed, found.added) == ((("b1", "b2"),), ("a1",), ("a2", "a3"))


def test_an_element_without_a_key_pairs_with_none() -> None:
    found = pairs(["a"], ["a"], Stage[str](lambda _: None))
    assert (found.removed, found.added) == (("a",), ("a",))


def test_another_order_is_told_but_not_by_what_came_or_went() -> None:
    assert pairs(["a", "b", "c"], ["x", "a", "c"], ByWord).is_reordered is False
    assert pairs(["a", "b", "c"], ["c", "a"], ByWord).is_reordered is True
    assert list(pairs(["a", "b"], ["b", "c"], ByWord)) == [("b", "b"), (None, "c"), ("a", None)]
