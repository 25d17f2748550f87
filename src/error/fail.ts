import { EchelonError } from "./echelonError.ts";
import type { ErrorCode, Facts } from "./facts.ts";

/** Throws the {@link EchelonError} of a code. The only `throw` in `src/`. */
export function fail<Code extends ErrorCode>(code: Code, facts: Facts[Code]): never {
  throw new EchelonError(code, facts);
}
