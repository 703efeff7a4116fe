// Functions of one element. What float cannot hold to the last digits is computed in double, as the oracle does.
struct ElementwiseArguments {
    View x, y, dy, dx;
    double p, q, r; // what the function says
    int function, rule, add, count, images;
};
enum { ABS_VAL, ELU, EXP, LOG, POWER, SIGMOID, TANH, ATAN, BNLL, CLIP, HARD_SIGMOID, HARD_SWISH, LIMITED_RELU, SWISH, THRESHOLD };

// Power's base: no shift of 0 is added, so −0 stays negative.
DEV double shifted(double scale, double shift, double x) { return shift == 0 ? scale * x : shift + scale * x; }

// The arc tangent: angles beyond π/8 are turned, then it is a series in powers of at most √2 − 1.
DEV double atan_double(double x) {
    double size = __builtin_fabs(x), turned = 0;
    if (size > 2.414213562373095) { turned = 1.5707963267948966; size = -1 / size; }
    else if (size > 0.4142135623730950) { turned = 0.78539816339744831; size = (size - 1) / (size + 1); }
    double z = size * size, p = 0.037037037037037035;
    p = __builtin_fma(-p, z, 0.04); p = __builtin_fma(-p, z, 0.043478260869565216); p = __builtin_fma(-p, z, 0.047619047619047616);
    p = __builtin_fma(-p, z, 0.052631578947368418); p = __builtin_fma(-p, z, 0.058823529411764705);
    p = __builtin_fma(-p, z, 0.066666666666666666); p = __builtin_fma(-p, z, 0.076923076923076927);
    p = __builtin_fma(-p, z, 0.090909090909090912); p = __builtin_fma(-p, z, 0.11111111111111111);
    p = __builtin_fma(-p, z, 0.14285714285714285); p = __builtin_fma(-p, z, 0.2); p = __builtin_fma(-p, z, 0.33333333333333333);
    double angle = turned + __builtin_fma(-p * z, size, size);
    return double_of(double_bits_of(angle) | (double_bits_of(x) & 0x8000000000000000UL));
}
DEV double gate_of(double x) { return 1 / (1 + exp_double(-x)); }
// x limited to p … q, by comparisons as those of Caffe's.
DEV double clipped(double x, double p, double q) {
    double limited = q < x ? q : x;
    return p < limited ? limited : p;
}

KERNEL(elementwise, ElementwiseArguments) {
    for (IMAGES(image)) {
        const float* from = image_of(a.x, image); float* to = image_of(a.y, image);
        for (EACH(i, a.count)) {
            float x = from[i], y;
            switch (a.function) {
                case ABS_VAL: y = __builtin_fabsf(x); break;
                case ELU: y = x > 0 ? x : (float)a.p * exp_less_one(x); break; // p: alpha
                case EXP: y = (float)exp_double(a.p * (a.r + a.q * x)); break; // p: ln of the base; q: scale; r: shift
                case LOG: y = (float)(log_double(a.r + a.q * x) / a.p); break;
                case POWER: y = (float)power_double(shifted(a.q, a.r, x), a.p); break; // p: exponent
                case SIGMOID: y = sigmoid(x); break;
                case ATAN: y = (float)atan_double(x); break;
                case BNLL: y = (float)(x > 0 ? x + log_double(1 + exp_double(-x)) : log_double(1 + exp_double(x))); break;
                case CLIP: y = (float)clipped(x, a.p, a.q); break;
                case HARD_SIGMOID: { double t = a.p * x + a.q; y = t < 0 ? 0 : t > 1 ? 1 : (float)t; break; }
                case HARD_SWISH: { double t = (double)x + 3; y = (float)(x * (t < 0 ? 0 : t > 6 ? 6 : t) / 6); break; }
                case LIMITED_RELU: {
                    float positive = x < 0 ? 0 : x, t = a.p == 0 || x > 0 ? positive : positive + (float)a.p * x;
                    y = t > (float)a.q ? (float)a.q : t;
                    break;
                }
                case SWISH: y = (float)(x * gate_of(a.p * x)); break;
                case THRESHOLD: y = x > a.p ? 1 : 0; break;
                default: y = tanh_float(x); break;
            }
            to[i] = y;
        }
    }
}

KERNEL(elementwise_gradient, ElementwiseArguments) {
    for (IMAGES(image)) {
        const float* dy = image_of(a.dy, image); float* to = image_of(a.dx, image);
        // Which of both a function needs is there.
        const float* xs = a.x.data ? image_of(a.x, image) : 0; const float* ys = a.y.data ? image_of(a.y, image) : 0;
        for (EACH(i, a.count)) {
            float x = xs ? xs[i] : 0, y = ys ? ys[i] : 0, g = dy[i], v;
            switch (a.function) {
                case ABS_VAL: v = g * (x > 0 ? 1 : x < 0 ? -1 : 0); break;
                case ELU: v = through(a.rule, g, x > 0 ? 1 : (float)a.p * exp_float(x)); break;
                case EXP: v = (float)(g * (y * a.p * a.q)); break;
                case LOG: v = (float)(g * (a.q / ((a.r + a.q * x) * a.p))); break;
                case POWER: v = (float)(g * (a.p * a.q * power_double(shifted(a.q, a.r, x), a.p - 1))); break;
                case SIGMOID: v = g * (y * (1 - y)); break;
                case ATAN: v = (float)(g / (1 + (double)x * x)); break;
                case BNLL: v = (float)(g * gate_of(x)); break;
                case CLIP: v = g * (x >= a.p && x <= a.q ? 1 : 0); break;
                case HARD_SIGMOID: { float t = (float)(a.p * x + a.q); v = g * (t > 0 && t < 1 ? (float)a.p : 0); break; }
                case HARD_SWISH: v = (float)(g * (x >= 3 ? 1 : x > -3 ? (2 * (double)x + 3) / 6 : 0)); break;
                case LIMITED_RELU: v = through(a.rule, g, x > 0 ? (x < a.q ? 1 : 0) : (float)a.p); break;
                case SWISH: { double gate = gate_of(a.p * x); v = (float)(g * (gate * (1 + a.p * x * (1 - gate)))); break; }
                case THRESHOLD: v = 0; break;
                default: v = (float)(g * (1 - (double)y * y)); break;
            }
            to[i] = a.add ? to[i] + v : v;
        }
    }
}
