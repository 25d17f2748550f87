/** Labels under construction, with unions for the identities that were absorbed; numbered in the order they are met. */
export class Labels {
  /** Of the labels that have a number. */
  readonly sizes: number[] = [];
  private readonly parent: number[] = [];
  private readonly size: number[] = [];
  private readonly number: number[] = [];

  add(size: number): number {
    this.size.push(size);
    return this.parent.push(this.parent.length) - 1;
  }

  find(label: number): number {
    let root = label;
    while (this.parent[root] !== root) root = this.parent[root]!;
    return root;
  }

  union(a: number, b: number): void {
    this.parent[this.find(b)] = this.find(a);
  }

  numberOf(label: number): number {
    const root = this.find(label);
    this.number[root] ??= this.sizes.push(this.size[root]!) - 1;
    return this.number[root]!;
  }

  /** Order of two uses of one node: by their output labels, the others last. */
  compare(a: readonly number[], b: readonly number[], outputs: number): number {
    for (let i = 0; i < a.length; i++) {
      const left = this.number[this.find(a[i]!)] ?? outputs;
      const right = this.number[this.find(b[i]!)] ?? outputs;
      if (left !== right) return left - right;
    }
    return 0;
  }

  /** Product of the sizes of labels that were summed but that nothing carries any more. */
  uncarried(): number {
    let product = 1;
    this.parent.forEach((root, label) => {
      if (root === label && this.number[label] === undefined) product *= this.size[label]!;
    });
    return product;
  }
}
