// Where electron-updater learns of newer versions: its generic provider's list, but believed only with the signature of whoever made this package. The list
// names each file's SHA-512, which electron-updater checks; so who holds the server, but not the key, can offer nothing.
import type { AppUpdater, UpdateInfo } from 'electron-updater';
import {
  parseUpdateInfo,
  Provider,
  type ProviderRuntimeOptions,
  resolveFiles,
} from 'electron-updater/out/providers/Provider.js';
import * as z from 'zod/mini';
import { isSignedBy, SIGNATURE_SUFFIX } from './signed-manifest.ts';
import type { UpdateSource } from './update-source.ts';

/** What electron-updater hands to the provider's constructor. */
export type SignedFeed = Extract<
  Exclude<Parameters<AppUpdater['setFeedURL']>[0], string>,
  { provider: 'custom' }
> & { source: UpdateSource };

/** Other digests than SHA-512, and files of other servers, are in no list of ours. */
const Listed = z.object({
  version: z.string(),
  files: z
    .array(
      z.object({
        url: z.string().check(z.regex(/^[\w.-]+$/)),
        sha512: z.string().check(z.regex(/^[A-Za-z0-9+/]{86}==$/)),
        size: z.int().check(z.positive()),
      }),
    )
    .check(z.minLength(1)),
});

/** electron-updater makes it itself, with `new`. */
export class SignedProvider extends Provider<UpdateInfo> {
  readonly #source: UpdateSource;
  readonly #base: URL;

  constructor({ source }: SignedFeed, _updater: unknown, runtime: ProviderRuntimeOptions) {
    super({ ...runtime, isUseMultipleRangeRequest: false });
    this.#source = source;
    this.#base = new URL(source.url.endsWith('/') ? source.url : `${source.url}/`);
  }

  /** It would name this computer to the server. */
  override setRequestHeaders(): void {
    super.setRequestHeaders({ accept: '*/*' });
  }

  async getLatestVersion(): Promise<UpdateInfo> {
    const name = `${this.getDefaultChannelName()}.yml`;
    const at = new URL(name, this.#base);
    const [text, signature] = await Promise.all([
      this.#read(at),
      this.#read(new URL(name + SIGNATURE_SUFFIX, this.#base)),
    ]);
    if (!isSignedBy(name, text, signature, this.#source.publicKey))
      throw new Error(`the list of updates at ${at.href} is not signed by whoever made this Covey`);
    const info = parseUpdateInfo(text, name, at);
    const listed = Listed.safeParse(info);
    if (!listed.success) throw new Error(`the list of updates at ${at.href} cannot be read`);
    return info;
  }

  resolveFiles = (info: UpdateInfo) => resolveFiles(info, this.#base);

  async #read(url: URL): Promise<string> {
    const text = await this.httpRequest(url);
    if (text === null) throw new Error(`nothing is at ${url.href}`);
    return text;
  }
}
