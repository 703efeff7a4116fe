// What translated kernels are made of: checked accesses, and the operations of PTX that C has not got as such.
#pragma once
#include "kernel.h"
#include <math.h>
#include <string.h>

#define CSG_LIKELY(x) __builtin_expect(!!(x), 1)
// Threads of a block are below CSG_SEVERAL, which stands for more than one.
enum { CSG_PHASE = 2048, CSG_SEVERAL = 2047 };
enum { CSG_ILLEGAL = 700, CSG_MISALIGNED = 716, CSG_FAILED = 719 };

static inline float csg_f32(uint32_t x)
{
    float f;
    memcpy(&f, &x, 4);
    return f;
}
static inline double csg_f64(uint64_t x)
{
    double f;
    memcpy(&f, &x, 8);
    return f;
}
static inline uint32_t csg_b32(float x)
{
    uint32_t b;
    memcpy(&b, &x, 4);
    return b;
}
static inline uint64_t csg_b64(double x)
{
    uint64_t b;
    memcpy(&b, &x, 8);
    return b;
}

// Accesses: the address the double may use. `site` remembers the allocation of last time.
static inline void* csg_global(csg_launch* L, csg_site* site, uint64_t a, uint32_t n, int store, int line)
{
    uint64_t at = a - site->low;
    if (!CSG_LIKELY(at < site->room && n <= site->room - at && (a & (n - 1)) == 0)) L->find(L, site, a, n, store, line);
    return (void*)(a + L->offset);
}

static __attribute__((noinline, unused)) void* csg_shared(csg_launch* L, uint64_t a, uint32_t n, int store, int line)
{
    if (!CSG_LIKELY(a < L->shared_bytes && n <= L->shared_bytes - a))
        L->fault(L, CSG_ILLEGAL, store ? "a store outside shared memory" : "a load outside shared memory", a, n, line);
    if (!CSG_LIKELY((a & (n - 1)) == 0)) L->fault(L, CSG_MISALIGNED, "a misaligned access to shared memory", a, n, line);
    uint64_t now = L->phase * CSG_PHASE + L->thread;
    for (uint64_t b = a; b < a + n; b++) {
        uint64_t writer = L->writers[b], reader = L->readers[b];
        if (store) {
            if (!CSG_LIKELY(reader / CSG_PHASE != L->phase || reader == now))
                L->fault(L, CSG_ILLEGAL, "a store to shared memory that another thread reads without a barrier between", a, n, line);
            L->writers[b] = now;
            continue;
        }
        if (!CSG_LIKELY(writer / CSG_PHASE >= L->first_phase))
            L->fault(L, CSG_ILLEGAL, "a load of shared memory that nobody wrote", a, n, line);
        if (!CSG_LIKELY(writer / CSG_PHASE != L->phase || writer == now))
            L->fault(L, CSG_ILLEGAL, "a load of shared memory that another thread writes without a barrier between", a, n, line);
        L->readers[b] = reader / CSG_PHASE != L->phase || reader == now ? now : L->phase * CSG_PHASE + CSG_SEVERAL;
    }
    return L->shared + a;
}

static __attribute__((noinline, unused)) void* csg_local(csg_launch* L, uint64_t a, uint32_t n, int store, int line)
{
    if (!CSG_LIKELY(a < L->local_bytes && n <= L->local_bytes - a))
        L->fault(L, CSG_ILLEGAL, store ? "a store outside local memory" : "a load outside local memory", a, n, line);
    if (!CSG_LIKELY((a & (n - 1)) == 0)) L->fault(L, CSG_MISALIGNED, "a misaligned access to local memory", a, n, line);
    return L->local + a;
}

static inline void* csg_generic(csg_launch* L, csg_site* site, uint64_t a, uint32_t n, int store, int line)
{
    if (a >> 56 == CSG_SHARED >> 56) return csg_shared(L, a - CSG_SHARED, n, store, line);
    if (a >> 56 == CSG_LOCAL >> 56) return csg_local(L, a - CSG_LOCAL, n, store, line);
    return csg_global(L, site, a, n, store, line);
}

static inline const void* csg_parameter(csg_launch* L, const unsigned char* start, uint64_t bytes, uint64_t a, uint32_t n, int line)
{
    uint64_t at = a - (uint64_t)(uintptr_t)start;
    if (!CSG_LIKELY(at < bytes && n <= bytes - at)) L->fault(L, CSG_ILLEGAL, "a load outside the parameters", at, n, line);
    return (const void*)(uintptr_t)a;
}

// Whole numbers. PTX leaves a division by zero open: here it is a fault.
#define CSG_DIVISION(T, name, lowest)                                                                                                      \
    static inline T csg_div_##name(csg_launch* L, T a, T b, int line)                                                                      \
    {                                                                                                                                      \
        if (b == 0) L->fault(L, CSG_FAILED, "a division by zero", 0, sizeof(T), line);                                                     \
        return lowest && b == (T)-1 ? (T)(0 - (uint64_t)a) : a / b;                                                                        \
    }                                                                                                                                      \
    static inline T csg_rem_##name(csg_launch* L, T a, T b, int line)                                                                      \
    {                                                                                                                                      \
        if (b == 0) L->fault(L, CSG_FAILED, "a division by zero", 0, sizeof(T), line);                                                     \
        return lowest && b == (T)-1 ? 0 : a % b;                                                                                           \
    }
CSG_DIVISION(int16_t, s16, 1)
CSG_DIVISION(uint16_t, u16, 0)
CSG_DIVISION(int32_t, s32, 1)
CSG_DIVISION(uint32_t, u32, 0)
CSG_DIVISION(int64_t, s64, 1)
CSG_DIVISION(uint64_t, u64, 0)

static inline uint32_t csg_brev32(uint32_t x)
{
    x = (x & 0x55555555) << 1 | (x >> 1 & 0x55555555);
    x = (x & 0x33333333) << 2 | (x >> 2 & 0x33333333);
    x = (x & 0x0f0f0f0f) << 4 | (x >> 4 & 0x0f0f0f0f);
    return __builtin_bswap32(x);
}
static inline uint64_t csg_brev64(uint64_t x) { return (uint64_t)csg_brev32((uint32_t)x) << 32 | csg_brev32((uint32_t)(x >> 32)); }
static inline uint32_t csg_clz32(uint32_t x) { return x ? __builtin_clz(x) : 32; }
static inline uint32_t csg_clz64(uint64_t x) { return x ? __builtin_clzll(x) : 64; }

static inline uint64_t csg_bfe(uint64_t a, uint32_t start, uint32_t count, int bits, int is_signed)
{
    start &= 0xff;
    count &= 0xff;
    uint32_t last = start + count - 1 < (uint32_t)bits ? start + count - 1 : (uint32_t)bits - 1;
    uint64_t sign = is_signed && count ? a >> last & 1 : 0, field = 0;
    for (int i = 0; i < bits; i++) field |= ((uint32_t)i < count && start + i < (uint32_t)bits ? a >> (start + i) & 1 : sign) << i;
    return field;
}

static inline uint64_t csg_bfi(uint64_t a, uint64_t b, uint32_t start, uint32_t count, int bits)
{
    start &= 0xff;
    count &= 0xff;
    for (uint32_t i = 0; i < count && start + i < (uint32_t)bits; i++)
        b = (b & ~(UINT64_C(1) << (start + i))) | (a >> i & 1) << (start + i);
    return b;
}

static inline uint32_t csg_prmt(uint32_t a, uint32_t b, uint32_t selectors)
{
    uint64_t all = (uint64_t)b << 32 | a;
    uint32_t result = 0;
    for (int i = 0; i < 4; i++) {
        uint32_t s = selectors >> 4 * i & 15, byte = (uint32_t)(all >> 8 * (s & 7)) & 255;
        if (s & 8) byte = byte & 128 ? 255 : 0;
        result |= byte << 8 * i;
    }
    return result;
}

// Floating point. One operand that is no number gives the other; −0 is below +0.
#define CSG_EXTREMES(T, name, bits)                                                                                                        \
    static inline T csg_min_##name(T a, T b) { return a != a ? b : b != b ? a : a < b ? a : b < a ? b : signbit(a) ? a : b; }              \
    static inline T csg_max_##name(T a, T b) { return a != a ? b : b != b ? a : a > b ? a : b > a ? b : signbit(a) ? b : a; }
CSG_EXTREMES(float, f32, 32)
CSG_EXTREMES(double, f64, 64)

// Approximate operations are made worse by their last bit, so that nothing is built on its being right.
static inline float csg_approximate(float x) { return isfinite(x) ? csg_f32(csg_b32(x) & ~1u) : x; }

// Conversions to whole numbers: what is no number gives 0, what is too large the largest.
#define CSG_TO_INTEGER(T, name, low, high)                                                                                                 \
    static inline T csg_to_##name(double x) { return x != x ? 0 : x <= (double)(low) ? (low) : x >= (double)(high) ? (high) : (T)x; }
CSG_TO_INTEGER(int8_t, s8, INT8_MIN, INT8_MAX)
CSG_TO_INTEGER(uint8_t, u8, 0, UINT8_MAX)
CSG_TO_INTEGER(int16_t, s16, INT16_MIN, INT16_MAX)
CSG_TO_INTEGER(uint16_t, u16, 0, UINT16_MAX)
CSG_TO_INTEGER(int32_t, s32, INT32_MIN, INT32_MAX)
CSG_TO_INTEGER(uint32_t, u32, 0, UINT32_MAX)
CSG_TO_INTEGER(int64_t, s64, INT64_MIN, INT64_MAX)
CSG_TO_INTEGER(uint64_t, u64, 0, UINT64_MAX)
