// Scale and Bias: a parameter whose axes are some of the input's; over the others it repeats. It serves element i (in C order over all
// images) with its element i / inner % count. A weight is a parameter of one image.
struct BroadcastArguments {
    View x, y, parameter;
    const float* shift; // of Scale, or null
    int multiply; // 1: Scale; 0: Bias
    int image_count, parameter_count; // elements of an image of both
    int inner, values; // values: elements of the parameter
    int add, images;
};
DEV float* parameter_of(BroadcastArguments& a, unsigned image, unsigned i, unsigned& value) {
    value = (image * (unsigned)a.image_count + i) / (unsigned)a.inner % (unsigned)a.values;
    return element_of(a.parameter, value, a.parameter_count);
}
KERNEL(broadcast, BroadcastArguments) {
    for (IMAGES(image))
        for (EACH(i, a.image_count)) {
            unsigned value;
            float x = image_of(a.x, image)[i], p = *parameter_of(a, image, i, value);
            image_of(a.y, image)[i] = !a.multiply ? x + p : __builtin_fmaf(x, p, a.shift ? a.shift[value] : 0);
        }
}
// From y, which is the gradient that arrives, to x.
KERNEL(broadcast_gradient, BroadcastArguments) {
    for (IMAGES(image))
        for (EACH(i, a.image_count)) {
            unsigned value;
            float v = image_of(a.y, image)[i];
            if (a.multiply) v *= *parameter_of(a, image, i, value);
            float* x = image_of(a.x, image) + i;
            *x = a.add ? *x + v : v;
        }
}

// The gradient of the parameter: dy, times x if there is one, summed over all repetitions.
struct BroadcastSumArguments {
    View x, dy, parameter;
    int image_count, parameter_count, outer, inner, values, positions, add; // positions: values of a block
};
KERNEL(broadcast_sum, BroadcastSumArguments) {
    SHARED double shared[THREADS];
    unsigned positions = a.positions, value = BLOCK * positions + (TID & (positions - 1)), repeats = a.outer * a.inner;
    bool is_value = value < (unsigned)a.values;
    double s = 0;
    for (unsigned k = TID / positions; is_value && k < repeats; k += THREADS / positions) {
        unsigned i = (k / (unsigned)a.inner * (unsigned)a.values + value) * (unsigned)a.inner + k % (unsigned)a.inner;
        float dy = *element_of(a.dy, i, a.image_count);
        s += a.x.data ? (double)dy * *element_of(a.x, i, a.image_count) : dy;
    }
    s = sum_of_lanes(shared, s, positions);
    if (!is_value || TID >= positions) return;
    float* p = element_of(a.parameter, value, a.parameter_count);
    *p = a.add ? *p + (float)s : (float)s;
}
