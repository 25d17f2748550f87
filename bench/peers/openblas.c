// Answers "kernel n seconds" lines on stdin with the CPU seconds of one call, measured over at least that long.
// cc -O2 openblas.c -o openblas -lopenblas; OPENBLAS_CORETYPE chooses the kernels, OPENBLAS_NUM_THREADS=1.
#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

extern void dpotrf_(const char *, const int *, double *, const int *, int *);
extern void dgetrf_(const int *, const int *, double *, const int *, int *, int *);
extern void dsytrf_(const char *, const int *, double *, const int *, int *, double *, const int *, int *);

static double *a, *b, *c, *x, *y, *work;
static int *pivots;

static double cpu(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

// The matrices are copied before each factorization, by us and by the other side alike.
static void call(const char *kernel, int n) {
  int info, size = 64 * n;
  if (!strcmp(kernel, "gemm")) cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, a, n, b, n, 0, c, n);
  else if (!strcmp(kernel, "syrk")) cblas_dsyrk(CblasRowMajor, CblasLower, CblasTrans, n, n, 1, a, n, 0, c, n);
  else if (!strcmp(kernel, "trsm")) {
    memcpy(c, b, 8l * n * n);
    cblas_dtrsm(CblasRowMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, n, n, 1, a, n, c, n);
  } else if (!strcmp(kernel, "gemv")) cblas_dgemv(CblasRowMajor, CblasNoTrans, n, n, 1, a, n, x, 1, 0, y, 1);
  else if (!strcmp(kernel, "gemvT")) cblas_dgemv(CblasRowMajor, CblasTrans, n, n, 1, a, n, x, 1, 0, y, 1);
  else if (!strcmp(kernel, "dot")) y[0] = cblas_ddot(n, x, 1, y + n, 1);
  else {
    memcpy(c, a, 8l * n * n);
    // The upper triangle of the column-major matrix is the lower one of ours.
    if (!strcmp(kernel, "cholesky")) dpotrf_("U", &n, c, &n, &info);
    else if (!strcmp(kernel, "lu")) dgetrf_(&n, &n, c, &n, pivots, &info);
    else if (!strcmp(kernel, "ldlt")) dsytrf_("U", &n, c, &n, pivots, work, &size, &info);
  }
}

int main(void) {
  const int most = 1024;
  size_t bytes = 8ul * most * most;
  a = aligned_alloc(64, bytes), b = aligned_alloc(64, bytes), c = aligned_alloc(64, bytes);
  x = calloc(2 * most, 8), y = calloc(2 * most, 8), work = calloc(64 * most, 8), pivots = calloc(most, sizeof(int));
  char kernel[32];
  int n;
  double seconds;
  while (scanf("%31s %d %lf", kernel, &n, &seconds) == 3) {
    srand48(1);
    for (int i = 0; i < n * n; i++) a[i] = drand48() - 0.5, b[i] = drand48() - 0.5;
    for (int i = 0; i < n; i++) a[i * (n + 1)] += n, x[i] = y[n + i] = drand48();
    long count = 1;
    double spent = 0;
    for (;;) {
      double start = cpu();
      for (long i = 0; i < count; i++) call(kernel, n);
      spent = cpu() - start;
      if (spent >= seconds) break;
      count = spent > seconds / 50 ? 1 + (long)(1.1 * count * seconds / spent) : count * 8;
    }
    printf("%.9e\n", spent / count);
    fflush(stdout);
  }
  return 0;
}
