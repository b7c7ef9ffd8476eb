import type { Frame } from '../../layout.tsx';
import { Card } from '../../ui.tsx';

export type Day = { day: string; orders: number; bookedMinor: number; problems: number };

const width = 720;
const height = 150;
const top = 14;
const bottom = 22;

/** Booked amount per day as bars, problems as marks; the same figures follow as a table for those who read rather than look. */
export function DayChart({ frame, days, currency }: { frame: Frame; days: Day[]; currency: string }) {
  const { words, format } = frame;
  const problems = days.reduce((sum, day) => sum + day.problems, 0);
  const booked = days.reduce((sum, day) => sum + day.bookedMinor, 0);
  return (
    <Card title={words.chart.title(days.length)} id="chart">
      <div class="scroller newest" tabIndex={0} role="group" aria-labelledby="chart-title">
        <svg class="chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={words.chart.summary(format.money(booked, currency), format.count(problems))}>
          <Bars frame={frame} days={days} currency={currency} />
        </svg>
      </div>
      <p class="row small muted">
        <span class="key">
          <i />
          {words.chart.booked}
        </span>
        <span class="key problem">
          <i />
          {words.chart.problems}
        </span>
      </p>
      <details>
        <summary>{words.chart.asTable}</summary>
        <DayTable frame={frame} days={days} currency={currency} />
      </details>
    </Card>
  );
}

function Bars({ frame, days, currency }: { frame: Frame; days: Day[]; currency: string }) {
  const highest = Math.max(1, ...days.map((day) => day.bookedMinor));
  const step = width / Math.max(1, days.length);
  const floor = height - bottom;
  const labelEvery = Math.ceil(days.length / 10);
  return (
    <>
      <line class="grid" x1="0" x2={width} y1={floor} y2={floor} />
      <line class="grid" x1="0" x2={width} y1={top} y2={top} stroke-dasharray="2 4" />
      <text x="0" y={top - 4}>
        {frame.format.money(highest === 1 ? 0 : highest, currency)}
      </text>
      {days.map((day, index) => {
        const barHeight = Math.round(((floor - top) * Math.max(0, day.bookedMinor)) / highest);
        const left = Math.round(index * step + step * 0.18);
        return (
          <g key={day.day}>
            <rect class="bar" x={left} y={floor - barHeight} width={Math.round(step * 0.64)} height={barHeight} rx="2" />
            {day.problems > 0 && <circle class="problem" cx={Math.round(index * step + step / 2)} cy={Math.max(top + 5, floor - barHeight - 8)} r="4.5" />}
            {index % labelEvery === 0 && (
              <text x={Math.round(index * step + step / 2)} y={height - 6} text-anchor="middle">
                {frame.format.shortDay(day.day)}
              </text>
            )}
          </g>
        );
      })}
    </>
  );
}

function DayTable({ frame, days, currency }: { frame: Frame; days: Day[]; currency: string }) {
  const { words, format } = frame;
  return (
    <div class="scroller" tabIndex={0} role="group" aria-label={words.chart.asTable}>
      <table class="stacked" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader">{words.chart.day}</th>
            <th scope="col" role="columnheader" class="end">{words.chart.orders}</th>
            <th scope="col" role="columnheader" class="end">{words.chart.booked}</th>
            <th scope="col" role="columnheader" class="end">{words.chart.problems}</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {days.toReversed().map((day) => (
            <tr role="row" key={day.day}>
              <th scope="row" role="rowheader" class="number">{format.day(day.day)}</th>
              <td role="cell" class="line wide-end number"><span class="muted narrow">{words.chart.orders} </span>{format.count(day.orders)}</td>
              <td role="cell" class="end number">{format.money(day.bookedMinor, currency)}</td>
              <td role="cell" class="line wide-end number"><span class="muted narrow">{words.chart.problems} </span>{format.count(day.problems)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
