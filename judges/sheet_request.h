/*
 * sheet_request.h - a judge's sheet: {"contest","stage","module","competitor","attempt":1,"version":1,"marks":{"A1":"8.5"},
 * "penalties":{"late":"1"},"key":"..."}.
 *
 * Refused with a sentence: somebody else's sheet, a module that is not the judge's, an aspect that this judge does not mark,
 * a number out of range or off its step, a competitor who is not in the stage, a stage that is not open, a version that is
 * not the next one.
 */
#ifndef JUDGES_SHEET_REQUEST_H
#define JUDGES_SHEET_REQUEST_H

#include "judges/request.h"

request_decode sheet_request;

#endif
