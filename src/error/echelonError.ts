import type { ErrorCode, Facts } from "./facts.ts";
import { sentence } from "./sentences.ts";

/**
 * The only error this package throws on purpose.
 *
 * `code` is stable and meant for programs; `message` says where it happened, with which numbers, and what to do;
 * `facts` holds the same numbers as fields. Every code is described in docs/errors.md.
 *
 * @see docs/errors.md
 */
export class EchelonError<Code extends ErrorCode = ErrorCode> extends Error {
  declare readonly name: "EchelonError";
  static {
    // Of the prototype, it heads the stack; of the class, it is what consoles print, whatever a bundler calls it.
    for (const named of [EchelonError.prototype, EchelonError])
      Object.defineProperty(named, "name", { value: "EchelonError" });
  }
  /** Which of the permanent codes this is. */
  readonly code: Code;
  /** The names, shapes and numbers of the message, as fields. */
  readonly facts: Facts[Code];

  constructor(code: Code, facts: Facts[Code]) {
    super(sentence(code, facts));
    this.code = code;
    this.facts = facts;
  }

  /** Is this error of the given code? Narrows the type of `facts`. */
  is<Other extends ErrorCode>(code: Other): this is EchelonError<Other> {
    return (this.code as ErrorCode) === code;
  }
}
