// Normalization of each channel by its own mean and variance, over all images. A block is a channel. Everything in double, as a mean far
// from 0 takes the digits of what is left.
struct BatchNormArguments {
    View x, y, dy, dx;
    double* factors; // two of each channel, kept for the gradient: 1 / √(variance + eps), and by what the mean of products is multiplied
    float eps;
    int images, plane, add;
    int is_outside; // 1: √variance + eps, which has no derivative where the variance is 0
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
    double variance = sum_of_lanes(shared, s, 1) / count, deviation = __builtin_sqrt(a.is_outside ? variance : variance + a.eps);
    double factor = 1 / (a.is_outside ? deviation + a.eps : deviation);
    if (TID == 0) {
        a.factors[2 * BLOCK] = factor;
        a.factors[2 * BLOCK + 1] = !a.is_outside ? 1 : deviation > 0 ? (deviation + a.eps) / deviation : 0;
    }
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
    double mean = sum_of_lanes(shared, s, 1) / count, factor = a.factors[2 * BLOCK];
    double mean_product = sum_of_lanes(shared, p, 1) / count * a.factors[2 * BLOCK + 1];
    for (CHANNEL_ELEMENTS(i)) {
        double dy = image_of(a.dy, image)[start + i], y = image_of(a.y, image)[start + i];
        float v = (float)((dy - mean - mean_product * y) * factor);
        float* dx = image_of(a.dx, image) + (start + i);
        *dx = a.add ? *dx + v : v;
    }
}
