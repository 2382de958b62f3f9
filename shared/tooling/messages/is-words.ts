// Which strings of the sources are words for people and which are names for machines: told from how they look and where they stand.

/** What a string stands in: an attribute's name, the function it is handed to. */
export interface Place {
  attribute?: string;
  call?: string;
}

/** Their values are never read by people, whatever they look like. */
const machineAttributes =
  /^(class|style|href|src|srcset|id|for|type|rel|accept|autocomplete|autocapitalize|inputmode|enterkeyhint|pattern|lang|generics|loading|d|viewBox|points|transform|fill|stroke.*|preserveAspectRatio|aria-(live|current|controls|describedby|labelledby|hidden|haspopup|expanded|pressed|invalid)|data-.*|style:.*|class:.*)$/;

/** What is handed to these is for the machine. */
const machineCalls =
  /^(Error|TypeError|RangeError|DOMException|RegExp|URL|URLPattern|Event|CustomEvent|Intl\..*|console\..*|fetch|goto|import|matchMedia|querySelector(All)?|closest|getElementById|(add|remove)EventListener|(get|set|remove)Item|(get|set|has|remove|toggle)Attribute|setProperty|startsWith|endsWith|includes|indexOf|lastIndexOf|split|replace(All)?|match(All)?|test|join|padStart|padEnd|getContext|postMessage|dispatchEvent|append)$/;

/** Names of keys on a keyboard. */
const keys =
  /^(Enter|Escape|Tab|Home|End|Delete|Backspace|Space|Shift|Control|Arrow(Up|Down|Left|Right)|Page(Up|Down))$/;

const isMachinePlace = ({ attribute, call }: Place) =>
  (attribute !== undefined && machineAttributes.test(attribute)) ||
  (call !== undefined && machineCalls.test(call));

/** Text between tags: words as soon as it has a letter. */
export const isMarkupWords = (text: string) => /\p{L}/u.test(text.replaceAll(/\{\d+\}|<\/?\d+\/?>/g, ''));

/** A string of a script or an attribute, with `{0}` where it holds an expression. */
export function isWords(text: string, place: Place = {}): boolean {
  const said = text.replaceAll(/\{\d+\}/g, '').trim();
  const isUnit = /^\{0\} [%×]$/.test(text);
  if (isMachinePlace(place)) return false;
  if (isUnit) return true;
  if (!/\p{L}/u.test(said) || keys.test(text)) return false;
  if (/^[\s\p{P}]/u.test(text) && !/^([{“"('’]|, )/.test(text)) return false;
  if (/[<>=_\\|#[\]]|;(?! )|:\/\/|\w[:(](?!\{)\S|-\{|^[MLHV] ?[\d{]|^\/|@|^\d+px/u.test(text)) return false;
  const tokens = said.split(/\s+/);
  if (!/\s/.test(text)) return /^\p{Lu}[\p{Ll}’-]+[.…!?:]?$/u.test(text);
  const isClassLike = tokens.filter((token) => /[a-z]-|\/|^-/.test(token)).length * 2 >= tokens.length;
  return !isClassLike || /^\p{Lu}/u.test(said);
}
