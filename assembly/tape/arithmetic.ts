// One class per elementwise operation on pairs of doubles. They have no instances: a loop is
// compiled for each class, with `apply` inlined (AssemblyScript has no closures to pass instead).

export class Move {
  apply(a: v128): v128 {
    return a;
  }
}

export class Add {
  apply(a: v128, b: v128): v128 {
    return f64x2.add(a, b);
  }
}

export class Subtract {
  apply(a: v128, b: v128): v128 {
    return f64x2.sub(a, b);
  }
}

export class Multiply {
  apply(a: v128, b: v128): v128 {
    return f64x2.mul(a, b);
  }
}

export class Multiply3 {
  apply(a: v128, b: v128, c: v128): v128 {
    return f64x2.mul(f64x2.mul(a, b), c);
  }
}

export class Add3 {
  apply(a: v128, b: v128, c: v128): v128 {
    return f64x2.add(f64x2.add(a, b), c);
  }
}

export class AddProduct {
  apply(a: v128, b: v128, c: v128): v128 {
    return f64x2.add(a, f64x2.mul(b, c));
  }
}

export class SubtractProduct {
  apply(a: v128, b: v128, c: v128): v128 {
    return f64x2.sub(a, f64x2.mul(b, c));
  }
}

export class Divide {
  apply(a: v128, b: v128): v128 {
    return f64x2.div(a, b);
  }
}

export class Negate {
  apply(a: v128): v128 {
    return f64x2.neg(a);
  }
}

export class SquareRoot {
  apply(a: v128): v128 {
    return f64x2.sqrt(a);
  }
}

export class Absolute {
  apply(a: v128): v128 {
    return f64x2.abs(a);
  }
}

export class Reciprocal {
  apply(a: v128): v128 {
    return f64x2.div(f64x2.splat(1), a);
  }
}

/** 1/a, and NaN (all bits) where a < 0. */
export class LogSlope {
  apply(a: v128): v128 {
    return v128.or(f64x2.div(f64x2.splat(1), a), f64x2.lt(a, f64x2.splat(0)));
  }
}
