/*
 * code_show.js - shows a sheet's QR code on the tablet; several parts one after the other.
 */
import { el, svg, text, ask } from "/assets/js/dom.js";
import { t } from "/assets/js/text.js";
import { qr_modules } from "./qr.js";
import { code_parts } from "./sheet_code.js";

const QUIET = 4; /* modules around the code */

function code_picture(words, label) {
	const modules = qr_modules(words);
	const size = modules.length + 2 * QUIET;
	const dark = modules.flatMap((row, y) => row.map((is, x) => (is ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : ""))).join("");
	return svg("svg", { viewBox: `0 0 ${size} ${size}`, class: "code-picture", role: "img", "aria-label": label, "shape-rendering": "crispEdges" },
		svg("rect", { width: size, height: size, fill: "#fff" }), svg("path", { d: dark }));
}

/* Shows a sheet's code; with several parts a touch turns to the next. */
export async function sheet_code_show(heading, whole) {
	const parts = code_parts(whole);
	const place = el("div", { class: "code-place" });
	const which = el("p", { class: "code-which number", role: "status" });
	let n = 0;
	const show = () => {
		const words = parts.length > 1 ? t("code_part", { n: n + 1, count: parts.length }) : t("code_one");
		place.replaceChildren(code_picture(parts[n], words));
		text(which, words);
	};
	const turn = parts.length > 1 ? el("button", { type: "button", class: "main code-next", text: t("code_next"), on_click: () => ((n = (n + 1) % parts.length), show()) }) : null;
	show();
	await ask(heading, [el("p", { text: t("code_note") }), place, which, turn].filter(Boolean), [{ value: "", text: t("close") }], "code");
}
