// OpenBLAS on one thread, held to an instruction set, in a NumPy process that stays for the bench: what a CPU can do.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';

const SCRIPT = `
import sys, time
import numpy as np
held = {}
for line in sys.stdin:
    n, times = map(int, line.split())
    if n not in held:
        r = np.random.default_rng(1)
        held[n] = [r.random((n, n), dtype=np.float32) - np.float32(0.5) for _ in range(2)] + [np.empty((n, n), np.float32)]
    A, B, C = held[n]
    began = time.thread_time()
    for _ in range(times):
        np.matmul(A, B, out=C)
    print((time.thread_time() - began) / times * 1000, flush=True)
`;

export interface OpenBlas {
  /** ms of CPU time of an n × n product, the mean of `times`. */
  multiply(n: number, times: number): Promise<number>;
  stop(): void;
}

export const hasNumpy = () => spawnSync('python3', ['-c', 'import numpy'], { stdio: 'ignore' }).status === 0;

/** `core`: a name of OPENBLAS_CORETYPE, such as Haswell for AVX2. */
export function startOpenBlas(core: string): OpenBlas {
  const child: ChildProcess = spawn('python3', ['-c', SCRIPT], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, OPENBLAS_NUM_THREADS: '1', OPENBLAS_CORETYPE: core },
  });
  if (!child.stdin || !child.stdout) throw new Error('python3 has no pipes');
  const { stdin } = child;
  const lines: Interface = createInterface(child.stdout);
  return {
    multiply: (n, times) =>
      new Promise((resolve, reject) => {
        child.once('exit', (code) => reject(new Error(`python3 ended with ${code}`)));
        lines.once('line', (line) => {
          child.removeAllListeners('exit');
          resolve(Number(line));
        });
        stdin.write(`${n} ${times}\n`);
      }),
    stop: () => void child.kill(),
  };
}
