"""What the processes of a pool do beside their work: they end when nobody waits for it any more."""

import os
import threading
import time

from shapegen import console

_LOOK = 0.5  # seconds


def end_with_parent() -> None:
    """Ends this process when the one that started it has ended, killed or not; for a pool's `initializer`.

    It shows no progress either. A worker waits for work and for whoever takes the result, and would sleep for ever.
    """
    console.silence()
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK)
    os._exit(1)  # what is half written is recognised by the next run, as after a kill
