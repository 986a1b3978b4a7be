#include "hub/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

static void find_name(X509 *certificate, char *name, size_t size)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
	for (int i = 0; i < sk_GENERAL_NAME_num(names) && name[0] == '\0'; i++) {
		const GENERAL_NAME *n = sk_GENERAL_NAME_value(names, i);
		if (n->type != GEN_DNS)
			continue;
		const char *text = (const char *)ASN1_STRING_get0_data(n->d.dNSName);
		size_t len = (size_t)ASN1_STRING_length(n->d.dNSName);
		if (len < size && memchr(text, '\0', len) == NULL && memchr(text, '*', len) == NULL)
			snprintf(name, size, "%.*s", (int)len, text);
	}
	GENERAL_NAMES_free(names);
}

/* What is wrong with them, NULL: nothing; *file is the one that it is about. */
static const char *find_fault(SSL_CTX *context, const char *certificate, const char *key, const char **file)
{
	*file = certificate;
	if (SSL_CTX_use_certificate_chain_file(context, certificate) != 1)
		return "cannot read a certificate from it (expected PEM)";
	const X509 *x509 = SSL_CTX_get0_certificate(context);
	if (X509_cmp_current_time(X509_get0_notBefore(x509)) > 0)
		return "the certificate is not valid yet: look at the machine's clock";
	if (X509_cmp_current_time(X509_get0_notAfter(x509)) < 0)
		return "the certificate has expired";
	*file = key;
	if (SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1)
		return "cannot read the certificate's key from it (expected PEM, without a password)";
	return NULL;
}

/* A key with a password is refused, not asked about. */
static int no_password(char *room, int size, int writing, void *user)
{
	(void)room, (void)size, (void)writing, (void)user;
	return -1;
}

bool tls_check(const char *certificate, const char *key, char *name, size_t name_size, char *fault, size_t size)
{
	const char *file = certificate;
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	const char *wrong = "TLS does not start";
	name[0] = '\0';
	if (context != NULL) {
		SSL_CTX_set_default_passwd_cb(context, no_password);
		wrong = find_fault(context, certificate, key, &file);
	}
	if (wrong == NULL)
		find_name(SSL_CTX_get0_certificate(context), name, name_size);
	else
		snprintf(fault, size, "%s: %s", file, wrong);
	SSL_CTX_free(context);
	ERR_clear_error();
	return wrong == NULL;
}
