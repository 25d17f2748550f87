/** How one method is drawn everywhere in the report: the colour is its family, the dash is its variant. */
export interface Look {
  readonly label: string;
  /** A custom property of the page's style, with a value for light and one for dark mode. */
  readonly colour: string;
  readonly dash?: string;
  readonly width?: number;
}

/** Every method of the report, in the order of the legends. */
export const looks = {
  stackedNewton: { label: "implicit, Newton on all levels", colour: "var(--ink)", width: 2.4 },
  implicit: { label: "implicit", colour: "var(--blue)", width: 2.4 },
  aidConjugateGradient: { label: "AID, conjugate gradients", colour: "var(--green)" },
  aidNeumann: { label: "AID, Neumann series", colour: "var(--green)", dash: "5 3" },
  aidMinres: { label: "AID, MINRES", colour: "var(--green)", dash: "1.5 3" },
  itdReverse: { label: "ITD, reverse mode", colour: "var(--orange)" },
  itdForward: { label: "ITD, forward mode", colour: "var(--orange)", dash: "5 3" },
  finiteDifference: { label: "finite differences", colour: "var(--violet)" },
  zerothOrder: { label: "zeroth order", colour: "var(--rose)" },
} satisfies Record<string, Look>;

export type MethodName = keyof typeof looks;

/** The look of a method, with every field. */
export function look(name: MethodName): Look {
  return looks[name];
}
