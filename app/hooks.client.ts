// Before the first screen is fetched: the language that it is made in.
import { speakChosen } from '#lib/messages/choose-language.ts';

export const init = speakChosen;
