// Computers lent by a provider who forbids what a device does. Whoever runs it there risks their account, so it stops and says so.
import { Problem } from './problem.ts';

interface Rule {
  provider: string;
  /** Whether this environment is one of theirs. */
  isHere(env: NodeJS.ProcessEnv): boolean;
  /** What they forbid, and where it is written. */
  says: string;
}

const rules: readonly Rule[] = [
  {
    provider: 'Google Colab',
    isHere: (env) => Object.keys(env).some((name) => name.startsWith('COLAB_')),
    says: 'Without paid compute units its terms forbid running distributed computing workers (research.google.com/colaboratory/faq.html)',
  },
];

/** @throws Problem `forbidden` where a provider forbids it, unless the person insists. Returns what to tell them when they do. */
export function checkProvider(env: NodeJS.ProcessEnv, insists: boolean): string | null {
  const rule = rules.find((each) => each.isHere(env));
  if (!rule) return null;
  const notice = `this is ${rule.provider}. ${rule.says}.`;
  if (insists) return notice;
  throw new Problem(
    'forbidden',
    notice,
    'If your plan allows it, run the same again with --provider-allows; else use a computer of your own.',
  );
}
