import { bookingFigures } from './booking.ts';
import { plannerFigures } from './planner.ts';
import { pollingFigures } from './polling.ts';
import { productFigures } from './products.ts';
import { receivingFigures } from './receiving.ts';
import { webhookFigures } from './webhooks.ts';

/**
 * `npm run bench`: ratios measured in one run, because figures of different machines (or of one that is busy with something else) cannot be
 * compared. Ends with 0 whatever it finds.
 */
const rows = [...(await webhookFigures()), ...(await receivingFigures()), ...(await bookingFigures()), ...(await pollingFigures()), ...(await productFigures()), ...plannerFigures()];
const width = Math.max(...rows.map(([what]) => what.length));
process.stdout.write(`\n${rows.map(([what, figure]) => `${what.padEnd(width)}  ${figure}`).join('\n')}\n`);
process.exit(0);
