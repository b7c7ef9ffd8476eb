import type { Frame } from '../layout.tsx';
import { Card } from '../ui.tsx';
import type { StockView } from './load-stock.ts';

const width = 720;
const barHeight = 34;
const rowHeight = 62;
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
      <div class="scroller" tabIndex={0} role="group" aria-labelledby="picture-title">
        <svg class="chart" viewBox={`0 0 ${width} ${2 * rowHeight}`} role="img" aria-label={w.summary(format.count(totals.sellable + totals.pending), format.count(totals.reserved), format.count(totals.picked), format.count(totals.pending))}>
          <text x="0" y="14">{w.sides.bexio}</text>
          {places.map(({ part, x, wide }) => wide > 0 && <rect class={`stock ${part}`} x={x.toFixed(1)} y="20" width={wide.toFixed(1)} height={barHeight} key={part} />)}
          <text x="0" y={rowHeight + 14}>{w.sides.shopify}</text>
          {totals.shopify > 0 && <rect class="stock sellable" x="0" y={rowHeight + 20} width={scale(totals.shopify).toFixed(1)} height={barHeight} />}
        </svg>
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
