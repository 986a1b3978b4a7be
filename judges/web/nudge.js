/*
 * nudge.js - what the desk and a tablet tell each other beside the marks: a nudge shows, shakes and sounds until it is seen; the
 * tablet says how much battery it has and how many sheets are not confirmed.
 */
import { el, ask } from "/assets/js/dom.js";
import { t, time_of_day } from "/assets/js/text.js";

const AGAIN_MS = 4000;
const SOON_MS = 300;

/* Three short tones. A browser that wants a touch first stays silent. */
function sound() {
	try {
		const audio = new AudioContext();
		for (const n of [0, 1, 2]) {
			const tone = audio.createOscillator();
			const volume = audio.createGain();
			volume.gain.value = 0.2;
			tone.frequency.value = 880;
			tone.connect(volume).connect(audio.destination);
			tone.start(audio.currentTime + n * 0.3);
			tone.stop(audio.currentTime + n * 0.3 + 0.15);
		}
		setTimeout(() => audio.close(), 2000);
	} catch {
		/* it shows and shakes */
	}
}

function call() {
	navigator.vibrate?.([300, 150, 300]);
	sound();
}

export class Nudge {
	constructor(net) {
		this.net = net;
		this.shown = null;
	}

	/* The judge's nudge as the hub has it, or null. */
	async take(nudge) {
		if (!nudge || nudge.seen) {
			this.close();
			return;
		}
		if (this.shown === nudge.nudge)
			return;
		this.close();
		this.shown = nudge.nudge;
		call();
		const again = setInterval(call, AGAIN_MS);
		await ask(t("nudge_title"), [el("p", { class: "nudge-words", text: nudge.text || t("nudge_words") }), el("p", { class: "muted", text: time_of_day(nudge.at, false) })],
			[{ value: "seen", text: t("nudge_seen"), class: "main" }], "nudge");
		clearInterval(again);
		if (this.shown === nudge.nudge)
			this.answer(nudge.nudge);
	}

	close() {
		this.shown = null;
		document.querySelector("dialog.nudge")?.close("");
	}

	async answer(nudge) {
		try {
			await this.net.ask("seen", { nudge });
		} catch (refusal) {
			if (refusal.temporary)
				this.shown = null; /* it shows again with the next link */
		}
	}
}

/* Says how this tablet is: when a link is there, and whenever that changes. */
export class Report {
	constructor(net, unsent) {
		Object.assign(this, { net, unsent, battery: null, said: "" });
		navigator.getBattery?.().then((battery) => {
			this.battery = battery;
			battery.addEventListener("levelchange", () => this.soon());
			battery.addEventListener("chargingchange", () => this.soon());
			this.soon();
		}).catch(() => {});
	}

	/* A new link: the hub knows nothing of this tablet yet. */
	again() {
		this.said = "";
		this.soon();
	}

	soon() {
		this.timer ??= setTimeout(() => {
			this.timer = null;
			this.say();
		}, SOON_MS);
	}

	say() {
		const params = { battery: this.battery ? Math.round(this.battery.level * 100) : null, charging: this.battery?.charging ?? false, unsent: this.unsent() };
		const words = JSON.stringify(params);
		if (words === this.said || !this.net.ready)
			return;
		this.said = words;
		this.net.ask("tablet", params).catch(() => {
			this.said = "";
		});
	}
}
