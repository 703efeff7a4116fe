// Functions of one element. What float cannot hold to the last digits is computed in double, as the oracle does.
struct ElementwiseArguments {
    View x, y, dy, dx;
    double p, q, r; // what the function says
    int function, rule, add, count, images;
};
enum { ABS_VAL, ELU, EXP, LOG, POWER, SIGMOID, TANH };

// Power's base: no shift of 0 is added, so −0 stays negative.
DEV double shifted(double scale, double shift, double x) { return shift == 0 ? scale * x : shift + scale * x; }

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
                default: v = (float)(g * (1 - (double)y * y)); break;
            }
            to[i] = a.add ? to[i] + v : v;
        }
    }
}
