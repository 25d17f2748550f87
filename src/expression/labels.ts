/** Labels under construction, with unions for the identities that were absorbed. */
export class Labels {
  private readonly parent: number[] = [];
  private readonly size: number[] = [];

  get count(): number {
    return this.parent.length;
  }

  add(size: number): number {
    this.parent.push(this.parent.length);
    this.size.push(size);
    return this.parent.length - 1;
  }

  find(label: number): number {
    let root = label;
    while (this.parent[root] !== root) root = this.parent[root]!;
    return root;
  }

  union(a: number, b: number): void {
    this.parent[this.find(b)] = this.find(a);
  }

  sizeOf(label: number): number {
    return this.size[this.find(label)]!;
  }
}

/** Numbers labels in the order they are met. */
export class Numbering {
  readonly sizes: number[] = [];
  private readonly labels: Labels;
  private readonly number: number[] = [];

  constructor(labels: Labels) {
    this.labels = labels;
  }

  of(label: number): number {
    const root = this.labels.find(label);
    let own = this.number[root];
    if (own === undefined) {
      own = this.sizes.length;
      this.number[root] = own;
      this.sizes.push(this.labels.sizeOf(root));
    }
    return own;
  }

  /** Order of two uses of one node: by their output labels, the others last. */
  compare(a: readonly number[], b: readonly number[], outputs: number): number {
    for (let i = 0; i < a.length; i++) {
      const left = this.number[this.labels.find(a[i]!)] ?? outputs;
      const right = this.number[this.labels.find(b[i]!)] ?? outputs;
      if (left !== right) return left - right;
    }
    return 0;
  }

  /** Product of the sizes of labels that were summed but that nothing carries any more. */
  uncarried(): number {
    let product = 1;
    for (let label = 0; label < this.labels.count; label++)
      if (this.labels.find(label) === label && this.number[label] === undefined)
        product *= this.labels.sizeOf(label);
    return product;
  }
}
