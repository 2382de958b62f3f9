// How a system speaks of its own load or heat, from fine to worst. Apart from the readings, so that a page's sensor needs no parser.

export const PRESSURES = ['nominal', 'fair', 'serious', 'critical'] as const;
