// What all kernels share. CUDA C without headers and without libdevice; build.sh joins this file and the others into one compilation.
//
// A kernel takes one struct by value. A value is a View: images that are contiguous in C order, `stride` floats apart. blockIdx.y is the
// image, blockIdx.x and the 256 threads of a block run over the elements of an image. No atomics: every element is written by one thread,
// and sums have one order, so results are the same in every run. Multiplications and additions are fused only where a fma is written.
//
// The struct is copied at the start, so that the PTX reads its fields by name and offset.
#define KERNEL(name, Arguments) \
    DEV void name##_body(Arguments a); \
    extern "C" __attribute__((global)) void name(Arguments a) { name##_body(a); } \
    DEV void name##_body(Arguments a)
#define DEV static inline __attribute__((device, always_inline))
#define SHARED __attribute__((shared)) static
#define BARRIER __syncthreads()
#define THREADS 256u
#define TID ((unsigned)__nvvm_read_ptx_sreg_tid_x())
#define BLOCK ((unsigned)__nvvm_read_ptx_sreg_ctaid_x())
#define BLOCKS ((unsigned)__nvvm_read_ptx_sreg_nctaid_x())
#define IMAGES(n) \
    unsigned n = (unsigned)__nvvm_read_ptx_sreg_ctaid_y(); n < (unsigned)a.images; n += (unsigned)__nvvm_read_ptx_sreg_nctaid_y()
#define EACH(i, count) unsigned i = BLOCK * THREADS + TID; i < (unsigned)(count); i += BLOCKS * THREADS

typedef unsigned char u8;
typedef unsigned long u64;
typedef float float4 __attribute__((ext_vector_type(4)));

struct View { float* data; long stride; };

// What a kernel found wrong: the first fault of a pass stays. The host clears it.
struct Fault { int code, element; float value; };

DEV float* image_of(View v, unsigned n) { return v.data + (long)n * v.stride; }

// The element of a number in C order over all images.
DEV float* element_of(View v, unsigned i, unsigned count) { return v.data + (long)(i / count) * v.stride + i % count; }

// Whether every image of a view begins at 16 bytes. No view at all does.
DEV bool is_aligned(View v) { return (((u64)v.data | (u64)v.stride << 2) & 15) == 0; }
DEV bool is_aligned_pointer(const void* p) { return ((u64)p & 15) == 0; }

DEV int min_int(int a, int b) { return a < b ? a : b; }
DEV int max_int(int a, int b) { return a > b ? a : b; }

// The larger one; NaN if there is one.
DEV float max_float(float a, float b) { return a > b || a != a ? a : b; }

DEV float infinity() { return __builtin_inff(); }
DEV float not_a_number() { return __builtin_nanf(""); }

DEV float float_of(unsigned bits) { union { unsigned u; float f; } u = { bits }; return u.f; }
DEV unsigned bits_of(float f) { union { float f; unsigned u; } u = { f }; return u.u; }
DEV double double_of(u64 bits) { union { u64 u; double d; } u = { bits }; return u.d; }
DEV u64 double_bits_of(double d) { union { double d; u64 u; } u = { d }; return u.u; }

// Four elements of an image that begin at a multiple of four; fewer at its end. `is_whole` says that there are four and that they begin at
// 16 bytes.
DEV float4 load4(const float* x, unsigned i, unsigned count, bool is_whole) {
    if (is_whole) return *(const float4*)(x + i);
    float4 v = { 0, 0, 0, 0 };
    v.x = x[i];
    if (i + 1 < count) v.y = x[i + 1];
    if (i + 2 < count) v.z = x[i + 2];
    if (i + 3 < count) v.w = x[i + 3];
    return v;
}
DEV void store4(float* y, unsigned i, unsigned count, bool is_whole, float4 v) {
    if (is_whole) { *(float4*)(y + i) = v; return; }
    y[i] = v.x;
    if (i + 1 < count) y[i + 1] = v.y;
    if (i + 2 < count) y[i + 2] = v.z;
    if (i + 3 < count) y[i + 3] = v.w;
}

// Which of `channels` values serves an element, for elements one behind the other.
struct Channel { unsigned plane, channels, channel, position; };
DEV Channel channel_of(unsigned i, unsigned plane, unsigned channels) {
    Channel c = { plane, channels, i / plane, 0 };
    c.position = i - c.channel * plane;
    if (c.channel >= channels) c.channel %= channels;
    return c;
}
DEV void next_channel(Channel& c) {
    if (++c.position < c.plane) return;
    c.position = 0;
    if (++c.channel == c.channels) c.channel = 0;
}
// One value a channel for four elements.
DEV float4 channel4(const float* values, Channel c, unsigned left) {
    float v = values[c.channel];
    float4 four = { v, v, v, v };
    if (c.position + 4 <= c.plane) return four;
    next_channel(c); if (left > 1) four.y = values[c.channel];
    next_channel(c); if (left > 2) four.z = values[c.channel];
    next_channel(c); if (left > 3) four.w = values[c.channel];
    return four;
}

// The gradient that leaves a rectifier of a given derivative: ReluRule.
DEV float through(int rule, float g, float derivative) {
    if (rule == 0) return g * derivative;
    return g > 0 ? rule == 1 ? g * derivative : g : 0;
}

// Sums and maxima over vectors: a block has `positions` vectors (a power of two) and 256 / positions threads for each, which lie
// `positions` apart. Each thread gets the result of its vector; sums are a tree of one shape.
DEV double sum_of_lanes(double* shared, double v, unsigned positions) {
    shared[TID] = v;
    BARRIER;
    for (unsigned k = THREADS / 2; k >= positions; k >>= 1) {
        if (TID < k) shared[TID] += shared[TID + k];
        BARRIER;
    }
    double sum = shared[TID & (positions - 1)];
    BARRIER;
    return sum;
}
DEV float max_of_lanes(float* shared, float v, unsigned positions) {
    shared[TID] = v;
    BARRIER;
    for (unsigned k = THREADS / 2; k >= positions; k >>= 1) {
        if (TID < k) shared[TID] = max_float(shared[TID], shared[TID + k]);
        BARRIER;
    }
    float largest = shared[TID & (positions - 1)];
    BARRIER;
    return largest;
}

// e^r for |r| ≤ ln 2 / 2, less 1.
DEV float exp_less_one_near_zero(float r) {
    float p = 1.9841270e-4f;
    p = __builtin_fmaf(p, r, 1.3888889e-3f);
    p = __builtin_fmaf(p, r, 8.3333333e-3f);
    p = __builtin_fmaf(p, r, 4.1666667e-2f);
    p = __builtin_fmaf(p, r, 1.6666667e-1f);
    p = __builtin_fmaf(p, r, 0.5f);
    return __builtin_fmaf(p * r, r, r);
}
// 2^n for −126 ≤ n ≤ 127.
DEV float power_of_two(int n) { return float_of((unsigned)(n + 127) << 23); }

// e^x to 2e-7 relative, with subnormal results.
DEV float exp_float(float x) {
    if (!(x <= 88.8f)) return x != x ? x : infinity();
    if (x < -104) return 0;
    float n = __builtin_rintf(x * 1.44269504f);
    float r = __builtin_fmaf(n, -0.693145752f, x);
    r = __builtin_fmaf(n, -1.42860677e-6f, r);
    int e = (int)n, half = e / 2;
    return (exp_less_one_near_zero(r) + 1) * power_of_two(half) * power_of_two(e - half);
}
// e^x − 1 of x ≤ 0, to 3e-7 relative.
DEV float exp_less_one(float x) {
    if (!(x >= -25)) return x != x ? x : -1;
    float n = __builtin_rintf(x * 1.44269504f);
    float r = __builtin_fmaf(n, -0.693145752f, x);
    r = __builtin_fmaf(n, -1.42860677e-6f, r);
    float two = power_of_two((int)n);
    return __builtin_fmaf(two, exp_less_one_near_zero(r), two - 1);
}
DEV float sigmoid(float x) {
    float e = exp_float(x < 0 ? x : -x);
    return (x < 0 ? e : 1) / (1 + e);
}
DEV float tanh_float(float x) {
    float e = exp_less_one(-2 * __builtin_fabsf(x));
    return float_of(bits_of(__builtin_fabsf(e / (2 + e))) | (bits_of(x) & 0x80000000));
}
// b^e of b ≥ 0, to 1e-6 relative where the result is between 1e-9 and 1e9; of what is below 0 it is NaN.
DEV float power_float(float b, float e) {
    if (!(b >= 0)) return not_a_number();
    if (e == 0) return 1;
    if (b == 0 || b == infinity()) return (b == 0) == (e > 0) ? 0 : infinity();
    int exponent = -127;
    if (b < 1.17549435e-38f) { b *= 16777216; exponent -= 24; }
    unsigned bits = bits_of(b);
    exponent += (int)(bits >> 23);
    float m = float_of((bits & 0x7fffff) | 0x3f800000);
    if (m > 1.41421356f) { m *= 0.5f; exponent++; }
    float s = (m - 1) / (m + 1), z = s * s;
    float p = 0.11111111f;
    p = __builtin_fmaf(p, z, 0.14285714f);
    p = __builtin_fmaf(p, z, 0.2f);
    p = __builtin_fmaf(p, z, 0.33333333f);
    p = __builtin_fmaf(p * z, s, s) * 2;
    float t = e * __builtin_fmaf(p, 1.44269504f, (float)exponent);
    if (t > 128) return infinity();
    if (t < -149) return 0;
    float n = __builtin_rintf(t);
    int whole = (int)n, half = whole / 2;
    return (exp_less_one_near_zero((t - n) * 0.69314718f) + 1) * power_of_two(half) * power_of_two(whole - half);
}

// e^x in double; 0 below e^−700, which is 0 in float too.
DEV double exp_double(double x) {
    if (!(x <= 709)) return x != x ? x : (double)infinity();
    if (x < -700) return 0;
    double n = __builtin_rint(x * 1.4426950408889634);
    double r = __builtin_fma(n, -6.93147180369123816490e-01, x);
    r = __builtin_fma(n, -1.90821492927058770002e-10, r);
    double p = 1.6059043836821614e-10;
    p = __builtin_fma(p, r, 2.0876756987868099e-09);
    p = __builtin_fma(p, r, 2.5052108385441719e-08);
    p = __builtin_fma(p, r, 2.7557319223985891e-07);
    p = __builtin_fma(p, r, 2.7557319223985891e-06);
    p = __builtin_fma(p, r, 2.4801587301587302e-05);
    p = __builtin_fma(p, r, 1.9841269841269841e-04);
    p = __builtin_fma(p, r, 1.3888888888888889e-03);
    p = __builtin_fma(p, r, 8.3333333333333333e-03);
    p = __builtin_fma(p, r, 4.1666666666666667e-02);
    p = __builtin_fma(p, r, 1.6666666666666667e-01);
    p = __builtin_fma(p, r, 0.5);
    p = __builtin_fma(p * r, r, r) + 1;
    // 2^1023 and less, in two steps.
    long e = (long)n, half = e / 2;
    return p * double_of((u64)(half + 1023) << 52) * double_of((u64)(e - half + 1023) << 52);
}
// The natural logarithm in double.
DEV double log_double(double x) {
    if (!(x > 0)) return x == 0 ? -(double)infinity() : (double)not_a_number();
    if (x == (double)infinity()) return x;
    long e = -1023;
    if (x < 2.2250738585072014e-308) { x *= 18014398509481984.0; e -= 54; }
    u64 bits = double_bits_of(x);
    e += (long)(bits >> 52);
    double m = double_of((bits & 0xfffffffffffffUL) | 0x3ff0000000000000UL);
    if (m > 1.4142135623730951) { m *= 0.5; e++; }
    double s = (m - 1) / (m + 1), z = s * s;
    double p = 4.7619047619047619e-02;
    p = __builtin_fma(p, z, 5.2631578947368421e-02);
    p = __builtin_fma(p, z, 5.8823529411764705e-02);
    p = __builtin_fma(p, z, 6.6666666666666667e-02);
    p = __builtin_fma(p, z, 7.6923076923076923e-02);
    p = __builtin_fma(p, z, 9.0909090909090909e-02);
    p = __builtin_fma(p, z, 1.1111111111111111e-01);
    p = __builtin_fma(p, z, 1.4285714285714285e-01);
    p = __builtin_fma(p, z, 0.2);
    p = __builtin_fma(p, z, 3.3333333333333333e-01);
    p = 2 * __builtin_fma(p * z, s, s);
    double whole = (double)e;
    return __builtin_fma(whole, 6.93147180369123816490e-01, __builtin_fma(whole, 1.90821492927058770002e-10, p));
}
// The C library's pow.
DEV double power_double(double x, double y) {
    if (y == 0 || x == 1) return 1;
    if (x != x || y != y) return (double)not_a_number();
    double size = __builtin_fabs(x), power = size == 1 ? 1 : exp_double(y * log_double(size));
    if (!(double_bits_of(x) >> 63)) return power;
    if (__builtin_floor(y) != y) return x == 0 || size == (double)infinity() ? power : (double)not_a_number();
    bool is_odd = __builtin_fabs(y) < 9007199254740992.0 && ((long)y & 1);
    return is_odd ? -power : power;
}
