"""Nobody's processes stay: workers end with the run that started them."""

import os
import signal
import subprocess
import sys
import time

import pytest

PROGRAM = """
import os, signal, sys, time
from shapegen.console import errors
from shapegen.workers import workers

def work(_):
    os.write(1, b"%d\\n" % os.getpid())  # print may write the line in two parts
    time.sleep(60)

if __name__ == "__main__":
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.default_int_handler)
    with errors(False), workers() as pool:
        list(pool.map(work, range(20)))
"""


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_workers_of_a_run_that_is_ended_end(tmp_path_factory: pytest.TempPathFactory, number: int) -> None:
    path = tmp_path_factory.mktemp("workers") / "program.py"
    path.write_text(PROGRAM)
    with subprocess.Popen([sys.executable, path], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        workers = [int(run.stdout.readline()) for _ in range(2)]
        run.send_signal(number)
        end = time.monotonic() + 30
        while workers and time.monotonic() < end:
            time.sleep(0.1)
            workers = [each for each in workers if is_running(each)]
        run.wait(30)
    assert workers == []


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
