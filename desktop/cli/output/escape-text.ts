// Names of files, jobs and devices come from anywhere. On a terminal they must stay text: control characters (which move the cursor,
// change colours or fake a line) are shown escaped.

const CONTROL = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

export const escapeText = (text: string) =>
  text.replace(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
