import { themes, type ThemeName } from '@shopify/polaris-tokens';

/** Our stylesheet behind the Polaris tokens it names, in light and dark: a fortieth of what the token package would send. */
export function createStylesheet(ownCss: string): string {
  const used = new Set(ownCss.match(/--p-[a-z0-9-]+/g) ?? []);
  const light = tokensOf('light');
  const dark = tokensOf('dark-experimental');
  const lightLines = [...used].flatMap((name) => declaration(name, light.get(name)));
  const darkLines = [...used].filter((name) => dark.get(name) !== light.get(name)).flatMap((name) => declaration(name, dark.get(name)));
  const missing = [...used].filter((name) => !light.has(name));
  if (missing.length > 0) throw new Error(`app.css names tokens that Polaris does not have: ${missing.join(', ')}`);
  return `:root{${lightLines.join('')}}@media (prefers-color-scheme:dark){:root{${darkLines.join('')}}}\n${ownCss}`;
}

function tokensOf(theme: ThemeName): Map<string, string> {
  const groups: Record<string, string>[] = Object.values(themes[theme]);
  return new Map(groups.flatMap((group) => Object.entries(group).map(([name, value]) => [`--p-${name}`, value] as const)));
}

function declaration(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`${name}:${value};`];
}
