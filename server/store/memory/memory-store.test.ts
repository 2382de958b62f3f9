// The memory engine against the suite.
import { describeStoreContract, trackStores } from '../store-contract.ts';
import { makeMemoryDirectory } from './directory.ts';
import { makeMemoryStore } from './memory-store.ts';

describeStoreContract('the memory store', async () => {
  const directory = makeMemoryDirectory();
  return trackStores(
    (options) => {
      directory.maxBytes = options?.maxBytes ?? Infinity;
      return makeMemoryStore(directory);
    },
    async () => {},
  );
});
