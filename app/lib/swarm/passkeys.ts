// Passkeys in the browser: whether this page can have them, making one, signing in with one. The library that speaks WebAuthn is loaded only then.
import type { PasskeyView } from '#shared/contract/people.ts';
import { ask, explain, type Outcome, type Problem } from './ask.ts';

export interface PasskeyPlace {
  hostname: string;
  port: string;
  isSecure: boolean;
  knowsPasskeys: boolean;
}

export const passkeyPlace = (): PasskeyPlace => ({
  hostname: location.hostname,
  port: location.port,
  isSecure: window.isSecureContext,
  knowsPasskeys: 'PublicKeyCredential' in window,
});

/** One sentence why there are no passkeys on this page; null where there are. */
export function passkeyObstacle({ hostname, port, isSecure, knowsPasskeys }: PasskeyPlace): string | null {
  if (/^127\.|^\[::1\]$/.test(hostname))
    return `Passkeys belong to a name: open http://localhost${port && `:${port}`} instead of ${hostname}.`;
  if (!isSecure) return 'Passkeys need https; this page came over plain http.';
  if (/^[\d.]+$|^\[/.test(hostname))
    return 'Passkeys belong to a name, and this page was opened by a number: open it as https://name.local.';
  if (!knowsPasskeys) return 'This browser knows no passkeys.';
  return null;
}

export async function addPasskey(name: string): Promise<Outcome<PasskeyView>> {
  const asked = await ask('newPasskeyChallenge');
  if (!asked.ok) return asked;
  const answer = await attempt(async () => {
    const { startRegistration } = await import('@simplewebauthn/browser');
    // the browser itself refuses what is no challenge
    return await startRegistration({
      optionsJSON: asked.value as Parameters<typeof startRegistration>[0]['optionsJSON'],
    });
  });
  return answer.ok ? await ask('addPasskey', { body: { name, response: answer.value } }) : answer;
}

export async function signInWithPasskey(): Promise<Outcome<Record<string, never>>> {
  const asked = await ask('passkeyChallenge');
  if (!asked.ok) return asked;
  const answer = await attempt(async () => {
    const { startAuthentication } = await import('@simplewebauthn/browser');
    return await startAuthentication({
      optionsJSON: asked.value as Parameters<typeof startAuthentication>[0]['optionsJSON'],
    });
  });
  return answer.ok ? await ask('signInWithPasskey', { body: { response: answer.value } }) : answer;
}

async function attempt<T>(step: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await step() };
  } catch (error) {
    return { ok: false, problem: explainPasskey(error) };
  }
}

/** Browsers tell little, so that no page learns what somebody has: only the name of the error is sure. */
export function explainPasskey(error: unknown): Problem {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'AbortError')
    return {
      code: 'passkey-cancelled',
      message: 'No passkey was used: it was cancelled, took too long, or none fits this page.',
      hint: 'Try again.',
    };
  if (name === 'InvalidStateError')
    return {
      code: 'passkey-known',
      message: 'This device has a passkey for this page already.',
      hint: 'Sign in with it, or remove it from the list first.',
    };
  return explain(error);
}
