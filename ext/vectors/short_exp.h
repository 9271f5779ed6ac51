/* short_exp.h: the polynomial of the short e^r in kernel_body.h:
** e^r = 1 + SHORT_EXP_1 r + ... + SHORT_EXP_7 r^7 for |r| <= 0.3466, with a relative
** error of at most 2^-34.3.
**
** Printed by tests/generate/short_exp.c; a test compares the two.
*/
#ifndef LOGITS_VECTORS_SHORT_EXP_H
#define LOGITS_VECTORS_SHORT_EXP_H

#define SHORT_EXP_1 0x1.00000000e58afp+0
#define SHORT_EXP_2 0x1.000000424efd5p-1
#define SHORT_EXP_3 0x1.55555350a17f7p-3
#define SHORT_EXP_4 0x1.555481a8a28ccp-5
#define SHORT_EXP_5 0x1.11130b26bb269p-7
#define SHORT_EXP_6 0x1.6d9569b490b06p-10
#define SHORT_EXP_7 0x1.9e8eca3853d09p-13

#endif
