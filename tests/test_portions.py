"""Some of many at a time: all of them, in order, and none fetched before it is its turn."""

from collections.abc import Iterator

from index.portions import portions


def test_all_come_in_order_and_the_last_may_be_fewer() -> None:
    assert list(portions(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(portions([], 3)) == []


def test_no_more_are_fetched_than_are_given() -> None:
    fetched = []

    def numbers() -> Iterator[int]:
        for number in range(9):
            fetched.append(number)
            yield number

    next(portions(numbers(), 2))
    assert fetched == [0, 1]
