import { looksRight } from './harness.mjs';

await looksRight('overview', 'overview', '.figures');
