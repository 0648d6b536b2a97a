import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from korekit.offloading.offload import HelperDied, Offload
from tests.offloading import working

ROOT = Path(__file__).parents[2]

LARGE = 1 << 30


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a helper find the functions of these tests."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


@pytest.fixture
async def offload() -> AsyncIterator[Offload]:
    made = Offload(helpers=1)
    yield made
    await made.close()


async def test_small_work_stays_in_this_process_and_large_work_leaves_it(offload: Offload) -> None:
    here, niceness = await offload.run(10, working.process_id)
    there, lower = await offload.run(LARGE, working.process_id)
    assert here == os.getpid()
    assert there != here
    assert lower >= niceness


async def test_one_helper_does_one_thing_after_another(offload: Offload) -> None:
    found = await asyncio.gather(*(offload.run(LARGE, working.process_id) for _ in range(5)))
    assert len({process_id for process_id, _ in found}) == 1
    assert await offload.run(LARGE, working.sum_of, 1, 2, 3) == 6


async def test_much_goes_in_and_comes_out(offload: Offload) -> None:
    content = os.urandom(5_000_000)
    assert await offload.run(LARGE, bytes.__add__, content, b"!") == content + b"!"


async def test_what_the_function_raises_is_raised_here(offload: Offload) -> None:
    with pytest.raises(ValueError, match="no such thing"):
        await offload.run(LARGE, working.fail, "no such thing")
    assert await offload.run(LARGE, working.sum_of, 1) == 1


async def test_an_exception_that_cannot_travel_comes_as_its_words(offload: Offload) -> None:
    with pytest.raises(RuntimeError, match="Unportable: this and that"):
        await offload.run(LARGE, working.fail_oddly)


async def test_what_a_function_prints_disturbs_nobody(offload: Offload) -> None:
    assert await offload.run(LARGE, working.shout, "hey") == "HEY"
    assert await offload.run(LARGE, working.shout, "you") == "YOU"


async def test_a_helper_that_dies_is_replaced(offload: Offload) -> None:
    with pytest.raises(HelperDied):
        await offload.run(LARGE, working.die)
    assert await offload.run(LARGE, working.sum_of, 4, 5) == 9


async def test_work_that_is_broken_off_leaves_no_answer_for_the_next(offload: Offload) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await offload.run(LARGE, working.slowly, 60)
    assert await offload.run(LARGE, working.sum_of, 1, 1) == 2


@pytest.mark.parametrize("size", [10, LARGE])
async def test_reports_come_in_their_order_before_the_result(offload: Offload, size: int) -> None:
    heard: list[Any] = []

    async def hear(value: Any) -> None:
        await asyncio.sleep(0)
        heard.append(value)

    assert await offload.run_reporting(size, hear, working.report_twice, 10) == 10
    assert heard == ["begun", {"half": 5}]


async def test_an_idle_helper_ends_by_itself() -> None:
    offload = Offload(helpers=1, idle_s=0.05)
    process_id, _ = await offload.run(LARGE, working.process_id)
    for _ in range(100):
        if not _is_running(process_id):
            break
        await asyncio.sleep(0.05)
    assert not _is_running(process_id)
    again, _ = await offload.run(LARGE, working.process_id)
    assert again != process_id
    await offload.close()


async def test_closing_ends_a_helper_at_work() -> None:
    offload = Offload(helpers=1)
    process_id, _ = await offload.run(LARGE, working.process_id)
    work = asyncio.create_task(offload.run(LARGE, working.slowly, 60))
    await asyncio.sleep(0.1)
    await offload.close()
    with pytest.raises(HelperDied):
        await work
    assert not _is_running(process_id)


def _is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True
