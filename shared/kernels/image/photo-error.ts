// A picture that cannot be computed, on any device: the sentence is part of the result, so it must not come from the engine.
export class PhotoError extends Error {
  override name = 'PhotoError';
}
