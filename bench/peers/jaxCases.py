"""Times jax.jit(jax.hessian) on the dense Hessians of bench/derivatives.ts, as torchCases.py does for torch."""
import json
import os
import statistics
import sys
import time

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)
folder = sys.argv[1]
found = {"version": jax.__version__, "cases": {}}
for case in json.load(open(f"{folder}/cases.json")):
    name, m, d = case["name"], case["m"], case["d"]
    X, y, w = (jnp.asarray(np.fromfile(f"{folder}/{name}.{key}.f64")) for key in "Xyw")
    X = X.reshape(m, d)

    def objective(v):
        z = X @ v
        return (jax.nn.softplus(z) - y * z).mean() + 0.005 * (v * v).sum()

    hessian = jax.jit(jax.hessian(objective))
    checksum = float(hessian(w).sum())
    times = []
    for _ in range(7):
        repeats, start = 0, time.process_time()
        while time.process_time() - start < 0.05:
            hessian(w).block_until_ready()
            repeats += 1
        times.append((time.process_time() - start) / repeats * 1e3)
    found["cases"][name] = {"milliseconds": statistics.median(times), "checksum": checksum}
print(json.dumps(found))
