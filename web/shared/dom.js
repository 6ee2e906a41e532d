/**
 * Building elements in few words. Only text and attributes, never markup from a string: what a customer or technician wrote
 * cannot become part of the page.
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element. In `props`: `class`, `text`, `l10n` (message id), `on` ({event: handler}), `data` ({name: value}); a boolean sets or
 * leaves out the attribute; everything else is an attribute. Children that are null or false are left out.
 */
export function h(name, props, ...children) {
  return furnish(document.createElement(name), props, children);
}

/** As {@link h}, for SVG. */
export function svg(name, props, ...children) {
  return furnish(document.createElementNS(SVG, name), props, children);
}

/** Sets the text of `element` unless it is there already, so that unchanged parts of a page are not touched. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** Sets or takes away an attribute unless it is so already. */
export function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) {
    element.removeAttribute(name);
  } else if (element.getAttribute(name) !== String(value)) {
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

function furnish(element, props, children) {
  for (const [key, value] of Object.entries(props ?? {})) {
    if (key === "class") {
      setAttribute(element, "class", value);
    } else if (key === "text") {
      element.textContent = value;
    } else if (key === "l10n") {
      element.dataset.l10nId = value;
    } else if (key === "on") {
      for (const [event, handler] of Object.entries(value)) {
        element.addEventListener(event, handler);
      }
    } else if (key === "data") {
      Object.assign(element.dataset, value);
    } else {
      setAttribute(element, key, value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}
