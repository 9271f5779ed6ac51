/* plots.h: callbacks of the pictures: plot_reliability, plot_roc. */
#ifndef LOGITS_BIND_PLOTS_H
#define LOGITS_BIND_PLOTS_H

#include "functions.h"

ScalarCallback plots_reliability, plots_roc;

#endif
