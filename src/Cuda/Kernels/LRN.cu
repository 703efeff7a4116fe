// Local response normalization: y = x·base^−beta with base = k + scale·Σx² over neighboring channels, or over a window of the plane
// (then `scale` is divided by the window's area).
struct LrnArguments {
    View x, y, dy, dx;
    float* terms; // of the gradient: dy·x·base^(−beta − 1), images behind one another
    float scale, beta, k;
    float factor; // of the gradient: 2·scale·beta
    int channels, plane, h, w, size, before; // before: neighbors, or padding, in front of an element
    int add, images;
};

DEV float base_across(const float* x, unsigned channel, LrnArguments& a) {
    float squares = 0;
    int first = max_int(-(int)channel, -a.before), end = min_int(a.size - a.before, a.channels - (int)channel);
    for (int c = first; c < end; c++) { float v = x[c * a.plane]; squares = __builtin_fmaf(v, v, squares); }
    return __builtin_fmaf(a.scale, squares, a.k);
}
DEV float area_within(int h, int w, LrnArguments& a) {
    int top = h - a.before, left = w - a.before;
    return (float)((min_int(top + a.size, a.h + a.before) - top) * (min_int(left + a.size, a.w + a.before) - left));
}
DEV float base_within(const float* x, int h, int w, LrnArguments& a) {
    int bottom = min_int(h - a.before + a.size, a.h), right = min_int(w - a.before + a.size, a.w);
    float squares = 0;
    for (int row = max_int(h - a.before, 0); row < bottom; row++) {
        float sum = 0;
        for (int column = max_int(w - a.before, 0); column < right; column++) {
            float v = x[row * a.w + column];
            sum = __builtin_fmaf(v, v, sum);
        }
        squares += sum;
    }
    return a.k + a.scale * squares / area_within(h, w, a);
}

KERNEL(lrn_across, LrnArguments) {
    for (IMAGES(image))
        for (EACH(i, a.channels * a.plane)) {
            const float* x = image_of(a.x, image) + i;
            image_of(a.y, image)[i] = *x * power_float(base_across(x, i / (unsigned)a.plane, a), -a.beta);
        }
}
KERNEL(lrn_within, LrnArguments) {
    for (IMAGES(image))
        for (EACH(i, a.channels * a.plane)) {
            const float* x = image_of(a.x, image);
            int position = (int)(i % (unsigned)a.plane), h = position / a.w, w = position - h * a.w;
            image_of(a.y, image)[i] = x[i] * power_float(base_within(x + (i - position), h, w, a), -a.beta);
        }
}

// First of the two passes of a gradient: what an element sends to itself, and the terms of what it sends to its neighbors.
DEV void put_terms(LrnArguments& a, unsigned image, unsigned i, float x, float base, float share) {
    float power = power_float(base, -a.beta), dy = image_of(a.dy, image)[i];
    float* dx = image_of(a.dx, image) + i;
    *dx = a.add ? *dx + dy * power : dy * power;
    a.terms[(u64)image * (unsigned)(a.channels * a.plane) + i] = dy * x * (power / base) / share;
}
KERNEL(lrn_across_terms, LrnArguments) {
    for (IMAGES(image))
        for (EACH(i, a.channels * a.plane)) {
            const float* x = image_of(a.x, image) + i;
            put_terms(a, image, i, *x, base_across(x, i / (unsigned)a.plane, a), 1);
        }
}
KERNEL(lrn_within_terms, LrnArguments) {
    for (IMAGES(image))
        for (EACH(i, a.channels * a.plane)) {
            const float* x = image_of(a.x, image);
            int position = (int)(i % (unsigned)a.plane), h = position / a.w, w = position - h * a.w;
            put_terms(a, image, i, x[i], base_within(x + (i - position), h, w, a), area_within(h, w, a));
        }
}

// Second pass: takes off what the neighbors send.
KERNEL(lrn_across_gradient, LrnArguments) {
    unsigned plane = a.plane, count = a.channels * plane;
    for (IMAGES(image))
        for (EACH(i, count)) {
            int channel = (int)(i / plane), end = min_int(channel + a.before, a.channels - 1);
            const float* terms = a.terms + (u64)image * count + i;
            float sum = 0;
            for (int c = max_int(channel + a.before - a.size + 1, 0); c <= end; c++) sum += terms[(c - channel) * a.plane];
            float* dx = image_of(a.dx, image) + i;
            *dx -= a.factor * image_of(a.x, image)[i] * sum;
        }
}
KERNEL(lrn_within_gradient, LrnArguments) {
    unsigned plane = a.plane, count = a.channels * plane;
    for (IMAGES(image))
        for (EACH(i, count)) {
            int position = (int)(i % plane), h = position / a.w, w = position - h * a.w;
            const float* terms = a.terms + (u64)image * count + (i - position);
            int bottom = min_int(h + a.before, a.h - 1), right = min_int(w + a.before, a.w - 1);
            float sum = 0;
            for (int row = max_int(h + a.before - a.size + 1, 0); row <= bottom; row++) {
                float sum_of_row = 0;
                for (int column = max_int(w + a.before - a.size + 1, 0); column <= right; column++) sum_of_row += terms[row * a.w + column];
                sum += sum_of_row;
            }
            float* dx = image_of(a.dx, image) + i;
            *dx -= a.factor * image_of(a.x, image)[i] * sum;
        }
}
