/*
 * sign.js - signatures: a field to draw one's name in with a finger, pen or mouse, or to type it where drawing is no way.
 *
 * What is drawn is kept as strokes, lists of x, y, x, y ... in a field of WIDE x HIGH, so that it can be shown again anywhere.
 */
import { el, text } from "/assets/js/dom.js";
import { t } from "/assets/js/text.js";

const WIDE = 1000;
const HIGH = 300;
const APART = 8; /* points nearer than this to the last one add nothing */
const POINTS_MOST = 600; /* the hub takes 8 KiB, and each may be a stroke of its own */
const SVG = "http://www.w3.org/2000/svg";

function svg(name, attributes) {
	const node = document.createElementNS(SVG, name);
	for (const [key, value] of Object.entries(attributes))
		node.setAttribute(key, value);
	return node;
}

function line(stroke) {
	const points = stroke.length === 2 ? [...stroke, stroke[0] + 1, stroke[1]] : stroke;
	return svg("polyline", { points: points.join(" ") });
}

/* A signature as it was drawn. */
export function signature_show(strokes, words) {
	const root = svg("svg", { class: "signature", viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": words });
	root.append(...strokes.map(line));
	return root;
}

/* One signer's field: `root`, and `value()`: {as, strokes, name}, or null where nothing was given. */
export class Signature {
	constructor(as, name) {
		this.as = as;
		this.strokes = [];
		const words = `${t(`sign_as_${as}`)}${name ? ` · ${name}` : ""}`;
		this.area = signature_show([], t("sign_draw_label", { who: words }));
		this.area.classList.add("signature-field");
		this.typed = el("input", { type: "text", id: `sign-${as}`, maxlength: "40", autocomplete: "off" });
		this.root = el("fieldset", { class: "signing", "data-as": as }, el("legend", { text: words }), this.area,
			el("div", { class: "signing-typed" }, el("label", { for: `sign-${as}`, text: t("sign_type") }), this.typed,
				el("button", { type: "button", class: "plain", text: t("sign_clear"), on_click: () => this.clear() })));
		this.area.addEventListener("pointerdown", (event) => this.begin(event));
		this.area.addEventListener("pointermove", (event) => this.go_on(event));
		for (const name_of of ["pointerup", "pointercancel"])
			this.area.addEventListener(name_of, () => {
				this.stroke = null;
			});
	}

	/* Where the pointer is, in the field's own measure. */
	point({ clientX, clientY }) {
		const box = this.area.getBoundingClientRect();
		const within = (at, size, whole) => Math.round(Math.min(1, Math.max(0, at / size)) * whole);
		return [within(clientX - box.left, box.width, WIDE), within(clientY - box.top, box.height, HIGH)];
	}

	begin(event) {
		if (this.points() >= POINTS_MOST)
			return;
		event.preventDefault();
		this.area.setPointerCapture(event.pointerId);
		this.stroke = this.point(event);
		this.strokes.push(this.stroke);
		this.shown = line(this.stroke);
		this.area.append(this.shown);
	}

	go_on(event) {
		if (!this.stroke || this.points() >= POINTS_MOST)
			return;
		const [x, y] = this.point(event);
		const [before_x, before_y] = this.stroke.slice(-2);
		if (Math.hypot(x - before_x, y - before_y) < APART)
			return;
		this.stroke.push(x, y);
		this.shown.setAttribute("points", this.stroke.join(" "));
	}

	points() {
		return this.strokes.reduce((sum, stroke) => sum + stroke.length / 2, 0);
	}

	clear() {
		this.strokes = [];
		this.stroke = null;
		this.typed.value = "";
		this.area.replaceChildren();
	}

	value() {
		const name = this.typed.value.trim();
		return this.strokes.length > 0 || name ? { as: this.as, strokes: this.strokes, name } : null;
	}
}

/* The fields of several signers; `names` by signer. */
export function signatures_make(signers, names) {
	const fields = signers.map((as) => new Signature(as, names[as]));
	return { nodes: fields.map((field) => field.root), values: () => fields.map((field) => field.value()).filter((value) => value !== null) };
}

/* Says who has not signed; "" where everybody has. */
export function unsigned_text(signers) {
	return signers.length ? `▲ ${t("sign_missing")} ${signers.map((as) => t(`sign_as_${as}`)).join(" ")}` : "";
}

/* Says at least one has to sign: for a dialog's button. */
export function signed_check(fields, fault) {
	return () => {
		text(fault, fields.values().length === 0 ? `▲ ${t("sign_nothing")}` : "");
		return fields.values().length > 0;
	};
}
