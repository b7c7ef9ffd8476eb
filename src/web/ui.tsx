import type { ComponentChildren, JSX } from 'preact';
import type { Frame } from './layout.tsx';

export type Tone = 'neutral' | 'info' | 'success' | 'caution' | 'critical';
type Children = { children?: ComponentChildren };

/** Heading of a page: where it belongs, what it is, what can be done. */
export function PageHead(props: Children & { title: ComponentChildren; back?: { href: string; label: string } | undefined; badge?: ComponentChildren; note?: ComponentChildren }) {
  return (
    <header class="page-head">
      <div>
        {props.back && (
          <a class="crumb" href={props.back.href}>
            <Icon name="back" />
            <span>{props.back.label}</span>
          </a>
        )}
        <div class="title-line">
          <h1>{props.title}</h1>
          {props.badge}
        </div>
        {props.note && <p class="muted">{props.note}</p>}
      </div>
      {props.children && <div class="row">{props.children}</div>}
    </header>
  );
}

export function Card(props: Children & { title?: ComponentChildren; action?: ComponentChildren; flush?: boolean; id?: string }) {
  return (
    <section class={props.flush ? 'card flush' : 'card'} id={props.id} aria-labelledby={props.id && props.title ? `${props.id}-title` : undefined}>
      {(props.title || props.action) && (
        <div class="card-head">
          {props.title && <h2 id={props.id ? `${props.id}-title` : undefined}>{props.title}</h2>}
          {props.action}
        </div>
      )}
      {props.children}
    </section>
  );
}

/** `focus`: the reader is taken here after the page loads, used for the errors of a form. */
export function Banner(props: Children & { tone: Exclude<Tone, 'neutral'>; title: ComponentChildren; focus?: boolean; id?: string; heading?: boolean }) {
  const focus = props.focus ? { tabIndex: -1, 'data-focus': '' } : {};
  return (
    <div class={`banner ${props.tone}`} role={props.tone === 'critical' ? 'alert' : 'status'} id={props.id} {...focus}>
      <Icon name={toneIcon(props.tone)} />
      <div class="stack">
        {props.heading ? (
          <h1>{props.title}</h1>
        ) : (
          <p>
            <strong>{props.title}</strong>
          </p>
        )}
        {props.children}
      </div>
    </div>
  );
}

export function Badge(props: Children & { tone: Tone }) {
  return <span class={`badge ${props.tone}`}>{props.children}</span>;
}

export function LinkButton(props: Children & { href: string; kind?: 'primary' | 'danger' | 'plain'; big?: boolean; top?: boolean; newTab?: boolean; id?: string }) {
  const target = props.top ? { target: '_top' } : props.newTab ? { target: '_blank', rel: 'noopener' } : {};
  return (
    <a class={buttonClass(props.kind, props.big)} href={props.href} id={props.id} {...target}>
      {props.children}
      {props.newTab && <Icon name="external" />}
    </a>
  );
}

export function SubmitButton(props: Children & { kind?: 'primary' | 'danger' | 'plain'; big?: boolean; name?: string; value?: string; formAction?: string; describedBy?: string }) {
  return (
    <button class={buttonClass(props.kind, props.big)} type="submit" name={props.name} value={props.value} formAction={props.formAction} aria-describedby={props.describedBy}>
      {props.children}
    </button>
  );
}

/** A form of one button: the smallest way to change something without a script. */
export function PostButton(props: Children & { action: string; kind?: 'primary' | 'danger' | 'plain'; fields?: Record<string, string> }) {
  return (
    <form method="post" action={props.action}>
      <Hidden fields={props.fields ?? {}} />
      <SubmitButton {...(props.kind ? { kind: props.kind } : {})}>{props.children}</SubmitButton>
    </form>
  );
}

export function Hidden(props: { fields: Record<string, string> }) {
  return (
    <>
      {Object.entries(props.fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} key={name} />
      ))}
    </>
  );
}

/** Says what will happen before the red button can be reached; works without scripts. */
export function Confirm(props: Children & { label: string; explanation: ComponentChildren }) {
  return (
    <details>
      <summary>{props.label}</summary>
      <div class="stack">
        <p>{props.explanation}</p>
        {props.children}
      </div>
    </details>
  );
}

/** Text that somebody typed in the shop: isolated, so that right-to-left names and markup stay where they are. */
export function ShopText(props: { text: string; max?: number }) {
  const long = props.max !== undefined && props.text.length > props.max;
  return (
    <span class="shop-text" dir="auto" title={long ? props.text.slice(0, 1000) : undefined}>
      {long ? `${shortened(props.text, props.max ?? 0)}…` : props.text}
    </span>
  );
}

export function Empty(props: Children & { title: string; icon?: IconName; heading?: boolean }) {
  return (
    <div class="empty">
      <Icon name={props.icon ?? 'document'} />
      {props.heading ? <h1>{props.title}</h1> : <h2>{props.title}</h2>}
      {props.children}
    </div>
  );
}

/** Cut between characters, never within an emoji's pair. */
function shortened(text: string, max: number): string {
  return Array.from(text.slice(0, max * 2)).slice(0, max).join('').trimEnd();
}

/** A term and its value, the way an order or a connection is described. */
export function Facts(props: { items: [ComponentChildren, ComponentChildren][] }) {
  return (
    <dl class="facts">
      {props.items.map(([term, value], index) => [<dt key={`t${index}`}>{term}</dt>, <dd key={`d${index}`}>{value}</dd>])}
    </dl>
  );
}

export function Money(props: { frame: Frame; minor: number; currency: string }) {
  return <span class="number">{props.frame.format.money(props.minor, props.currency)}</span>;
}

export function Moment(props: { frame: Frame; at: Date }) {
  return <time dateTime={props.at.toISOString()}>{props.frame.format.dateTime(props.at)}</time>;
}

export type IconName = 'ok' | 'alert' | 'info' | 'stop' | 'back' | 'external' | 'document' | 'search' | 'next';

const drawings: Record<IconName, string> = {
  ok: 'M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16Zm4 6.2-4.9 4.9a.9.9 0 0 1-1.2 0L5.8 11l1.2-1.2 1.5 1.5L12.800 7 14 8.2Z',
  alert: 'M10 2.5c.6 0 1.100.3 1.400.8l6.300 11.300a1.600 1.600 0 0 1-1.400 2.400H3.700a1.600 1.600 0 0 1-1.400-2.400L8.600 3.300c.3-.5.800-.8 1.400-.8Zm-.8 4.700v5h1.600v-5H9.200Zm0 6.500v1.600h1.600v-1.600H9.200Z',
  info: 'M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16Zm-.8 3.700h1.600v1.700H9.200V5.700Zm0 3.300h1.600v5.400H9.200V9Z',
  stop: 'M6.700 2h6.600L18 6.700v6.600L13.300 18H6.700L2 13.300V6.700L6.700 2Zm2.500 4v5.300h1.600V6H9.200Zm0 6.800v1.700h1.600v-1.700H9.200Z',
  back: 'M11.800 4.200 6 10l5.800 5.800 1.200-1.200L8.400 10 13 5.400l-1.200-1.200Z',
  next: 'M8.200 4.200 14 10l-5.800 5.800L7 14.600l4.600-4.600L7 5.400l1.200-1.200Z',
  external: 'M11 3h6v6h-1.700V5.900l-6.100 6.100L8 10.800l6.100-6.100H11V3ZM4 5h4v1.700H5.200v8.100h8.100V12H15v4.500H3.500V5H4Z',
  document: 'M5 2h6.500L16 6.500V18H4V3c0-.6.400-1 1-1Zm1 2v12h8V8h-4V4H6Zm1.500 6h5v1.500h-5V10Zm0 3h5v1.500h-5V13Z',
  search: 'M8.500 3a5.500 5.500 0 0 1 4.400 8.800l4 4-1.200 1.200-4-4A5.500 5.500 0 1 1 8.500 3Zm0 1.700a3.800 3.800 0 1 0 0 7.600 3.800 3.800 0 0 0 0-7.600Z',
};

export function Icon(props: { name: IconName }): JSX.Element {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" fill="currentColor" aria-hidden="true" focusable="false">
      <path d={drawings[props.name]} />
    </svg>
  );
}

export function toneIcon(tone: Tone): IconName {
  return ({ neutral: 'info', info: 'info', success: 'ok', caution: 'alert', critical: 'stop' } as const)[tone];
}

function buttonClass(kind: string | undefined, big: boolean | undefined): string {
  return ['button', kind, big ? 'big' : undefined].filter(Boolean).join(' ');
}
