// The contrast of all controls in each of their states, computed in the page from its styles.
import { type Page } from "@playwright/test";

/** All that takes a press or a key. */
export const CONTROLS = "a[href], button, summary, input, select, textarea, [role='tab'], [tabindex='0']";

/** What a pointer, a key or the page brings about: the pseudo-classes of each state. */
const STATES: State[] = [
  { name: "normal", pseudo: "", disabled: false },
  { name: "hover", pseudo: "hover", disabled: false },
  { name: "focus", pseudo: "focus focus-visible", disabled: false },
  { name: "pressed", pseudo: "hover active focus", disabled: false },
  { name: "disabled", pseudo: "", disabled: true },
  { name: "disabled and hover", pseudo: "hover", disabled: true },
];

type State = { name: string; pseudo: string; disabled: boolean };

/** What cannot be read in some state of some control; the page stays as it was. */
export async function contrastFaults(page: Page): Promise<string[]> {
  await page.evaluate(takeStatesFromRoot);
  return page.evaluate(unreadable, { states: STATES, controls: CONTROLS });
}

/** What cannot be read in the state in which the controls are. */
export function contrastFaultsNow(page: Page, controls: string): Promise<string[]> {
  return page.evaluate(unreadable, { states: STATES.slice(0, 1), controls });
}

/**
 * Rewrites the style sheets once, so that an attribute of the root puts all controls into a state,
 * with the same specificity in the same layers. Runs in the page.
 */
function takeStatesFromRoot(): void {
  const root = document.documentElement;
  if (root.dataset.testStates !== undefined) return;
  root.dataset.testStates = "";
  const rewrite = (rules: CSSRuleList) => {
    for (const rule of rules) {
      if (rule instanceof CSSStyleRule) {
        rule.selectorText = rule.selectorText.replace(
          /:(hover|active|focus-visible|focus-within|focus)(?![-\w])/g,
          (pseudo, name) => `:is(${pseudo}, [data-test-states~="${name}"] *)`,
        );
      }
      if ("cssRules" in rule) rewrite((rule as CSSGroupingRule).cssRules);
    }
  };
  for (const { cssRules } of [...document.styleSheets, ...document.adoptedStyleSheets]) rewrite(cssRules);
  // Colours are read at once, not on their way.
  const still = new CSSStyleSheet();
  still.replaceSync("*, ::before, ::after { transition: none !important; }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
}

/** A sentence for each control whose text, edge or ring is too faint. Runs in the page. */
function unreadable({ states, controls }: { states: State[]; controls: string }): string[] {
  /** WCAG 2.2: 1.4.3 for text and large text, 1.4.11 for edges and rings. */
  const [TEXT, LARGE, MARK] = [4.5, 3, 3];
  type Colour = [number, number, number, number];

  const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true })!;
  const known = new Map<string, Colour>();
  /** Any colour that CSS can name, as red, green, blue and opacity. */
  const colour = (text: string): Colour => {
    let found = known.get(text);
    if (!found) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = text;
      pen.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
      found = [red!, green!, blue!, alpha! / 255];
      known.set(text, found);
    }
    return found;
  };
  const over = ([r, g, b, alpha]: Colour, [br, bg, bb]: Colour): Colour => {
    const mix = (front: number, back: number) => front * alpha + back * (1 - alpha);
    return [mix(r, br), mix(g, bg), mix(b, bb), 1];
  };
  let grounds = new Map<Element, Colour>();
  /** What is behind the content of an element. */
  const ground = (element: Element | null): Colour => {
    if (!element) return colour("Canvas");
    let found = grounds.get(element);
    if (!found) {
      const own = colour(getComputedStyle(element).backgroundColor);
      found = own[3] === 1 ? own : over(own, ground(element.parentElement));
      grounds.set(element, found);
    }
    return found;
  };
  const light = ([red, green, blue]: Colour) => {
    const part = (value: number) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
  };
  const contrast = (one: Colour, other: Colour) => {
    const [most, least] = [light(one), light(other)].sort((a, b) => b - a) as [number, number];
    return (most + 0.05) / (least + 0.05);
  };
  const opacity = (element: Element | null): number =>
    element ? Number(getComputedStyle(element).opacity) * opacity(element.parentElement) : 1;

  const faults = new Set<string>();
  const look = (control: HTMLElement, state: string) => {
    const classes = [...control.classList].join(".");
    const words = (control.textContent || control.getAttribute("aria-label") || control.id).replace(/\s+/g, " ").trim();
    const report = (what: string, ratio: number, least: number) => {
      if (ratio < least - 0.005) {
        faults.add(`${state}: ${what} ${ratio.toFixed(2)}:1 of ${control.localName}${classes && `.${classes}`} “${words.slice(0, 24)}”`);
      }
    };
    // Each text of the control: its own and those of elements inside it.
    const parts = control.matches("a, button, summary, [role='tab']") ? [control, ...control.querySelectorAll("*")] : [control];
    for (const part of parts) {
      const isField = part.matches("input, select, textarea");
      if (part.matches("[type='checkbox'], [type='radio'], [type='range']")) continue;
      const hasText = isField || [...part.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
      if (!hasText || part instanceof SVGElement || !part.checkVisibility()) continue;
      const style = getComputedStyle(part);
      const shown = opacity(part);
      // Some wait for the pointer or the focus.
      if (shown === 0 && /^(normal|disabled)$/.test(state)) continue;
      const behind = ground(part);
      const [red, green, blue, alpha] = colour(style.color);
      const ink = over([red, green, blue, alpha * shown], behind);
      const px = parseFloat(style.fontSize);
      const isLarge = px >= 24 || (px >= 18.66 && Number(style.fontWeight) >= 700);
      report("text", contrast(ink, behind), isLarge ? LARGE : TEXT);
    }
    const style = getComputedStyle(control);
    const beside = ground(control.parentElement);
    // By its edge one sees that something can be typed.
    if (control.matches("input:not([type='checkbox'], [type='radio'], [type='range']), select, textarea")) {
      report("edge", contrast(over(colour(style.borderTopColor), beside), beside), MARK);
    }
    if (state === "focus" && control.tabIndex >= 0) {
      const hasRing = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
      if (hasRing) report("ring", contrast(over(colour(style.outlineColor), beside), beside), MARK);
      else report("no ring, so", 1, MARK);
    }
  };

  const all = [...document.querySelectorAll<HTMLElement>(controls)].filter(
    (control) => control.checkVisibility({ visibilityProperty: true }) && control.clientWidth !== 1,
  );
  const closable = (all as HTMLButtonElement[]).filter((control) => control.disabled === false);
  const root = document.documentElement;
  for (const { name, pseudo, disabled } of states) {
    root.dataset.testStates = pseudo;
    for (const control of closable) control.disabled = disabled;
    grounds = new Map();
    for (const control of disabled ? closable : all) look(control, name);
  }
  for (const control of closable) control.disabled = false;
  root.dataset.testStates = "";
  return [...faults];
}
