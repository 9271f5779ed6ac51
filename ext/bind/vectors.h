/* vectors.h: callbacks of the functions over vectors, one value per example. */
#ifndef LOGITS_BIND_VECTORS_H
#define LOGITS_BIND_VECTORS_H

#include "functions.h"

ScalarCallback vectors_softmax, vectors_log_softmax, vectors_sigmoid, vectors_scale, vectors_mask,
    vectors_logsumexp, vectors_softmax_max, vectors_softmax_margin, vectors_softmax_entropy,
    vectors_argmax, vectors_topk, vectors_rank, vectors_xent, vectors_at, vectors_size,
    vectors_pack, vectors_unpack;

#endif
