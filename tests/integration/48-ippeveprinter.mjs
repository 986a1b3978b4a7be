/*
 * Printing to a real IPP printer, CUPS' own ippeveprinter: what it spools is what was sent, byte for byte; out of paper and a job
 * that it gives up are told in its words.
 *
 * It wants an Avahi daemon. So it lives in a network and a mount namespace of its own, with a D-Bus, an Avahi and an ippeveprinter
 * that nobody else sees; where such a thing may not be made, this is skipped.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { test, assert, end } from "../lib/check.mjs";
import { Hub, PROGRAM, run, until } from "../lib/hub.mjs";
import { PASSPHRASE, certified_event, key_make, publish } from "../lib/certified.mjs";

const START_MS = 60000;
const URI = "ipp://localhost:8631/ipp/print";

/* Why it cannot run here, or null. */
function why_not() {
	for (const program of ["ippeveprinter", "avahi-daemon", "dbus-daemon", "ip", "unshare"])
		if (spawnSync("sh", ["-c", `command -v ${program}`], { env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` } }).status !== 0)
			return `there is no ${program}`;
	const { status, stderr } = spawnSync("unshare", ["-nm", "sh", "-c", "ip link set lo up && mount -t tmpfs tmpfs /run"], { encoding: "utf8" });
	return status === 0 ? null : `no namespace may be made here (${(stderr ?? "").trim().split("\n")[0]})`;
}

const BUS = (socket) => `<busconfig><type>system</type><listen>unix:path=${socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_destination="*"/><allow send_type="*"/><allow receive_type="*"/></policy></busconfig>`;

/* Runs in the namespace: the printer, then whatever comes as lines of shell on standard input. */
const HOUSE = `
set -u
export PATH="$PATH:/usr/sbin:/sbin" DBUS_SYSTEM_BUS_ADDRESS="unix:path=$HOUSE/bus"
ip link set lo up && mount -t tmpfs tmpfs /run || exit 3
dbus-daemon --config-file="$HOUSE/bus.conf" --nofork --nopidfile 2>"$HOUSE/bus.log" & bus=$!
avahi=; printer=
trap 'kill $printer $avahi $bus 2>/dev/null; wait' EXIT
n=0
until [ -S "$HOUSE/bus" ] || [ $((n += 1)) -gt 200 ]; do sleep 0.1; done
avahi-daemon --no-drop-root --no-rlimits --no-chroot --no-proc-title -f /dev/null >"$HOUSE/avahi.log" 2>&1 & avahi=$!
until [ -e /run/avahi-daemon/socket ] || [ $((n += 1)) -gt 400 ]; do sleep 0.1; done
ippeveprinter -n localhost -p 8631 -d "$HOUSE/spool" -k -f application/pdf -c "$HOUSE/command" Test >"$HOUSE/printer.log" 2>&1 & printer=$!
echo ready
while read -r line; do eval "$line"; done
`;

const reason = why_not();
if (reason)
	end([`ippeveprinter: ${reason}`]);

const hub = await Hub.start(certified_event());
const file = (name) => path.join(hub.data, name);
const where = ["yongkang-2018", "--data", hub.data];
await publish(hub);
await key_make(file("key"));
for (const name of ["house", "house/spool", "pages"])
	fs.mkdirSync(file(name));
fs.writeFileSync(file("house/bus.conf"), BUS(file("house/bus")));
/* What "prints": out of paper while there is a file `empty`; a job that fails while there is one `fails`. */
fs.writeFileSync(file("house/command"), `#!/bin/sh
if [ -e ${file("house/empty")} ]; then
	echo 'STATE: +media-empty-error' >&2
	while [ -e ${file("house/empty")} ]; do sleep 0.1; done
	echo 'STATE: -media-empty-error' >&2
fi
[ ! -e ${file("house/fails")} ]
`, { mode: 0o755 });
await run(["certificate", "issue", ...where, "--key", file("key"), "--host", "cert.example.org", "--split", file("pages")], { env: { ...process.env, ...PASSPHRASE } });
const numbers = fs.readdirSync(file("pages")).sort().map((name) => name.replace(".pdf", ""));

const house = spawn("unshare", ["-nm", "sh", "-c", HOUSE], { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, HOUSE: file("house") } });
const gone = new Promise((done) => house.on("close", done));
let out = "", turn = 0;
house.stdout.on("data", (text) => (out += text));
const log = (name) => (fs.existsSync(file(`house/${name}`)) ? fs.readFileSync(file(`house/${name}`), "utf8") : "");

/* Prints in there; {code, out, err} once it has ended. `meanwhile` is told what was said so far. */
async function print(words, meanwhile = () => {}) {
	const mark = `turn-${++turn}`, said = file(mark);
	const quoted = [PROGRAM, "certificate", "print", ...where, "--printer", URI, ...words].map((word) => `'${word}'`).join(" ");
	house.stdin.write(`${quoted} >${said} 2>${said}.err; echo ${mark} $?\n`);
	await until("the end of printing", async () => {
		await meanwhile(fs.existsSync(said) ? fs.readFileSync(said, "utf8") : "");
		return new RegExp(`${mark} \\d+\n`).test(out);
	});
	return { code: Number(new RegExp(`${mark} (\\d+)`).exec(out)[1]), out: fs.readFileSync(said, "utf8"), err: fs.readFileSync(`${said}.err`, "utf8") };
}

async function copies_of(number) {
	const { out: lines } = await run(["certificate", "register", ...where, "--format", "json"]);
	return lines.trim().split("\n").map((line) => JSON.parse(line)).find(({ id }) => id === number).copies.length;
}

/* "yes" where it listens on port 8631 (0x21B7), "wait" while it may still come to that, "no". */
async function answers() {
	const mark = `look-${++turn}`;
	house.stdin.write(`if grep -q ':21B7 ' /proc/net/tcp /proc/net/tcp6; then echo ${mark} yes; elif kill -0 $printer 2>/dev/null; then echo ${mark} wait; else echo ${mark} no; fi\n`);
	await until("the printer's port", () => new RegExp(`${mark} \\w+\n`).test(out));
	return new RegExp(`${mark} (\\w+)`).exec(out)[1];
}

let state = "wait";
await until("the printer", async () => out.includes("ready") || house.exitCode !== null, START_MS);
for (const last = Date.now() + START_MS; state === "wait" && house.exitCode === null && Date.now() < last; await new Promise((done) => setTimeout(done, 200)))
	state = await answers();
if (state !== "yes") {
	const why = [log("printer.log"), log("avahi.log"), log("bus.log")].map((text) => text.trim().split("\n").at(-1)).filter((text) => text).join("; ");
	house.stdin.end();
	await gone;
	await hub.clean();
	end([`ippeveprinter: it does not start here (${why})`]);
}

await test("all of them: what it spooled is what `again` makes, byte for byte", async () => {
	const { code, out: said, err } = await print([]);
	assert.equal(err, "");
	assert.equal(code, 0);
	assert.match(said, /printed 6, left out 0\n$/);
	const spooled = fs.readdirSync(file("house/spool")).filter((name) => name.endsWith(".pdf"));
	assert.equal(spooled.length, 6);
	const made = numbers.map((number) => fs.readFileSync(path.join(file("pages"), `${number}.pdf`)));
	for (const name of spooled)
		assert.ok(made.some((bytes) => bytes.equals(fs.readFileSync(path.join(file("house/spool"), name)))), name);
	assert.match(execFileSync("pdfinfo", [path.join(file("house/spool"), spooled[0])], { encoding: "utf8" }), /Pages: +1/);
});

await test("out of paper is told in its words, and printing goes on when there is some", async () => {
	fs.writeFileSync(file("house/empty"), "");
	const { code, out: said } = await print([numbers[0]], (so_far) => so_far.includes("media-empty") && fs.rmSync(file("house/empty"), { force: true }));
	assert.equal(code, 0);
	assert.match(said, /media-empty/);
	assert.equal(await copies_of(numbers[0]), 2);
});

await test("a job that it gives up is no copy", async () => {
	fs.writeFileSync(file("house/fails"), "");
	const { code, err } = await print([numbers[1]]);
	assert.equal(code, 1);
	assert.match(err, new RegExp(`^touchstone certificate print: ${numbers[1]}: the printer gave the job up: .*aborted`));
	assert.equal(await copies_of(numbers[1]), 1);
});

house.stdin.end();
await gone;
await hub.clean();
end();
