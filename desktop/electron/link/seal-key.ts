// The device's key at rest: sealed by the system's store of secrets where there is one (Keychain, DPAPI, libsecret, KWallet). Where Linux has none, what
// Electron would do is no protection, so the key lies in a file of the person's own, as on a server, and the settings say so.
import type { Seal } from '../../../shared/platform/node/node-identity.ts';
import type { ElectronPort } from '../port.ts';

/** Null where the system keeps no secrets for programs. */
export async function findSeal(
  safeStorage: ElectronPort['safeStorage'],
  platform: NodeJS.Platform,
): Promise<Seal | null> {
  if (!(await safeStorage.isAsyncEncryptionAvailable().catch(() => false))) return null;
  if (platform === 'linux' && ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend()))
    return null;
  return {
    seal: async (text) => (await safeStorage.encryptStringAsync(text)).toString('base64'),
    open: async (sealed) => (await safeStorage.decryptStringAsync(Buffer.from(sealed, 'base64'))).result,
  };
}
