"""Times torch on the cases of bench/derivatives.ts and bench/levels.ts: reads float64 files from a folder, prints one JSON object.

Process CPU time, one thread, median of rounds. Run by bench/peers/python.ts; absent torch is reported and skipped.
"""
import json
import sys

import numpy as np
import torch
from timing import milliseconds

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
folder = sys.argv[1]
cases = json.load(open(f"{folder}/cases.json"))


def load(name, *shape):
    return torch.from_numpy(np.fromfile(f"{folder}/{name}.f64").reshape(shape).copy())


def dense_hessian(f):
    """torch.func.hessian, or what torch before 2.0 has in its place."""
    if hasattr(torch, "func"):
        return torch.func.hessian(f)
    return lambda w: torch.autograd.functional.hessian(f, w, vectorize=True)


def loss(X, y, w):
    z = X @ w
    return (torch.nn.functional.softplus(z) - y * z).mean()


def hessian_case(m, d, name):
    X, y, w = load(f"{name}.X", m, d), load(f"{name}.y", m), load(f"{name}.w", d)

    def objective(v):
        return loss(X, y, v) + 0.005 * (v * v).sum()

    hessian = dense_hessian(objective)
    return {"milliseconds": milliseconds(lambda: hessian(w)), "checksum": hessian(w).sum().item()}


def softmax_case(m, d, name):
    X, Y, W = load(f"{name}.X", m, d), load(f"{name}.Y", m, -1), load(f"{name}.W", d, -1)

    def objective(V):
        z = X @ V
        return (torch.logsumexp(z, 1) - (Y * z).sum(1)).mean() + 0.005 * (V * V).sum()

    hessian = dense_hessian(objective)
    return {"milliseconds": milliseconds(lambda: hessian(W)), "checksum": (hessian(W) ** 2).sum().item()}


def newton_cg_case(m, d, name):
    """Hypergradient by Newton's method inside and CG on Hessian-vector products outside, to |g| < 1e-10."""
    X, y = load(f"{name}.X", m, d), load(f"{name}.y", m)
    V, v = load(f"{name}.V", m, d), load(f"{name}.v", m)
    lam = torch.full((d,), -2.0)

    def inner(w, l):
        return loss(X, y, w) + 0.5 * (l.exp() * w * w).sum()

    def run():
        w = torch.zeros(d)
        for _ in range(50):
            w = w.detach().requires_grad_(True)
            g = torch.autograd.grad(inner(w, lam), w)[0]
            if g.norm() < 1e-10:
                break
            w = w - torch.linalg.solve(dense_hessian(lambda u: inner(u, lam))(w.detach()), g)
        w = w.detach().requires_grad_(True)
        l = lam.clone().requires_grad_(True)
        g = torch.autograd.grad(inner(w, l), w, create_graph=True)[0]
        b = torch.autograd.grad(loss(V, v, w), w)[0]
        x, r = torch.zeros(d), b.clone()
        p, rr = r.clone(), r @ r
        for _ in range(2 * d):
            Hp = torch.autograd.grad(g, w, p, retain_graph=True)[0]
            alpha = rr / (p @ Hp)
            x, r = x + alpha * p, r - alpha * Hp
            next_rr = r @ r
            if next_rr.sqrt() < 1e-12:
                break
            p, rr = r + next_rr / rr * p, next_rr
        return -torch.autograd.grad(g, l, x)[0]

    return {"milliseconds": milliseconds(run, 3), "checksum": run().sum().item()}


def quartic_case(m, d, name):
    """Hypergradient of the quartic bilevel problem at its solution: one Hessian, one solve, one product."""
    H, B = load(f"{name}.H", d, d), load(f"{name}.B", d, d)
    c, w, x = load(f"{name}.c", d), load(f"{name}.w", d), load(f"{name}.x", d)

    def inner(u, v):
        return 0.5 * (u @ (H @ u)) - u @ (B @ v) + 0.025 * (u**4).sum()

    def run():
        u, v = w.clone().requires_grad_(True), x.clone().requires_grad_(True)
        g = torch.autograd.grad(inner(u, v), u, create_graph=True)[0]
        outer = 0.5 * ((u - c) ** 2).sum() + 0.5 * (v * v).sum()
        gu, gv = torch.autograd.grad(outer, (u, v))
        adjoint = torch.linalg.solve(dense_hessian(lambda t: inner(t, x))(w), gu)
        return gv - torch.autograd.grad(g, v, adjoint)[0]

    return {"milliseconds": milliseconds(run), "checksum": run().sum().item()}


def stackelberg_case(m, levels, name):
    """Total gradient of the Stackelberg game, cold: each level's Newton steps keep their graph.

    The stationarity of every level is linear here, so one step from anywhere is the exact response, with
    exact derivatives of every order. A second residual confirms it, as a solver would.
    """

    def objective(k, q):
        return -(100 - 2 * sum(q) - (1 + 0.1 * k)) * q[k]

    def respond(q):
        """q with the levels below added, as functions of q."""
        k = len(q)
        if k == levels:
            return q
        y = torch.tensor(10.0, requires_grad=True)
        for _ in range(20):
            F = objective(k, respond([*q, y]))
            g = torch.autograd.grad(F, y, create_graph=True)[0]
            if abs(g.item()) < 1e-10:
                break
            H = torch.autograd.grad(g, y, create_graph=True)[0]
            y = y - g / H
        return respond([*q, y])

    def run():
        q = torch.tensor(10.0, requires_grad=True)
        return torch.autograd.grad(objective(0, respond([q])), q)[0]

    return {"milliseconds": milliseconds(run, 3), "checksum": -run().item()}


kinds = {
    "hessian": hessian_case,
    "softmax": softmax_case,
    "newton-cg": newton_cg_case,
    "quartic": quartic_case,
    "stackelberg": stackelberg_case,
}
found = {"version": torch.__version__, "cases": {}}
for case in cases:
    found["cases"][case["name"]] = kinds[case["kind"]](case["m"], case["d"], case["name"])
print(json.dumps(found))
