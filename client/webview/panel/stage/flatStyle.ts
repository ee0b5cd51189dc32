// The style sheet of the shapes as attributes of each shape. A file with attributes looks right in
// programs that know no style sheets, and passes a policy that forbids inline style.

interface Rule {
  /** Classes that the group must have. */
  readonly group: readonly string[];
  readonly tag: string | undefined;
  readonly classes: readonly string[];
  readonly weight: number;
  readonly set: Readonly<Record<string, string>>;
}

const COMMENT = /\/\*[\s\S]*?\*\//g;
const BLOCK = /([^{}]+)\{([^{}]*)\}/g;

/** Reads `.picture [.group.classes] [tag|.shape.classes] { … }`. Throws on any other selector. */
function parse(css: string): Rule[] {
  const rules: Rule[] = [];
  for (const [, selectors = '', body = ''] of css.replace(COMMENT, '').matchAll(BLOCK)) {
    const set = Object.fromEntries(
      body
        .split(';')
        .map((line) => line.split(':').map((part) => part.trim()))
        .flatMap(([name = '', value = '']) => (name === '' ? [] : [[name, value]])),
    );
    for (const selector of selectors.split(',')) {
      const [root, ...parts] = selector.trim().split(/\s+/);
      const last = parts.at(-1);
      if (root !== '.picture' || last === undefined || parts.length > 2 || /[>+~:[#*]/.test(selector))
        throw new Error(`no shape has the selector ${selector.trim()}`);
      const classesOf = (part: string): string[] => part.split('.').slice(1);
      const group = parts.length === 2 ? classesOf(parts[0] ?? '') : [];
      const classes = classesOf(last);
      const tag = last.startsWith('.') ? undefined : last.split('.')[0];
      rules.push({ group, tag, classes, weight: (group.length + classes.length) * 10 + (tag ? 1 : 0), set });
    }
  }
  return rules;
}

export type Styler = (group: string, tag: string, classes: string) => Readonly<Record<string, string>>;

/** What the sheet says of a shape, `var(--stage-…)` replaced by what the palette has for it. */
export function stylerOf(css: string, palette: Readonly<Record<string, string>>): Styler {
  const resolved = css.replace(
    /var\((--stage-[\w-]+)\)/g,
    (_, name: string) => palette[name] ?? 'currentColor',
  );
  // a stable sort: of equal weight, the later rule wins
  const rules = parse(resolved).sort((a, b) => a.weight - b.weight);
  const known = new Map<string, Readonly<Record<string, string>>>();
  return (group, tag, classes) => {
    const key = `${group}|${tag}|${classes}`;
    const cached = known.get(key);
    if (cached) return cached;
    const groups = group.split(' ');
    const own = classes.split(' ');
    const style: Record<string, string> = {};
    for (const rule of rules) {
      const fits =
        (rule.tag === undefined || rule.tag === tag) &&
        rule.group.every((each) => groups.includes(each)) &&
        rule.classes.every((each) => own.includes(each));
      if (fits) Object.assign(style, rule.set);
    }
    known.set(key, style);
    return style;
  };
}
