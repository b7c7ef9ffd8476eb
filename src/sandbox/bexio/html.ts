export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A plain page without scripts. */
export function htmlPage(title: string, content: string): string {
  return `<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: #f2f4f3; color: #1c2321; }
main { max-width: 60rem; margin: 3rem auto; padding: 2rem; background: #fff; border-radius: 12px; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0 1rem; color: #46514d; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; padding: .35rem .5rem; border-bottom: 1px solid #e2e7e5; vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
button { display: block; width: 100%; margin: .5rem 0; padding: .75rem 1rem; font: inherit; text-align: left;
  border: 1px solid #b9c4c0; border-radius: 8px; background: #fff; cursor: pointer; }
button:hover, button:focus { background: #e8f3ee; }
button.quiet { border-color: transparent; color: #46514d; }
code { font-size: .85rem; }
</style>
</head>
<body><main>
${content}
</main></body>
</html>
`;
}
