"""Runs a command: prints the seconds it took, those of the processor, and its peak memory in what the system counts in.

A process of its own, started with -I -S and as bare as can be: what is started inherits the peak of what starts it.
"""

import posix
import sys
import time

start = time.perf_counter()
process = posix.posix_spawn(sys.argv[1], sys.argv[1:], posix.environ)
_, status, used = posix.wait4(process, 0)
print(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss)
sys.exit(status and 1)
