// Elementwise comparisons and choices; see arithmetic.ts for why they are classes.

/** 1 where the mask is set, else 0. */
function indicator(mask: v128): v128 {
  return v128.and(mask, f64x2.splat(1));
}

/** NaN if either is NaN; +0 is above −0. */
export class Maximum {
  apply(a: v128, b: v128): v128 {
    return f64x2.max(a, b);
  }
}

/** NaN if either is NaN; −0 is below +0. */
export class Minimum {
  apply(a: v128, b: v128): v128 {
    return f64x2.min(a, b);
  }
}

/** max(a, 0). */
export class Rectify {
  apply(a: v128): v128 {
    return f64x2.max(a, f64x2.splat(0));
  }
}

export class Less {
  apply(a: v128, b: v128): v128 {
    return indicator(f64x2.lt(a, b));
  }
}

export class LessEqual {
  apply(a: v128, b: v128): v128 {
    return indicator(f64x2.le(a, b));
  }
}

export class EqualTo {
  apply(a: v128, b: v128): v128 {
    return indicator(f64x2.eq(a, b));
  }
}

/** −1, ±0, 1 or NaN. */
export class Sign {
  apply(a: v128): v128 {
    const ordinary = v128.or(f64x2.lt(a, f64x2.splat(0)), f64x2.gt(a, f64x2.splat(0)));
    const one = v128.or(v128.and(a, f64x2.splat(-0.0)), f64x2.splat(1));
    return v128.bitselect(one, a, ordinary);
  }
}

/** a ≠ 0 ? b : c; a NaN condition chooses b. */
export class Where {
  apply(a: v128, b: v128, c: v128): v128 {
    return v128.bitselect(b, c, f64x2.ne(a, f64x2.splat(0)));
  }
}
