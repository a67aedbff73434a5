import STYLE from "./style.css";

/** Dresses a shadow root in a way that a page's content security policy does not forbid. */
export function dress(root: ShadowRoot, nonce: string | undefined): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } catch {
    // A browser without constructable style sheets.
    const style = document.createElement("style");
    if (nonce) style.nonce = nonce;
    style.textContent = STYLE;
    root.append(style);
  }
}
