import type { Frame } from '../../layout.tsx';
import { Card } from '../../ui.tsx';
import type { StockView } from './load-stock.ts';

const width = 720;
const height = 34;
const parts = ['sellable', 'pending', 'reserved', 'picked'] as const;

/** Both stocks as bars of one scale: what can still be sold is the same on both sides, the rest of bexio's is spoken for. */
export function StockPicture({ frame, view: { totals, articles, different, undelivered } }: { frame: Frame; view: StockView }) {
  const { words: { stock: { picture: w } }, format } = frame;
  const all = Math.max(1, parts.reduce((sum, part) => sum + totals[part], 0), totals.shopify);
  const scale = (units: number) => (units * width) / all;
  let left = 0;
  const places = parts.map((part) => ({ part, x: left, wide: scale(totals[part]), end: (left += scale(totals[part])) }));
  return (
    <Card title={w.title} id="picture">
      <div class="stack" role="img" aria-label={w.summary(format.count(totals.sellable + totals.pending), format.count(totals.reserved), format.count(totals.picked), format.count(totals.pending))}>
        <Bar side={w.sides.bexio} pieces={places} />
        <Bar side={w.sides.shopify} pieces={[{ part: 'sellable', x: 0, wide: scale(totals.shopify) }]} />
      </div>
      <ul class="row small legend">
        {parts.map((part) => (
          <li class={`key stock ${part}`} key={part}>
            <i />
            {w[part]}: <strong class="number">{format.count(totals[part])}</strong>
            {part === 'sellable' && <span class="number">{`(${w.sides.shopify}: ${format.count(totals.shopify)})`}</span>}
          </li>
        ))}
      </ul>
      <p>{w.undelivered(undelivered.orders, format.count(undelivered.orders), format.count(undelivered.units))}</p>
      <p class="muted">{w.articles(format.count(articles.length), format.count(different))}</p>
    </Card>
  );
}

/** As wide as its place: on a phone the pieces get narrow, and none of them is out of view. */
function Bar({ side, pieces }: { side: string; pieces: readonly { part: (typeof parts)[number]; x: number; wide: number }[] }) {
  return (
    <div>
      <p class="small muted">{side}</p>
      <svg class="bar" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {pieces.map(({ part, x, wide }) => wide > 0 && <rect class={`stock ${part}`} x={x.toFixed(1)} y="0" width={wide.toFixed(1)} height={height} key={part} />)}
      </svg>
    </div>
  );
}
