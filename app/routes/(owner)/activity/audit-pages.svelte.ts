// The audit log as a screen pages through it: newest first, older ones by the last id, newer ones laid on top when somebody looks again.
import { ask, type Problem } from '#lib/swarm/ask.ts';
import type { AuditView } from '#shared/contract/audit.ts';
import type { Query } from '#shared/contract/http-api.ts';

export type AuditFilter = Pick<NonNullable<Query<'audit'>>, 'group' | 'outcome' | 'search'>;

const PAGE_ROWS = 50;

export class AuditPages {
  rows: readonly AuditView[] = $state.raw([]);
  problem: Problem | undefined = $state.raw();
  isLoading = $state(false);
  hasMore = $state(false);
  /** Whether the first answer is there. */
  isReady = $state(false);
  #filter: AuditFilter = {};
  #turn = 0;

  async show(filter: AuditFilter): Promise<void> {
    this.#filter = filter;
    const page = await this.#ask({});
    if (page) this.#take(page, page);
  }

  async older(): Promise<void> {
    const before = this.rows.at(-1)?.id;
    if (this.isLoading || !this.hasMore || before === undefined) return;
    const page = await this.#ask({ before });
    if (page) this.#take([...this.rows, ...page], page);
  }

  /** What happened since. More than a page of news begins anew. */
  async newer(): Promise<void> {
    const newest = this.rows[0]?.id;
    if (newest === undefined || this.isLoading) return await this.show(this.#filter);
    const page = await this.#ask({});
    if (!page) return;
    const news = page.filter((row) => row.id > newest);
    if (news.length === page.length) this.#take(page, page);
    else this.rows = [...news, ...this.rows];
  }

  #take(rows: readonly AuditView[], page: readonly AuditView[]): void {
    this.rows = rows;
    this.hasMore = page.length === PAGE_ROWS;
  }

  /** Undefined when it failed, or another question came in between. */
  async #ask(more: { before?: number }): Promise<readonly AuditView[] | undefined> {
    const turn = ++this.#turn;
    this.isLoading = true;
    const answer = await ask('audit', { query: { ...this.#filter, ...more, limit: PAGE_ROWS } });
    if (turn !== this.#turn) return undefined;
    this.isLoading = false;
    this.isReady = true;
    this.problem = answer.ok ? undefined : answer.problem;
    return answer.ok ? answer.value : undefined;
  }
}
