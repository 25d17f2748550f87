"""Times CasADi on the cases of bench/levels.ts, as torchCases.py does for torch: exact derivatives through rootfinders.

The response of a level is the root of its total gradient, found by CasADi's Newton method; the total gradient of the
level above differentiates through it. That is what CasADi offers, and it is exact; its graphs grow with the depth.
"""
import json
import sys

import casadi as ca
import numpy as np
from timing import milliseconds

folder = sys.argv[1]
cases = json.load(open(f"{folder}/cases.json"))


def load(name, *shape):
    return np.fromfile(f"{folder}/{name}.f64").reshape(shape)


def chain_case(levels, d, name):
    """One total gradient of the coupled chain from zero; every response starts from zero too."""
    M = {
        (i, j): load(f"{name}.M{i}{j}", d, d)
        for i in range(levels)
        for j in range(levels)
        if i != j
    }

    def objective(i, v):
        own = v[i]
        f = 0.75 * ca.dot(own, own) + 0.05 * ca.sum1(own**4) + 0.3 * (i + 1) * ca.sum1(own)
        for j, other in enumerate(v):
            if j != i:
                f += 0.5 * ca.dot(own, ca.DM(M[i, j]) @ other)
                f += 0.05 * ca.sum1(ca.sin(own) * other**2)
        return f

    # Scalar expressions inside (SX), matrix expressions around the roots (MX), and fast_newton: the fastest of the
    # ways tried; with newton, or matrix expressions throughout, four and more levels take 4 to 15 times as long.
    everything = ca.SX.sym("v", levels * d)
    objectives = [
        ca.Function(f"f{i}", [everything], [objective(i, ca.vertsplit(everything, d))])
        for i in range(levels)
    ]
    response = None
    for k in range(levels - 1, 0, -1):
        kind = ca.MX if response else ca.SX
        above, own = kind.sym("p", d * k), kind.sym("v", d)
        given = ca.vertcat(above, own)
        v = ca.vertcat(given, response(given)) if response else given
        problem = {"x": own, "p": above, "g": ca.gradient(objectives[k](v), own)}
        root = ca.rootfinder(f"level{k}", "fast_newton", problem, {"abstol": 1e-12})
        above = ca.MX.sym("p", d * k)
        found = root(np.zeros(d), above)
        below = [response(ca.vertcat(above, found))] if response else []
        response = ca.Function(f"response{k}", [above], [ca.vertcat(found, *below)])
    outer = ca.MX.sym("x", d)
    f = objectives[0](ca.vertcat(outer, response(outer)))
    total = ca.Function("total", [outer], [ca.gradient(f, outer)])
    start = np.zeros(d)
    checksum = float(np.sum(total(start)))
    return {"milliseconds": milliseconds(lambda: total(start), 3), "checksum": checksum}


def quartic_case(m, d, name):
    """Hypergradient of the quartic bilevel problem, its solution given."""
    H, B = ca.DM(load(f"{name}.H", d, d)), ca.DM(load(f"{name}.B", d, d))
    c, w, x = (load(f"{name}.{key}", d) for key in "cwx")
    u, v, given = ca.MX.sym("u", d), ca.MX.sym("v", d), ca.MX.sym("w", d)
    inner = 0.5 * ca.dot(u, H @ u) - ca.dot(u, B @ v) + 0.025 * ca.sum1(u**4)
    problem = {"x": u, "p": v, "g": ca.gradient(inner, u)}
    response = ca.rootfinder("w", "fast_newton", problem, {"abstol": 1e-10})(given, v)
    outer = 0.5 * ca.sumsqr(response - ca.DM(c)) + 0.5 * ca.sumsqr(v)
    total = ca.Function("total", [v, given], [ca.gradient(outer, v)])
    checksum = float(np.sum(total(x, w)))
    return {"milliseconds": milliseconds(lambda: total(x, w)), "checksum": checksum}


kinds = {"chain": chain_case, "quartic": quartic_case}
found = {"version": ca.__version__, "cases": {}}
for case in cases:
    found["cases"][case["name"]] = kinds[case["kind"]](case["m"], case["d"], case["name"])
print(json.dumps(found))
