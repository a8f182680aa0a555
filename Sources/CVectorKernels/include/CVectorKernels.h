void mneme_kernels_stub(void);
