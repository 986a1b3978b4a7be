/*
 * photograph.h - the QR codes in a photograph that a desk sends: the method `codes` {"data": base64 of a PNG or JPEG} -> {"texts":[...]}.
 *
 * For browsers that cannot read codes themselves. zbarimg does it, in a process of its own and on a worker thread of the loop; two
 * pictures at a time, more get `unavailable`.
 */
#ifndef HUB_PHOTOGRAPH_H
#define HUB_PHOTOGRAPH_H

#include "hub/rpc.h"

rpc_handler photograph_handle;

#endif
