// Before the first screen is fetched: the language that it is made in.
import { chosenLanguage } from '#lib/messages/language-choice.ts';

export async function init(): Promise<void> {
  const code = chosenLanguage();
  if (code !== 'en') await (await import('#lib/messages/speak-chosen.ts')).speakChosen(code);
}
