/* Certificates for tests: self-signed, as an organiser's own authority would make one. */
import { execFileSync } from "node:child_process";
import path from "node:path";

/* Writes NAME.pem and NAME.key into a folder; gives both paths. */
export function make_certificate(folder, name, { names = "DNS:hub.test,IP:127.0.0.1", days = 2, password } = {}) {
	const certificate = path.join(folder, `${name}.pem`), key = path.join(folder, `${name}.key`);
	execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", ...(password ? ["-passout", `pass:${password}`] : ["-nodes"]),
		"-keyout", key, "-out", certificate, "-days", String(days), "-subj", "/CN=hub.test", "-addext", `subjectAltName=${names}`], { stdio: "pipe" });
	return { certificate, key };
}
