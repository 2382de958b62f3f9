// Makes a function that does its work at the first call and gives every later caller the same promise. A failed attempt
// is forgotten, so that the next call tries again.
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
