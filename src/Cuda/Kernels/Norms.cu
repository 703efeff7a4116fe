// Norms along an axis, means and variances of planes, and reductions to one number; laid out as in Axis.cu.

// x / n, where n is √(Σx² + eps), or Σ|x| + eps; n is put out where somebody wants it.
struct UnitNormArguments {
    View x, y, dy, dx, norms, dnorms; // norms: one element a vector; null where nobody reads them. A dnorms or dy that is null is zeros.
    int outer, length, inner, positions, images;
    float eps;
    int add, is_l1;
};
DEV double norm_of(const float* x, Lane lane, UnitNormArguments& a, double* shared) {
    double s = 0;
    for (ELEMENTS(i)) s += a.is_l1 ? __builtin_fabs((double)x[i]) : (double)x[i] * x[i];
    double sum = sum_of_lanes(shared, s, a.positions) + a.eps;
    return a.is_l1 ? sum : __builtin_sqrt(sum);
}
DEV unsigned vector_of(unsigned positions) { return BLOCK * positions + (TID & (positions - 1)); }

KERNEL(unit_norm, UnitNormArguments) {
    SHARED double shared[THREADS];
    Lane lane = lane_of(a);
    for (IMAGES(image)) {
        const float* x = image_of(a.x, image); float* y = image_of(a.y, image);
        double norm = norm_of(x, lane, a, shared);
        for (ELEMENTS(i)) y[i] = (float)(x[i] / norm);
        if (a.norms.data && lane.length > 0 && lane.first == 0) image_of(a.norms, image)[vector_of(a.positions)] = (float)norm;
    }
}
// dy / n + n'·(dn − (dy·x) / n²), where n' is x / n, or the sign of x.
KERNEL(unit_norm_gradient, UnitNormArguments) {
    SHARED double shared[THREADS];
    Lane lane = lane_of(a);
    for (IMAGES(image)) {
        const float* x = image_of(a.x, image); float* dx = image_of(a.dx, image);
        const float* dy = a.dy.data ? image_of(a.dy, image) : 0;
        double norm = norm_of(x, lane, a, shared), s = 0;
        if (dy)
            for (ELEMENTS(i)) s += (double)dy[i] * x[i];
        double back = -sum_of_lanes(shared, s, a.positions) / (norm * norm);
        if (a.dnorms.data && lane.length > 0) back += image_of(a.dnorms, image)[vector_of(a.positions)];
        for (ELEMENTS(i)) {
            double slope = a.is_l1 ? (x[i] > 0 ? 1 : x[i] < 0 ? -1 : 0) : x[i] / norm;
            float v = (float)((dy ? dy[i] / norm : 0) + slope * back);
            dx[i] = a.add ? dx[i] + v : v;
        }
    }
}

// √Σx², one element a vector.
KERNEL(channel_norm, VectorArguments) {
    SHARED double shared[THREADS];
    Lane lane = lane_of(a);
    for (IMAGES(image)) {
        const float* x = image_of(a.x, image);
        double s = 0;
        for (ELEMENTS(i)) s += (double)x[i] * x[i];
        double norm = __builtin_sqrt(sum_of_lanes(shared, s, a.positions));
        if (lane.length > 0 && lane.first == 0) image_of(a.y, image)[vector_of(a.positions)] = (float)norm;
    }
}
// dy·x / (norm + eps).
KERNEL(channel_norm_gradient, VectorArguments) {
    SHARED double shared[THREADS];
    Lane lane = lane_of(a);
    for (IMAGES(image)) {
        const float* x = image_of(a.x, image); float* dx = image_of(a.dx, image);
        double s = 0;
        for (ELEMENTS(i)) s += (double)x[i] * x[i];
        float norm = (float)__builtin_sqrt(sum_of_lanes(shared, s, a.positions));
        float dy = lane.length > 0 ? image_of(a.dy, image)[vector_of(a.positions)] : 0;
        for (ELEMENTS(i)) {
            float v = (float)((double)dy * x[i] / (norm + (double)a.eps));
            dx[i] = a.add ? dx[i] + v : v;
        }
    }
}

// x less its mean; and divided by its standard deviation + eps.
DEV double mean_of(const float* x, Lane lane, VectorArguments& a, double* shared) {
    double s = 0;
    for (ELEMENTS(i)) s += x[i];
    return sum_of_lanes(shared, s, a.positions) / a.length;
}
DEV double deviation_of(const float* x, Lane lane, double mean, VectorArguments& a, double* shared) {
    double s = 0;
    for (ELEMENTS(i)) s += (x[i] - mean) * (x[i] - mean);
    return __builtin_sqrt(sum_of_lanes(shared, s, a.positions) / a.length);
}
KERNEL(less_mean, VectorArguments) {
    SHARED double shared[THREADS];
    Lane lane = lane_of(a);
    for (IMAGES(image)) {
        const float* x = image_of(a.x, image); float* y = image_of(a.y, image);
        double mean = mean_of(x, lane, a, shared);
        for (ELEMENTS(i)) y[i] = (float)(x[i] - mean);
    }
}
KERNEL(less_mean_gradient, VectorArguments) {
    SHARED double shared[THREADS];
    Lane lane = lane_of(a);
    for (IMAGES(image)) {
        const float* dy = image_of(a.dy, image); float* dx = image_of(a.dx, image);
        double mean = mean_of(dy, lane, a, shared);
        for (ELEMENTS(i)) {
            float v = (float)(dy[i] - mean);
            dx[i] = a.add ? dx[i] + v : v;
        }
    }
}
KERNEL(mvn, VectorArguments) {
    SHARED double shared[THREADS];
    Lane lane = lane_of(a);
    for (IMAGES(image)) {
        const float* x = image_of(a.x, image); float* y = image_of(a.y, image);
        double mean = mean_of(x, lane, a, shared), divisor = deviation_of(x, lane, mean, a, shared) + a.eps;
        for (ELEMENTS(i)) y[i] = (float)((x[i] - mean) / divisor);
    }
}
// (dy − its mean − (x − mean)·f) / divisor, f = mean of dy·(x − mean) / (deviation·divisor); 0 where all values are equal.
KERNEL(mvn_gradient, VectorArguments) {
    SHARED double shared[THREADS];
    Lane lane = lane_of(a);
    for (IMAGES(image)) {
        const float* x = image_of(a.x, image); const float* dy = image_of(a.dy, image); float* dx = image_of(a.dx, image);
        double mean = mean_of(x, lane, a, shared), deviation = deviation_of(x, lane, mean, a, shared), divisor = deviation + a.eps;
        double mean_gradient = mean_of(dy, lane, a, shared), s = 0;
        for (ELEMENTS(i)) s += dy[i] * (x[i] - mean);
        double back = sum_of_lanes(shared, s, a.positions) / a.length;
        double factor = deviation > 0 ? back / (deviation * divisor) : 0;
        for (ELEMENTS(i)) {
            float v = (float)((dy[i] - mean_gradient - (x[i] - mean) * factor) / divisor);
            dx[i] = a.add ? dx[i] + v : v;
        }
    }
}

// Σx, Σ|x| or Σx², times a factor: one element a vector.
struct ReductionArguments {
    View x, y, dy, dx;
    double factor;
    int outer, length, inner, positions, images;
    int method; // ReductionMethod; a mean is a sum with another factor
    int add;
};
enum { REDUCE_SUM, REDUCE_ABSOLUTE, REDUCE_SQUARES };
KERNEL(reduction, ReductionArguments) {
    SHARED double shared[THREADS];
    Lane lane = lane_of(a);
    for (IMAGES(image)) {
        const float* x = image_of(a.x, image);
        double s = 0;
        for (ELEMENTS(i)) {
            double v = x[i];
            s += a.method == REDUCE_ABSOLUTE ? __builtin_fabs(v) : a.method == REDUCE_SQUARES ? v * v : v;
        }
        s = sum_of_lanes(shared, s, a.positions);
        if (lane.length > 0 && lane.first == 0) image_of(a.y, image)[vector_of(a.positions)] = (float)(s * a.factor);
    }
}
KERNEL(reduction_gradient, ReductionArguments) {
    unsigned length = a.length;
    for (IMAGES(image)) {
        const float* x = a.x.data ? image_of(a.x, image) : 0; const float* dy = image_of(a.dy, image); float* dx = image_of(a.dx, image);
        for (EACH(i, a.outer * a.length)) {
            double slope = 1;
            if (a.method == REDUCE_ABSOLUTE) slope = x[i] > 0 ? 1 : x[i] < 0 ? -1 : 0;
            else if (a.method == REDUCE_SQUARES) slope = 2 * (double)x[i];
            float v = (float)(dy[i / length] * a.factor * slope);
            dx[i] = a.add ? dx[i] + v : v;
        }
    }
}
