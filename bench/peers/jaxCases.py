"""Times jax.jit on one thread on the cases of bench/derivatives.ts and bench/levels.ts, as torchCases.py does for torch."""
import json
import os
import sys

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
import jax
import jax.numpy as jnp
import numpy as np
from timing import milliseconds

jax.config.update("jax_enable_x64", True)
folder = sys.argv[1]


def load(name, *shape):
    return jnp.asarray(np.fromfile(f"{folder}/{name}.f64").reshape(shape))


def hessian_case(m, d, name):
    X, y, w = load(f"{name}.X", m, d), load(f"{name}.y", m), load(f"{name}.w", d)

    def objective(v):
        z = X @ v
        return (jax.nn.softplus(z) - y * z).mean() + 0.005 * (v * v).sum()

    hessian = jax.jit(jax.hessian(objective))
    return {"milliseconds": milliseconds(lambda: hessian(w).block_until_ready()), "checksum": float(hessian(w).sum())}


def softmax_case(m, d, name):
    X, Y, W = load(f"{name}.X", m, d), load(f"{name}.Y", m, -1), load(f"{name}.W", d, -1)

    def objective(V):
        z = X @ V
        return (jax.nn.logsumexp(z, 1) - (Y * z).sum(1)).mean() + 0.005 * (V * V).sum()

    hessian = jax.jit(jax.hessian(objective))
    return {"milliseconds": milliseconds(lambda: hessian(W).block_until_ready()), "checksum": float((hessian(W) ** 2).sum())}


def quartic_case(m, d, name):
    """Hypergradient of the quartic bilevel problem at its solution: one Hessian, one solve, one product."""
    H, B = load(f"{name}.H", d, d), load(f"{name}.B", d, d)
    c, w, x = load(f"{name}.c", d), load(f"{name}.w", d), load(f"{name}.x", d)

    def inner(u, v):
        return 0.5 * (u @ (H @ u)) - u @ (B @ v) + 0.025 * (u**4).sum()

    def outer(u, v):
        return 0.5 * ((u - c) ** 2).sum() + 0.5 * (v * v).sum()

    @jax.jit
    def total(u, v):
        gu, gv = jax.grad(outer, (0, 1))(u, v)
        adjoint = jnp.linalg.solve(jax.hessian(inner)(u, v), gu)
        _, pull = jax.vjp(lambda t: jax.grad(inner)(u, t), v)
        return gv - pull(adjoint)[0]

    return {"milliseconds": milliseconds(lambda: total(w, x).block_until_ready()), "checksum": float(total(w, x).sum())}


kinds = {"hessian": hessian_case, "softmax": softmax_case, "quartic": quartic_case}
found = {"version": jax.__version__, "cases": {}}
for case in json.load(open(f"{folder}/cases.json")):
    found["cases"][case["name"]] = kinds[case["kind"]](case["m"], case["d"], case["name"])
print(json.dumps(found))
