#include "CVectorKernels.h"
void mneme_kernels_stub(void) {}
