// What waits for the next commit: changes from outside the scheduler, effects that must not leave before it, and people who asked to be told.
// Also the open questions (tickets) that a later `reply` effect answers. Cut whole; failed whole.
import type { CoveyError } from '../shared/contract/errors.ts';
import type { Change } from './scheduler/changes.ts';
import type { Effect } from './scheduler/effects.ts';
import type { Ticket } from './scheduler/events.ts';

interface Waiter<T> {
  resolve(value: T): void;
  reject(error: CoveyError): void;
}

export interface CutTick {
  changes: Change[];
  effects: Effect[];
  /** True when nobody and nothing waits for this commit. */
  isEmpty: boolean;
  resolve(): void;
  reject(error: CoveyError): void;
}

export interface OpenTick {
  hold(effect: Effect): void;
  persist(changes: readonly Change[]): Promise<void>;
  ask(): { ticket: Ticket; answer: Promise<'recorded' | 'gone'> };
  answer(ticket: Ticket, status: 'recorded' | 'gone'): void;
  withdraw(ticket: Ticket, error: CoveyError): void;
  cut(): CutTick;
  /** Everybody who waits is told; nothing is held any more. */
  fail(error: CoveyError): void;
}

export function makeOpenTick(): OpenTick {
  const questions = new Map<Ticket, Waiter<'recorded' | 'gone'>>();
  let lastTicket: Ticket = 0;
  let changes: Change[] = [];
  let effects: Effect[] = [];
  let waiters: Waiter<void>[] = [];

  function cut(): CutTick {
    const tick = { changes, effects, waiters };
    changes = [];
    effects = [];
    waiters = [];
    return {
      changes: tick.changes,
      effects: tick.effects,
      isEmpty: tick.changes.length === 0 && tick.effects.length === 0 && tick.waiters.length === 0,
      resolve: () => tick.waiters.forEach((waiter) => waiter.resolve()),
      reject: (error) => tick.waiters.forEach((waiter) => waiter.reject(error)),
    };
  }

  return {
    hold: (effect) => void effects.push(effect),
    persist(more) {
      changes.push(...more);
      return new Promise((resolve, reject) => waiters.push({ resolve, reject }));
    },
    ask() {
      const ticket = ++lastTicket;
      return { ticket, answer: new Promise((resolve, reject) => questions.set(ticket, { resolve, reject })) };
    },
    answer(ticket, status) {
      questions.get(ticket)?.resolve(status);
      questions.delete(ticket);
    },
    withdraw(ticket, error) {
      questions.get(ticket)?.reject(error);
      questions.delete(ticket);
    },
    cut,
    fail(error) {
      cut().reject(error);
      for (const question of questions.values()) question.reject(error);
      questions.clear();
    },
  };
}
