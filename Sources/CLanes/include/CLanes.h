/* Vector operations of the pair loop that the Swift compiler cannot yet be relied upon to keep in
   vector registers: selections, fused multiply-adds with a sign, sums over lanes, estimates of
   reciprocals. Everything else is Swift. The types are those that Swift calls SIMD8<Double> and
   SIMD16<Float>. */
#ifndef SCOUT_CLANES_H
#define SCOUT_CLANES_H

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

typedef double lanes_double2 __attribute__((ext_vector_type(2)));
typedef double lanes_double4 __attribute__((ext_vector_type(4)));
typedef double lanes_double8 __attribute__((ext_vector_type(8)));
typedef float lanes_float4 __attribute__((ext_vector_type(4)));
typedef float lanes_float8 __attribute__((ext_vector_type(8)));
typedef float lanes_float16 __attribute__((ext_vector_type(16)));
typedef long long lanes_long8 __attribute__((ext_vector_type(8)));
typedef int lanes_int8 __attribute__((ext_vector_type(8)));
typedef int lanes_int16 __attribute__((ext_vector_type(16)));

/* The widest vector instructions that the compiler was allowed to use. */
#if defined(__AVX512F__)
#define LANES_INSTRUCTION_SET "AVX-512"
#elif defined(__AVX2__)
#define LANES_INSTRUCTION_SET "AVX2"
#elif defined(__AVX__)
#define LANES_INSTRUCTION_SET "AVX"
#elif defined(__SSE2__)
#define LANES_INSTRUCTION_SET "SSE2"
#elif defined(__ARM_NEON)
#define LANES_INSTRUCTION_SET "NEON"
#else
#define LANES_INSTRUCTION_SET "scalar"
#endif

#define LANES static inline __attribute__((always_inline))

/* a b + c and c - a b, rounded once. */

LANES lanes_double8 lanes_fma_double(lanes_double8 a, lanes_double8 b, lanes_double8 c) {
  return __builtin_elementwise_fma(a, b, c);
}

LANES lanes_float16 lanes_fma_float(lanes_float16 a, lanes_float16 b, lanes_float16 c) {
  return __builtin_elementwise_fma(a, b, c);
}

LANES lanes_double8 lanes_fnma_double(lanes_double8 a, lanes_double8 b, lanes_double8 c) {
  return __builtin_elementwise_fma(-a, b, c);
}

LANES lanes_float16 lanes_fnma_float(lanes_float16 a, lanes_float16 b, lanes_float16 c) {
  return __builtin_elementwise_fma(-a, b, c);
}

/* a > b ? other : value. A number that is not one stays. */

LANES lanes_double8 lanes_replace_double(
    lanes_double8 value, lanes_double8 other, lanes_double8 a, lanes_double8 b) {
  return a > b ? other : value;
}

LANES lanes_float16 lanes_replace_float(
    lanes_float16 value, lanes_float16 other, lanes_float16 a, lanes_float16 b) {
  return a > b ? other : value;
}

/* x > limit ? -limit : x. */

LANES lanes_double4 lanes_reflect_double(lanes_double4 x, double limit) {
  return x > limit ? (lanes_double4)-limit : x;
}

LANES lanes_float4 lanes_reflect_float(lanes_float4 x, float limit) {
  return x > limit ? (lanes_float4)-limit : x;
}

/* Keeps the lanes whose bit is set and makes the others -1. */

LANES lanes_double8 lanes_keep_double(lanes_double8 value, unsigned bits) {
  const lanes_long8 lane = {1, 2, 4, 8, 16, 32, 64, 128};
  return ((lanes_long8)(long long)bits & lane) == 0 ? (lanes_double8)-1.0 : value;
}

LANES lanes_float16 lanes_keep_float(lanes_float16 value, unsigned bits) {
  const lanes_int16 lane = {1,   2,   4,    8,    16,   32,   64,    128,
                            256, 512, 1024, 2048, 4096, 8192, 16384, 32768};
  return ((lanes_int16)(int)bits & lane) == 0 ? (lanes_float16)-1.0f : value;
}

/* 1/x to rounding: an estimate of 14 bits, doubled by each of Newton's steps y += y (1 - x y). */

LANES lanes_double8 lanes_reciprocal_double(lanes_double8 x) {
#if defined(__AVX512F__)
  lanes_double8 y = (lanes_double8)_mm512_rcp14_pd((__m512d)x);
  y = lanes_fma_double(y, lanes_fnma_double(x, y, (lanes_double8)1.0), y);
  return lanes_fma_double(y, lanes_fnma_double(x, y, (lanes_double8)1.0), y);
#else
  return 1.0 / x;
#endif
}

LANES lanes_float16 lanes_reciprocal_float(lanes_float16 x) {
#if defined(__AVX512F__)
  lanes_float16 y = (lanes_float16)_mm512_rcp14_ps((__m512)x);
  return lanes_fma_float(y, lanes_fnma_float(x, y, (lanes_float16)1.0f), y);
#else
  return 1.0f / x;
#endif
}

/* Square roots, rounded correctly. */

LANES lanes_double8 lanes_sqrt_double(lanes_double8 x) { return __builtin_elementwise_sqrt(x); }

LANES lanes_float16 lanes_sqrt_float(lanes_float16 x) { return __builtin_elementwise_sqrt(x); }

/* 1/sqrt(x) to rounding: as the reciprocal, with Newton's steps y += y/2 (1 - x y^2). */

LANES lanes_double8 lanes_rsqrt_double(lanes_double8 x) {
#if defined(__AVX512F__)
  const lanes_double8 one = (lanes_double8)1.0;
  lanes_double8 y = (lanes_double8)_mm512_rsqrt14_pd((__m512d)x);
  y = lanes_fma_double(0.5 * y, lanes_fnma_double(x * y, y, one), y);
  return lanes_fma_double(0.5 * y, lanes_fnma_double(x * y, y, one), y);
#else
  return 1.0 / __builtin_elementwise_sqrt(x);
#endif
}

LANES lanes_float16 lanes_rsqrt_float(lanes_float16 x) {
#if defined(__AVX512F__)
  lanes_float16 y = (lanes_float16)_mm512_rsqrt14_ps((__m512)x);
  return lanes_fma_float(0.5f * y, lanes_fnma_float(x * y, y, (lanes_float16)1.0f), y);
#else
  return 1.0f / __builtin_elementwise_sqrt(x);
#endif
}

/* Nearest whole numbers, and 2^n for whole n between the exponents of normal numbers. */

LANES lanes_double8 lanes_round_double(lanes_double8 x) {
  return __builtin_elementwise_roundeven(x);
}

LANES lanes_float16 lanes_round_float(lanes_float16 x) {
  return __builtin_elementwise_roundeven(x);
}

LANES lanes_double8 lanes_power_of_two_double(lanes_double8 n) {
  lanes_long8 bits = __builtin_convertvector(n, lanes_long8);
  return (lanes_double8)((bits + 1023) << 52);
}

LANES lanes_float16 lanes_power_of_two_float(lanes_float16 n) {
  lanes_int16 bits = __builtin_convertvector(n, lanes_int16);
  return (lanes_float16)((bits + 127) << 23);
}

/* Sums over lanes, always in the same order. */

LANES double lanes_sum_double(lanes_double8 x) {
  const lanes_double4 four = x.lo + x.hi;
  const lanes_double2 two = four.lo + four.hi;
  return two.x + two.y;
}

LANES float lanes_sum_half_float(lanes_float8 x) {
  const lanes_float4 four = x.lo + x.hi;
  return (four.x + four.z) + (four.y + four.w);
}

LANES float lanes_sum_low_float(lanes_float16 x) { return lanes_sum_half_float(x.lo); }

LANES float lanes_sum_high_float(lanes_float16 x) { return lanes_sum_half_float(x.hi); }

/* The sums of four registers of eight lanes. */

LANES lanes_double4 lanes_fold_double(
    lanes_double8 a, lanes_double8 b, lanes_double8 c, lanes_double8 d) {
  const lanes_double8 ab = __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14) +
                           __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15);
  const lanes_double8 cd = __builtin_shufflevector(c, d, 0, 8, 2, 10, 4, 12, 6, 14) +
                           __builtin_shufflevector(c, d, 1, 9, 3, 11, 5, 13, 7, 15);
  const lanes_double8 four = __builtin_shufflevector(ab, cd, 0, 1, 8, 9, 4, 5, 12, 13) +
                             __builtin_shufflevector(ab, cd, 2, 3, 10, 11, 6, 7, 14, 15);
  return four.lo + four.hi;
}

/* The sums of the two halves of two registers of sixteen lanes. */

LANES lanes_float4 lanes_fold_float(lanes_float16 a, lanes_float16 b) {
  const lanes_float16 p =
      __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
  const lanes_float16 q =
      __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
  const lanes_float16 four = p + q;
  const lanes_float16 two =
      four + __builtin_shufflevector(four, four, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
  const lanes_float16 one =
      two + __builtin_shufflevector(two, two, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
  return __builtin_shufflevector(one, one, 0, 4, 8, 12);
}

/* The first two of four numbers, or the last two, in eight lanes each. */

LANES lanes_float16 lanes_spread_low_float(lanes_float4 x) {
  return __builtin_shufflevector(x, x, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
}

LANES lanes_float16 lanes_spread_high_float(lanes_float4 x) {
  return __builtin_shufflevector(x, x, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3);
}

/* Whether a < b in any lane. */

LANES _Bool lanes_any_below_double(lanes_double8 a, lanes_double8 b) {
  return __builtin_reduce_or(a < b) != 0;
}

LANES _Bool lanes_any_below_float(lanes_float16 a, lanes_float16 b) {
  return __builtin_reduce_or(a < b) != 0;
}

/* Two times eight numbers in single precision, and the sum of both halves back. */

LANES lanes_float16 lanes_narrow(lanes_double8 low, lanes_double8 high) {
  const lanes_float8 first = __builtin_convertvector(low, lanes_float8);
  const lanes_float8 second = __builtin_convertvector(high, lanes_float8);
  return __builtin_shufflevector(first, second, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

LANES lanes_double8 lanes_widen_sum(lanes_float16 x) {
  return __builtin_convertvector(x.lo, lanes_double8) +
         __builtin_convertvector(x.hi, lanes_double8);
}

/* A column of a table with rows of four numbers, one row for each lane. An index below zero or beyond
   the last row stands for the nearest row, and one that is not a number for the first. */

LANES lanes_double8 lanes_look_up_double(
    const double *table, lanes_double8 index, double last, int column) {
  index = index > 0.0 ? index : (lanes_double8)0.0;
  index = index < last ? index : (lanes_double8)last;
  const lanes_int8 at = 4 * __builtin_convertvector(index, lanes_int8) + column;
#if defined(__AVX512F__)
  return (lanes_double8)_mm512_i32gather_pd((__m256i)at, table, 8);
#else
  lanes_double8 found;
  for (int lane = 0; lane < 8; lane++) found[lane] = table[at[lane]];
  return found;
#endif
}

LANES lanes_float16 lanes_look_up_float(
    const float *table, lanes_float16 index, float last, int column) {
  index = index > 0.0f ? index : (lanes_float16)0.0f;
  index = index < last ? index : (lanes_float16)last;
  const lanes_int16 at = 4 * __builtin_convertvector(index, lanes_int16) + column;
#if defined(__AVX512F__)
  return (lanes_float16)_mm512_i32gather_ps((__m512i)at, table, 4);
#else
  lanes_float16 found;
  for (int lane = 0; lane < 16; lane++) found[lane] = table[at[lane]];
  return found;
#endif
}

/* The squared distance between two boxes with edges along the axes; the fourth lane is zero. */

LANES double lanes_box_gap(
    lanes_double4 low, lanes_double4 high, lanes_double4 other_low, lanes_double4 other_high) {
  const lanes_double4 gap = __builtin_elementwise_max(
      __builtin_elementwise_max(low - other_high, other_low - high), (lanes_double4)0.0);
  const lanes_double4 squares = gap * gap;
  return (squares.x + squares.y) + squares.z;
}

/* How far numbers lie outside of an interval. */

LANES lanes_double8 lanes_outside(
    lanes_double8 low, lanes_double8 high, lanes_double8 other_low, lanes_double8 other_high) {
  return __builtin_elementwise_max(
      __builtin_elementwise_max(low - other_high, other_low - high), (lanes_double8)0.0);
}

/* One bit for each lane with a <= b. */

LANES unsigned lanes_bits_not_above(lanes_double8 a, lanes_double8 b) {
  typedef _Bool lanes_bool8 __attribute__((ext_vector_type(8)));
  const lanes_bool8 near = __builtin_convertvector(a <= b, lanes_bool8);
  unsigned char bits;
  __builtin_memcpy(&bits, &near, 1);
  return bits;
}

#undef LANES

#endif
