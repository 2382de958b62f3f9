// Catalogues as translators' programs read and write them: gettext's PO. Pure. The forms of a message stand in the order of CLDR's
// categories (zero, one, two, few, many, other), as far as the language has them.

export interface PoMessage {
  english: string;
  many?: string;
  /** Empty, or with an empty form, where it is not translated yet. */
  forms: readonly string[];
  /** Files that say it. */
  places: readonly string[];
  /** What its values are, for whoever translates it. */
  notes: readonly string[];
  /** Not looked at since the English changed: not used. */
  isFuzzy: boolean;
}

const quote = (text: string) => JSON.stringify(text);

export function writePo(
  header: Readonly<Record<string, string>>,
  messages: readonly PoMessage[],
  about: readonly string[] = [],
): string {
  const head = Object.entries(header).map(([name, value]) => quote(`${name}: ${value}\n`));
  const parts = messages.map(({ english, many, forms, places, notes, isFuzzy }) =>
    [
      ...notes.map((note) => `#. ${note}`),
      ...places.map((place) => `#: ${place.replaceAll(' ', '%20')}`),
      ...(isFuzzy ? ['#, fuzzy'] : []),
      `msgid ${quote(english)}`,
      ...(many === undefined
        ? [`msgstr ${quote(forms[0] ?? '')}`]
        : [
            `msgid_plural ${quote(many)}`,
            ...(forms.length === 0 ? ['', ''] : forms).map((form, i) => `msgstr[${i}] ${quote(form)}`),
          ]),
    ].join('\n'),
  );
  const opening = about.map((line) => `# ${line}`);
  return `${[[...opening, 'msgid ""', 'msgstr ""', ...head].join('\n'), ...parts].join('\n\n')}\n`;
}

interface Draft {
  msgid?: string;
  msgid_plural?: string;
  forms: string[];
  places: string[];
  notes: string[];
  isFuzzy: boolean;
}

/** Line by line; `file` is named where a line cannot be read. */
export function readPo(file: string, text: string): PoMessage[] {
  const messages: PoMessage[] = [];
  let draft: Draft = { forms: [], places: [], notes: [], isFuzzy: false };
  let add: (text: string) => void = () => undefined;
  const finish = () => {
    const { msgid, msgid_plural: many, ...rest } = draft;
    if (msgid !== undefined && msgid !== '')
      messages.push({ english: msgid, ...(many !== undefined && { many }), ...rest });
    draft = { forms: [], places: [], notes: [], isFuzzy: false };
  };
  for (const [number, line] of text.split(/\r?\n/).entries()) {
    const comment = /^#([.:,~]?)\s?(.*)$/.exec(line);
    const field = /^(msgid|msgid_plural|msgstr(?:\[(\d+)\])?)?\s*("(?:[^"\\]|\\.)*")\s*$/.exec(line);
    if (comment) {
      if (draft.forms.length > 0) finish();
      const [, kind, said = ''] = comment;
      if (kind === ':') draft.places.push(said.replaceAll('%20', ' '));
      else if (kind === '.') draft.notes.push(said);
      else if (kind === ',') draft.isFuzzy = said.includes('fuzzy');
    } else if (field) {
      const [, name, form = '0', quoted = '""'] = field;
      const said = JSON.parse(quoted) as string;
      if (name === undefined) {
        add(said);
        continue;
      }
      if (name === 'msgid' && draft.msgid !== undefined) finish();
      const at = draft;
      if (name === 'msgid' || name === 'msgid_plural') {
        at[name] = said;
        add = (more) => (at[name] += more);
      } else {
        at.forms[Number(form)] = said;
        add = (more) => (at.forms[Number(form)] += more);
      }
    } else if (line.trim() !== '')
      throw new Error(`${file}:${number + 1} is no line of a catalogue: ${line}`);
  }
  finish();
  return messages;
}
