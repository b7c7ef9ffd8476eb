import type { IncomingMessage } from 'node:http';
import type { Books } from './books.ts';
import type { Faults } from './faults.ts';
import { readFault } from './fault-input.ts';
import { parseJson, type Json } from './json.ts';
import { overviewPage } from './overview-page.ts';
import { htmlReply, replyOf, type Reply } from './reply.ts';
import { gatewayNotFound, Refusal } from './refusal.ts';

/** For people who run the sandbox by itself: a page to look at, JSON to script with. */
export function createControlDesk(parts: { faults: Faults; books(): Books[] }) {
  return (request: IncomingMessage, content: Buffer): Reply => {
    try {
      return answer(parts, request, content);
    } catch (error) {
      if (error instanceof Refusal) {
        return replyOf({ status: error.status, body: error.body });
      }
      throw error;
    }
  };
}

function answer(
  { faults, books }: { faults: Faults; books(): Books[] },
  request: IncomingMessage,
  content: Buffer,
): Reply {
  switch (`${request.method} ${request.url?.split('?')[0]}`) {
    case 'GET /':
      return htmlReply(200, overviewPage(books()));
    case 'GET /_sandbox/state':
      return replyOf({ status: 200, body: { companies: books().map(stateOf) } });
    case 'POST /_sandbox/faults':
      faults.add(readFault(parseJson(content.toString('utf8'))));
      return replyOf({ status: 201, body: { success: true } });
    case 'DELETE /_sandbox/faults':
      faults.clear();
      return replyOf({ status: 200, body: { success: true } });
    default:
      throw gatewayNotFound();
  }
}

function stateOf(books: Books): Json {
  return plainJson({
    id: books.companyId,
    name: books.companyName,
    contacts: books.contacts(),
    articles: books.articles(),
    invoices: books.invoices(),
    orders: books.orders(),
    offers: books.offers(),
    deliveries: books.deliveries(),
    manualEntries: books.manualEntries(),
  });
}

/** The views hold texts and numbers only; this makes them plain JSON for the compiler too. */
function plainJson(value: object): Json {
  return parseJson(JSON.stringify(value)) ?? null;
}
