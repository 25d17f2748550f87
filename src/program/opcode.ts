/** The words of the tape, written once for both compilers. */
export * from "../../assembly/tape/opcode.ts";
