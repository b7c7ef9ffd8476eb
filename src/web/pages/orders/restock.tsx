import type { Problem } from '../../../domain/problem.ts';
import type { Frame } from '../../layout.tsx';
import { Card, PostButton, ShopText } from '../../ui.tsx';

/** What a person has to put back into bexio's stock, and the button that says it is done. */
export function Restock({ frame, orderId, problem }: { frame: Frame; orderId: string; problem: Extract<Problem, { reason: 'restock-needed' }> }) {
  const { words, format, link } = frame;
  const title = words.problems['restock-needed'].short;
  return (
    <Card title={title} id="restock">
      <div class="scroller" tabIndex={0} role="group" aria-label={title}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.preview.line}</th>
              <th scope="col" class="end">{words.restock.units}</th>
            </tr>
          </thead>
          <tbody>
            {problem.items.map(({ sku, title: name, quantity }) => (
              <tr key={sku}>
                <th scope="row"><ShopText text={`${sku} · ${name}`} max={200} /></th>
                <td class="end number">{format.count(quantity)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="row">
        <PostButton action={link(`/orders/${orderId}/close-task`)} fields={{ task: problem.refundId }}>{words.restock.done}</PostButton>
      </div>
    </Card>
  );
}
