/* stub */
#include "hub/certificate_run.h"
int certificate_site(int argc, char **argv)
{
	(void)argc; (void)argv; return 2;
}
