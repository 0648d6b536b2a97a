import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest

from tests.postgres import PostgresCluster, start_cluster

ROOT = Path(__file__).parents[1]


async def test_a_test_gets_an_empty_database(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    try:
        assert await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
        await connection.execute("CREATE TABLE left_behind (id int)")
    finally:
        await connection.close()


async def test_the_next_test_sees_nothing_of_it(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    try:
        assert await connection.fetchval("SELECT to_regclass('left_behind')") is None
    finally:
        await connection.close()


def test_a_template_is_copied_with_its_tables(postgres_cluster: PostgresCluster) -> None:
    template = postgres_cluster.create()
    postgres_cluster.psql("CREATE TABLE migrated (id int)", database=template)
    copy = postgres_cluster.create(template=template)
    assert postgres_cluster.psql("SELECT to_regclass('migrated')", database=copy) == "migrated"
    postgres_cluster.drop(copy)
    postgres_cluster.drop(template)


def test_a_database_comes_in_both_dialects(database_url: str, tmp_path: Path) -> None:
    assert database_url.startswith((f"sqlite:///{tmp_path}/", "postgresql://postgres@127.0.0.1:"))


@pytest.mark.parametrize("is_durable", [True, False])
def test_commits_wait_for_the_disk_only_where_asked_for(is_durable: bool) -> None:
    cluster = start_cluster(is_durable=is_durable)
    try:
        assert cluster.psql("SHOW fsync") == ("on" if is_durable else "off")
        assert cluster.psql("SHOW max_connections") == "200"
    finally:
        cluster.stop()


def test_a_killed_test_process_leaves_no_server_and_no_data() -> None:
    code = (
        "import time; from tests.postgres import start_cluster; c = start_cluster();"
        "print(c.psql('SHOW data_directory'), flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        data = Path(process.stdout.readline().strip())
        server = int((data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(process.pid, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and (data.parent.exists() or Path(f"/proc/{server}").exists()):
        time.sleep(0.05)
    assert not data.parent.exists()
    assert not Path(f"/proc/{server}").exists()
