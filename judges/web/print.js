/*
 * print.js - certificates onto paper from the desk: to which printer, how far it is and what the printer says (topic `print`), pause,
 * continue, stop; and the same certificates as one PDF or a ZIP.
 */
import { el, text, attr } from "/assets/js/dom.js";
import { t, t_has } from "/assets/js/text.js";
import { tell_refusal } from "./actions.js";
import { refusal_text } from "./sheet.js";

const TRIES = 20, LOOK_MS = 3000;
let last_printer = null;

/* What is temporary (a child at work, the journal behind) is asked for again. */
async function ask_again(net, method, params, tries = TRIES) {
	try {
		return await net.ask(method, params);
	} catch (refusal) {
		if (refusal.code !== "unavailable" || tries === 0)
			throw refusal;
		await new Promise((done) => setTimeout(done, 500));
		return ask_again(net, method, params, tries - 1);
	}
}

/* Has the hub make a file, fetches it with the ticket, and saves it; its name. */
export async function file_save(net, params) {
	const { ticket, name } = await ask_again(net, "page", params);
	const answer = await fetch(`/api/certificate/${name}`, { headers: { authorization: `Ticket ${ticket}` }, cache: "no-store" });
	if (!answer.ok)
		throw Object.assign(new Error(), { code: "unavailable" });
	const address = URL.createObjectURL(await answer.blob());
	el("a", { href: address, download: name }).click();
	setTimeout(() => URL.revokeObjectURL(address), 60000);
	return name;
}

/* The printer's words ("media-jam-error, job-printing") in people's; one that is not known stays as it is. */
export function printer_words(says) {
	const words = says.split(", ").filter((word) => word && !word.startsWith("job-")).map((word) => word.replace(/-(error|warning|report)$/, ""));
	return [...new Set(words)].map((word) => (t_has(`ipp_${word}`) ? t(`ipp_${word}`) : word)).join(" · ");
}

const SHAPES = { running: "●", pausing: "◐", paused: "◐", failed: "▲", stopping: "▲", stopped: "■", done: "●" };

/* One line about a job: "● printing 3/6 · hall printer". */
export function job_text(job) {
	const skipped = job.skipped.length ? ` · ▲ ${t("print_skipped", { count: job.skipped.length, numbers: job.skipped.slice(0, 3).join(" ") })}` : "";
	return `${SHAPES[job.state]} ${t(`print_${job.state}`)} ${job.done}/${job.count} · ${job.printer}${skipped}`;
}

/* What is under the printer's hands; "" where nothing is. */
export function now_text({ now }) {
	return now ? [`${now.name} ${now.id}`, now.copy > 1 ? t("print_duplicate", { copy: now.copy }) : ""].filter((part) => part).join(" · ") : "";
}

/* What needs somebody at the printer: its own words, and where printing stands for it, what to do then. */
export function trouble_text(job) {
	const words = printer_words(job.says);
	const stands = job.state === "failed" ? [t("print_stands"), job.fault] : [];
	const parts = [words ? `${t("print_says")}${words}` : "", ...stands].filter((part) => part);
	return parts.length ? `▲ ${parts.join(" · ")}` : "";
}

export class Printing {
	/* `contest` its id; `chosen()` the numbers that were chosen; `counts()` {good, unprinted}; `on_printed()`: copies are on paper. */
	constructor(net, { contest, chosen, counts, on_printed }) {
		Object.assign(this, { net, contest, chosen, counts, on_printed, job: null, telling: null });
		this.select = el("select", { id: "print-printer", on_change: () => (last_printer = this.select.value) });
		this.none = el("p", { class: "muted", hidden: true, text: t("print_no_printer") });
		this.go = el("button", { type: "button", disabled: true, on_click: () => this.start() });
		this.pdf = el("button", { type: "button", on_click: (event) => this.save(event.target, "pdf") });
		this.zip = el("button", { type: "button", on_click: (event) => this.save(event.target, "zip") });
		this.state = el("p", { class: "print-state", role: "status" });
		this.now = el("p", { class: "muted" });
		this.fault = el("p", { class: "dialog-warning" });
		this.bar = el("progress", { "aria-label": t("print") });
		this.orders = Object.fromEntries(["pause", "continue", "stop"].map((what) =>
			[what, el("button", { type: "button", text: t(`print_do_${what}`), on_click: () => this.order(what) })]));
		this.panel = el("div", { class: "print-job", hidden: true }, this.state, this.bar, this.now, this.fault,
			el("div", { class: "print-orders" }, ...Object.values(this.orders)));
		this.said = el("p", { class: "print-said", role: "status" });
		this.root = el("section", { class: "print" }, el("h3", { text: t("print") }),
			el("div", { class: "print-do" }, el("label", { for: "print-printer", text: t("print_printer") }), this.select, this.go, this.pdf, this.zip), this.none, this.said, this.panel);
		net.watch("print", { snapshot: ({ job }) => this.take(job), change: ({ job }) => this.take(job) });
		this.list();
		this.draw();
	}

	/* To be called when its dialog is closed. */
	end() {
		clearTimeout(this.telling);
		this.net.unwatch("print");
	}

	async list() {
		let printers = [];
		try {
			({ printers } = await ask_again(this.net, "printers", {}));
		} catch (refusal) {
			text(this.said, `▲ ${refusal_text(refusal)}`);
		}
		this.select.replaceChildren(...printers.map(({ uri, name, says }) =>
			el("option", { value: uri, text: [name, printer_words(says)].filter((part) => part).join(" · "), ".selected": uri === last_printer })));
		this.none.hidden = printers.length > 0;
		this.draw();
	}

	take(job) {
		const before = this.job;
		this.job = job;
		this.draw();
		const settled = job && before && before.state !== job.state && !["running", "pausing", "stopping"].includes(job.state);
		if (settled || (job && before && before.done !== job.done))
			this.tell(settled ? 0 : LOOK_MS);
	}

	/* The list is looked at now, or in a while where many copies come out. */
	tell(ms) {
		if (ms && this.telling)
			return;
		clearTimeout(this.telling);
		this.telling = setTimeout(() => ((this.telling = null), this.on_printed()), ms);
	}

	/* After the choice changed, or the list. */
	draw() {
		const chosen = this.chosen().length, { good, unprinted } = this.counts();
		const { job } = this, busy = job !== null && !["done", "stopped"].includes(job.state);
		text(this.go, chosen ? t("print_chosen", { count: chosen }) : t("print_unprinted", { count: unprinted }));
		this.go.disabled = busy || this.select.options.length === 0 || !(chosen || unprinted);
		for (const [button, form] of [[this.pdf, "PDF"], [this.zip, "ZIP"]]) {
			text(button, `${form} (${chosen || good})`);
			attr(button, "aria-label", chosen ? t("file_chosen", { form, count: chosen }) : t("file_all", { form, count: good }));
			button.disabled = !good || button.dataset.busy === "1";
		}
		this.panel.hidden = job === null;
		if (job === null)
			return;
		text(this.state, job_text(job));
		text(this.now, now_text(job));
		text(this.fault, trouble_text(job));
		this.now.hidden = !this.now.textContent;
		this.fault.hidden = !this.fault.textContent;
		this.bar.max = job.count;
		this.bar.value = job.done + job.skipped.length;
		this.orders.pause.hidden = job.state !== "running";
		this.orders.continue.hidden = !["paused", "failed"].includes(job.state);
		this.orders.stop.hidden = !["running", "pausing", "paused", "failed"].includes(job.state);
	}

	async start() {
		const ids = this.chosen();
		text(this.said, "");
		try {
			await ask_again(this.net, "print", { printer: this.select.value, contest: this.contest, ...(ids.length ? { ids } : {}) });
		} catch (refusal) {
			await tell_refusal(refusal);
		}
	}

	async order(what) {
		try {
			await ask_again(this.net, "printing", { do: what });
		} catch (refusal) {
			await tell_refusal(refusal);
		}
	}

	async save(button, form) {
		const ids = this.chosen();
		button.dataset.busy = "1";
		button.disabled = true;
		text(this.said, t("file_made"));
		try {
			text(this.said, `● ${t("file_saved", { name: await file_save(this.net, { contest: this.contest, form, ...(ids.length ? { ids } : {}) }) })}`);
		} catch (refusal) {
			text(this.said, `▲ ${refusal_text(refusal)}`);
		}
		delete button.dataset.busy;
		this.draw();
	}
}
