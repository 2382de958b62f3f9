// Steering what is seen: calls of the owner whose answer shows by itself in the live view. What fails is handed back in words.
import { ask, type Problem } from '#lib/swarm/ask.ts';
import type { Body } from '#shared/contract/http-api.ts';

export async function steerSwarm(body: Body<'steerSwarm'>): Promise<Problem | undefined> {
  const done = await ask('steerSwarm', { body });
  return done.ok ? undefined : done.problem;
}

export async function steerDevice(id: string, body: Body<'steerDevice'>): Promise<Problem | undefined> {
  const done = await ask('steerDevice', { path: { id }, body });
  return done.ok ? undefined : done.problem;
}

export async function forgetDevice(id: string): Promise<Problem | undefined> {
  const done = await ask('forgetDevice', { path: { id } });
  return done.ok ? undefined : done.problem;
}

export async function approveDevice(id: string): Promise<Problem | undefined> {
  const done = await ask('approveDevice', { path: { id } });
  return done.ok ? undefined : done.problem;
}

export async function banDevice(id: string): Promise<Problem | undefined> {
  const done = await ask('banDevice', { path: { id } });
  return done.ok ? undefined : done.problem;
}

export type JobStep = 'pauseJob' | 'resumeJob' | 'cancelJob' | 'removeJob';

export async function steerJob(id: string, step: JobStep): Promise<Problem | undefined> {
  const done = await ask(step, { path: { id } });
  return done.ok ? undefined : done.problem;
}
