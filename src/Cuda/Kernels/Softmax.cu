// Softmax, its logarithm, and L2 norms of vectors along an axis.

// The largest of a vector and the sum of e^(x − largest).
DEV void sum_of_exps(const float* x, Lane lane, unsigned positions, double* shared, float& largest, double& sum) {
    float m = -infinity();
    for (ELEMENTS(i)) m = max_float(m, x[i]);
    largest = max_of_lanes((float*)shared, m, positions);
    double s = 0;
    for (ELEMENTS(i)) s += exp_float(x[i] - largest);
    sum = sum_of_lanes(shared, s, positions);
}

KERNEL(softmax, VectorArguments) {
    SHARED double shared[THREADS];
    Lane lane = lane_of(a);
    for (IMAGES(image)) {
        const float* x = image_of(a.x, image); float* y = image_of(a.y, image);
        float largest; double sum;
        sum_of_exps(x, lane, a.positions, shared, largest, sum);
        float whole = (float)sum;
        for (ELEMENTS(i)) y[i] = exp_float(x[i] - largest) / whole;
    }
}
KERNEL(softmax_gradient, VectorArguments) {
    SHARED double shared[THREADS];
    Lane lane = lane_of(a);
    for (IMAGES(image)) {
        const float* y = image_of(a.y, image); const float* dy = image_of(a.dy, image); float* dx = image_of(a.dx, image);
        double s = 0;
        for (ELEMENTS(i)) s += (double)dy[i] * y[i];
        double dot = sum_of_lanes(shared, s, a.positions);
        for (ELEMENTS(i)) {
            float v = (float)(y[i] * (dy[i] - dot));
            dx[i] = a.add ? dx[i] + v : v;
        }
    }
}

KERNEL(log_softmax, VectorArguments) {
    SHARED double shared[THREADS];
    Lane lane = lane_of(a);
    for (IMAGES(image)) {
        const float* x = image_of(a.x, image); float* y = image_of(a.y, image);
        float largest; double sum;
        sum_of_exps(x, lane, a.positions, shared, largest, sum);
        double logarithm = largest + log_double(sum);
        for (ELEMENTS(i)) y[i] = (float)(x[i] - logarithm);
    }
}
KERNEL(log_softmax_gradient, VectorArguments) {
    SHARED double shared[THREADS];
    Lane lane = lane_of(a);
    for (IMAGES(image)) {
        const float* y = image_of(a.y, image); const float* dy = image_of(a.dy, image); float* dx = image_of(a.dx, image);
        double s = 0;
        for (ELEMENTS(i)) s += dy[i];
        double sum = sum_of_lanes(shared, s, a.positions);
        for (ELEMENTS(i)) {
            float v = (float)(dy[i] - exp_float(y[i]) * sum);
            dx[i] = a.add ? dx[i] + v : v;
        }
    }
}

// x / √(Σx² + eps).
KERNEL(l2_normalize, VectorArguments) {
    SHARED double shared[THREADS];
    Lane lane = lane_of(a);
    for (IMAGES(image)) {
        const float* x = image_of(a.x, image); float* y = image_of(a.y, image);
        double s = 0;
        for (ELEMENTS(i)) s += (double)x[i] * x[i];
        double norm = __builtin_sqrt(sum_of_lanes(shared, s, a.positions) + a.eps);
        for (ELEMENTS(i)) y[i] = (float)(x[i] / norm);
    }
}
// (dy − y·(dy·y)) / norm.
KERNEL(l2_normalize_gradient, VectorArguments) {
    SHARED double shared[THREADS];
    Lane lane = lane_of(a);
    for (IMAGES(image)) {
        const float* x = image_of(a.x, image); const float* dy = image_of(a.dy, image); float* dx = image_of(a.dx, image);
        double s = 0, d = 0;
        for (ELEMENTS(i)) {
            s += (double)x[i] * x[i];
            d += (double)dy[i] * x[i];
        }
        double norm = __builtin_sqrt(sum_of_lanes(shared, s, a.positions) + a.eps);
        double dot = sum_of_lanes(shared, d, a.positions) / (norm * norm);
        for (ELEMENTS(i)) {
            float v = (float)((dy[i] - x[i] * dot) / norm);
            dx[i] = a.add ? dx[i] + v : v;
        }
    }
}
