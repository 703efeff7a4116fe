// Normalization of each channel by its own mean and variance, over all images. A block is a channel. Everything in double, as a mean far
// from 0 takes the digits of what is left.
struct BatchNormArguments {
    View x, y, dy, dx;
    double* factors; // 1 / √(variance + eps) of each channel, kept for the gradient
    float eps;
    int images, plane, add;
};
#define CHANNEL_ELEMENTS(i) \
    unsigned e_ = TID, i = e_ % plane, image = e_ / plane; e_ < count; e_ += THREADS, i = e_ % plane, image = e_ / plane

KERNEL(batch_norm, BatchNormArguments) {
    SHARED double shared[THREADS];
    unsigned plane = a.plane, count = a.images * plane, start = BLOCK * plane;
    double s = 0;
    for (CHANNEL_ELEMENTS(i)) s += image_of(a.x, image)[start + i];
    double mean = sum_of_lanes(shared, s, 1) / count;
    s = 0;
    for (CHANNEL_ELEMENTS(i)) {
        double d = image_of(a.x, image)[start + i] - mean;
        s += d * d;
    }
    double factor = 1 / __builtin_sqrt(sum_of_lanes(shared, s, 1) / count + a.eps);
    if (TID == 0) a.factors[BLOCK] = factor;
    for (CHANNEL_ELEMENTS(i)) image_of(a.y, image)[start + i] = (float)((image_of(a.x, image)[start + i] - mean) * factor);
}

// Mean and variance depend on the input: what they carry back is taken off.
KERNEL(batch_norm_gradient, BatchNormArguments) {
    SHARED double shared[THREADS];
    unsigned plane = a.plane, count = a.images * plane, start = BLOCK * plane;
    double s = 0, p = 0;
    for (CHANNEL_ELEMENTS(i)) {
        double dy = image_of(a.dy, image)[start + i];
        s += dy;
        p += dy * image_of(a.y, image)[start + i];
    }
    double mean = sum_of_lanes(shared, s, 1) / count, mean_product = sum_of_lanes(shared, p, 1) / count, factor = a.factors[BLOCK];
    for (CHANNEL_ELEMENTS(i)) {
        double dy = image_of(a.dy, image)[start + i], y = image_of(a.y, image)[start + i];
        float v = (float)((dy - mean - mean_product * y) * factor);
        float* dx = image_of(a.dx, image) + (start + i);
        *dx = a.add ? *dx + v : v;
    }
}
