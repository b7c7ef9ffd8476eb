import { join } from 'node:path';
import { storeContract } from './contract.ts';
import { aFolder } from './samples.ts';

const folder = aFolder();
storeContract('SQLite', () => `file:${join(folder, 'sync.db')}`);
