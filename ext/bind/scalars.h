/* scalars.h: callbacks of the elementwise functions. */
#ifndef LOGITS_BIND_SCALARS_H
#define LOGITS_BIND_SCALARS_H

#include "functions.h"

ScalarCallback scalars_sigmoid, scalars_logit, scalars_log_sigmoid, scalars_softplus,
    scalars_softmax_prob, scalars_sigmoid_xent, scalars_uniform;

#endif
