/** A matrix of another library: its size, and how its numbers come to the kernels. */
export interface HostMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Writes the numbers row after row to an address of the arena; false if they are not all numbers. */
  place(pointer: number): boolean;
}
