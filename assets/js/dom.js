/*
 * dom.js - the few things that every page does to its document: make elements, write text only where it changed, keep
 * keyed rows in order, let moved rows glide, fit a text to its width. Text is set as text, never as markup.
 */

/* Makes an element. `attributes`: class, text, on_EVENT functions, properties by ".name", everything else as attribute. */
export function el(name, attributes = {}, ...children) {
	const node = document.createElement(name);
	for (const [key, value] of Object.entries(attributes)) {
		if (value === null || value === undefined || value === false)
			continue;
		if (key === "text")
			node.textContent = value;
		else if (key.startsWith("on_"))
			node.addEventListener(key.slice(3), value);
		else if (key.startsWith("."))
			node[key.slice(1)] = value;
		else
			node.setAttribute(key, value === true ? "" : value);
	}
	node.append(...children.filter((child) => child !== null && child !== undefined));
	return node;
}

/* Makes an element of a drawing; attributes only. */
export function svg(name, attributes = {}, ...children) {
	const node = document.createElementNS("http://www.w3.org/2000/svg", name);
	for (const [key, value] of Object.entries(attributes))
		node.setAttribute(key, value);
	node.append(...children.filter((child) => child !== null && child !== undefined));
	return node;
}

/* Writes a text where it is not there already. */
export function text(node, value) {
	if (node.textContent !== value)
		node.textContent = value;
}

/* Sets or takes away an attribute where that changes anything. */
export function attr(node, name, value) {
	if (value === null || value === undefined || value === false) {
		if (node.hasAttribute(name))
			node.removeAttribute(name);
	} else if (node.getAttribute(name) !== String(value)) {
		node.setAttribute(name, value);
	}
}

/*
 * Makes the children of `parent` those of `items`, in order: one element a key, kept as long as its key is there.
 * `make(item)` gives a new element, `update(node, item)` writes what may have changed.
 */
export function rows(parent, items, key_of, make, update) {
	const old = new Map();
	for (const child of parent.children)
		old.set(child.dataset.key, child);
	let place = parent.firstElementChild;
	for (const item of items) {
		const key = String(key_of(item));
		let node = old.get(key);
		if (node) {
			old.delete(key);
		} else {
			node = make(item);
			node.dataset.key = key;
		}
		update(node, item);
		if (node === place)
			place = place.nextElementSibling;
		else
			parent.insertBefore(node, place);
	}
	for (const node of old.values())
		node.remove();
}

export function motion_wanted() {
	return !matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/* Runs `change`, then lets every keyed child of `parent` glide from where it was (FLIP); new ones fade in. */
export function glide(parent, change, duration_ms = 240) {
	if (!motion_wanted()) {
		change();
		return;
	}
	const before = new Map();
	for (const child of parent.children)
		before.set(child, child.getBoundingClientRect().top);
	change();
	const moved = [];
	for (const child of parent.children)
		moved.push([child, before.get(child), child.getBoundingClientRect().top]);
	for (const [child, from, to] of moved) {
		const timing = { duration: duration_ms, easing: "ease-out" };
		if (from === undefined)
			child.animate([{ opacity: 0 }, { opacity: 1 }], timing);
		else if (from !== to)
			child.animate([{ transform: `translateY(${from - to}px)` }, { transform: "none" }], timing);
	}
}

const ruler = document.createElement("canvas").getContext("2d");

/* The font that a text has before it is shrunk. */
export function font_of(node) {
	const style = getComputedStyle(node.parentElement);
	const size_px = parseFloat(style.fontSize);
	return { size_px, words: `${getComputedStyle(node).fontWeight} ${size_px}px ${style.fontFamily}` };
}

/*
 * Shrinks a text to the width that its box has, down to `least` of its size; what is longer still wraps into two
 * lines. Nothing is ever cut. `width_px` is the room; the font is the element's own, `font_of(node)` where that is known already.
 */
export function fit(node, width_px, least = 0.7, font = font_of(node)) {
	const value = node.textContent;
	const known = `${value}|${Math.round(width_px)}|${font.size_px}`;
	if (node.dataset.fit === known || width_px <= 0)
		return;
	node.dataset.fit = known;
	ruler.font = font.words;
	const scale = (width_px * 0.98) / ruler.measureText(value).width;
	node.style.fontSize = scale >= 1 ? "" : `${Math.max(scale, Math.min(least, scale * 1.8)).toFixed(3)}em`;
	node.classList.toggle("wraps", scale < least);
}

/* Shows a modal dialog of `content` (elements); resolves to the value of the button that closed it, "" where escaped. */
export function ask(title, content, buttons, name = "") {
	return new Promise((resolve) => {
		const heading = el("h2", { text: title, id: "dialog-title", tabindex: "-1" });
		const choices = el("div", { class: "choices" });
		const box = el("dialog", { class: name, "aria-labelledby": "dialog-title" }, heading, ...content, choices);
		for (const button of buttons)
			choices.append(el("button", { type: "button", class: button.class ?? "", value: button.value, text: button.text,
				on_click: () => {
					if (!button.check || button.check())
						box.close(button.value);
				} }));
		box.addEventListener("close", () => {
			box.remove();
			resolve(box.returnValue);
		});
		document.body.append(box);
		box.showModal();
		heading.focus();
	});
}
