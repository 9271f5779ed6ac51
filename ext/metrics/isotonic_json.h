/* isotonic_json.h: an isotonic fit as JSON text, the form in which fit_isotonic hands it on.
**
**     {"x":[-1.5,0.25,0.5],"y":[0.0,0.0,1.0]}
**
** Both members have to be there, in any order, each once, with as many elements, at least one. x is
** finite and rises; y is from 0 to 1 and never falls. Everything else is a fault. Time is linear in
** the text, memory is 16 bytes per point.
*/
#ifndef LOGITS_METRICS_ISOTONIC_JSON_H
#define LOGITS_METRICS_ISOTONIC_JSON_H

#include "../base/strict.h"

#include "../formats/jsonarray.h"
#include "isotonic.h"

/* `fit` is zeroed. False: see fault; there is nothing to clear. */
bool isotonic_json_read(const char *text, size_t size, Isotonic *fit, JsonFault *fault,
                        MemoryResize *resize, const Stop *stop);

#endif
