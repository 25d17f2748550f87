"""How every peer in Python is timed: process CPU time, median of rounds of at least 50 ms, after two runs to warm up."""
import statistics
import time


def milliseconds(run, rounds=7):
    run()
    run()
    times = []
    for _ in range(rounds):
        repeats, start = 0, time.process_time()
        while True:
            run()
            repeats += 1
            if time.process_time() - start > 0.05:
                break
        times.append((time.process_time() - start) / repeats * 1e3)
    return statistics.median(times)
