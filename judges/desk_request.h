/*
 * desk_request.h - what chief, organiser and steward ask for; each becomes one entry.
 *
 *   phase   {"contest","stage","phase":"open","despite"?,"key"}
 *   status  {"contest","stage","competitor","status":"dns|dnf|dsq|ranked","reason","key"}
 *   adjust  {"contest","stage","competitor","points":"-1.5","reason","key"}
 *   order   {"contest","stage","kind":"order|lot|entered","values":{"012":"3"},"key"}
 *   screen  {"screen","scene":{"kind":"board","contest","stage"},"key"}
 *   draw    {"draw","contest" or "first","last" or "names":[...],"count","key"}: prizes; the randomness is made here, once
 *   freeze  {"contest","stage","frozen":true,"key"}: from now on the public sees it as it stands; false: as it is
 *   reveal  {"contest","stage","step":3,"key"}: so many steps of the ceremony are open
 *   return  {"contest","stage","module","competitor","attempt":1,"judge","version":1,"reason","key"}: a sheet goes back
 *   accept  {"contest","stage","module","competitor","attempt":1,"aspect","reason","key"}: judgements too far apart count
 *   unlock  {"contest","stage","to":"open|locked","reason","key"}: a stage is to go back
 *   agree   {"contest","stage","request":SEQ,"agreed":true,"reason","key"}: another person's answer to that
 *   recheck {"contest","stage","key"}: draws the list of results that must be looked at once more
 *   checked {"contest","stage","competitor","right":true,"what","key"}, and at the end {"contest","stage","done":true,"what","key"}
 *   appeal  {"contest","stage","competitor","text","key"}: a competitor's written appeal
 *   decide  {"contest","stage","appeal":SEQ,"decision","effect","reason","key"}: what becomes of it
 *   correct {"contest","stage","module","competitor","attempt":1,"judge","version":2,"marks","penalties","reason","key"}: a new version of it
 *   paper   {"contest","stage","module","competitor","attempt":1,"judge","version":1,"marks","penalties","signed":["judge"],"replaces"?:SEQ,"key"},
 *           or "withdrawn":true: a sheet that is on paper; the second person who types the same makes it count
 *   confirm {"contest","stage","judge"?,"upto":SEQ,"key"}: sheets that tablets sent again are looked at
 *   annul   {"id","reason","key"}: a certificate is revoked
 *   card    {"person","bound":false,"key"}: a new card, the earlier ones are void; request.token is for print, its hash for the ledger
 *   bind    {"person","act":"bind|move|free","key"}: the person's cards are good on one tablet only, on another one, on any
 *   revoke  {"person","key"}: all cards of a person end
 */
#ifndef JUDGES_DESK_REQUEST_H
#define JUDGES_DESK_REQUEST_H

#include "judges/request.h"

request_decode phase_request;
request_decode status_request;
request_decode adjust_request;
request_decode order_request;
request_decode screen_request;
request_decode freeze_request;
request_decode reveal_request;
request_decode return_request;
request_decode accept_request;
request_decode recheck_request;
request_decode checked_request;
request_decode unlock_request;
request_decode agree_request;
request_decode appeal_request;
request_decode draw_request;
request_decode decide_request;
request_decode correct_request;
request_decode paper_request;
request_decode confirm_request;
request_decode annul_request;
request_decode sign_request;
request_decode card_request;
request_decode bind_request;
request_decode revoke_request;

#endif
