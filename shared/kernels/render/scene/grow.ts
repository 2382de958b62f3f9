// A list of numbers that grows in place, for files whose length nobody knows before the end.

export class Numbers {
  length = 0;
  #values = new Float64Array(3072);

  push3(a: number, b: number, c: number): void {
    if (this.length + 3 > this.#values.length) {
      const larger = new Float64Array(this.#values.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = a;
    this.#values[this.length++] = b;
    this.#values[this.length++] = c;
  }

  at(index: number): number {
    return this.#values[index] ?? 0;
  }

  values(): Float64Array {
    return this.#values.slice(0, this.length);
  }
}
