// How the words for a kernel's parameters are written down.
/** Whether a parameter has a meaning beside the others. */
export type Applies = (params: Readonly<Record<string, unknown>>) => boolean;

interface ParamWords {
  label: string;
  hint?: string;
  values?: Record<string, string>;
  /** Left out: always. `params` are those entered, with what holds where nothing is. */
  appliesTo?: Applies;
}

/** By the parameter's own name. */
export type KernelWords = Readonly<Record<string, ParamWords>>;
