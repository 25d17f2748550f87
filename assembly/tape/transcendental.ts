import { erfV } from "../math/erf";
import { expV } from "../math/exp";
import { expm1V } from "../math/expm1";
import { coshV, sinhV } from "../math/hyperbolic";
import { logV } from "../math/log";
import { log1pV } from "../math/log1p";
import { powV } from "../math/pow";
import { sigmoidSlopeV } from "../math/sigmoid";
import { cosV, sinV, tanV } from "../math/sin";

// Elementwise functions; see arithmetic.ts for why they are classes.

export class Power {
  apply(a: v128, b: v128): v128 {
    return powV(a, b);
  }
}

export class Exp {
  apply(a: v128): v128 {
    return expV(a);
  }
}

export class Log {
  apply(a: v128): v128 {
    return logV(a);
  }
}

export class Log1p {
  apply(a: v128): v128 {
    return log1pV(a);
  }
}

export class Expm1 {
  apply(a: v128): v128 {
    return expm1V(a);
  }
}

export class Sin {
  apply(a: v128): v128 {
    return sinV(a);
  }
}

export class Cos {
  apply(a: v128): v128 {
    return cosV(a);
  }
}

export class Tan {
  apply(a: v128): v128 {
    return tanV(a);
  }
}

export class Sinh {
  apply(a: v128): v128 {
    return sinhV(a);
  }
}

export class Cosh {
  apply(a: v128): v128 {
    return coshV(a);
  }
}

export class SigmoidSlope {
  apply(a: v128): v128 {
    return sigmoidSlopeV(a);
  }
}

export class Erf {
  apply(a: v128): v128 {
    return erfV(a);
  }
}
