/*
 * pairing.js - a screen without a name: it shows a code, the desk takes it and gives the screen its name, and the page keeps that for the next
 * time. /screen?pair forgets the name.
 */
import { el, text } from "/assets/js/dom.js";
import { t } from "/assets/js/text.js";
import { Net } from "/assets/js/net.js";

const NAME = "screen-name";

export function name_kept() {
	try {
		return localStorage.getItem(NAME);
	} catch {
		return null;
	}
}

export function name_forget() {
	localStorage.removeItem(NAME);
}

/* The address of the screen of this name, with the same theme and language. */
export function name_address(name) {
	const query = new URLSearchParams(location.search);
	query.delete("pair");
	return `/screen/${encodeURIComponent(name)}${query.size ? `?${query}` : ""}`;
}

/* Shows the code until the desk has taken it. */
export function pairing_show(place) {
	const code = el("p", { class: "pair-code number", role: "status", text: "…" });
	place.replaceChildren(el("section", { class: "plain-scene pairing" }, el("h1", { text: t("pair_title") }), code, el("p", { text: t("pair_note") })));
	const net = new Net({
		on_hello: async () => {
			const answer = await net.ask("pair").catch(() => null);
			if (answer)
				text(code, `${answer.code.slice(0, 3)} ${answer.code.slice(3)}`);
		},
		on_link: (link) => link !== "live" && text(code, "…"),
		on_notice: (method, params) => {
			if (method !== "named")
				return;
			try {
				localStorage.setItem(NAME, params.screen);
			} catch {
				/* the address alone has it then */
			}
			location.replace(name_address(params.screen));
		},
	});
}
