// Distances of vectors to centers; values lie without gaps, vectors one behind the other.
struct InnerDistanceArguments {
    const float* x; const float* centers; float* y; // y: of a gradient, what arrives
    float* to; // the gradient that is written
    int vectors, length, outputs, is_l1, add, images;
};
DEV double slope_of(double difference, int is_l1) {
    return !is_l1 ? 2 * difference : difference > 0 ? 1 : difference < 0 ? -1 : 0;
}
KERNEL(inner_distance, InnerDistanceArguments) {
    for (EACH(i, a.vectors * a.outputs)) {
        unsigned m = i / (unsigned)a.outputs, n = i - m * a.outputs;
        const float* x = a.x + (long)m * a.length; const float* w = a.centers + (long)n * a.length;
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            double difference = (double)x[k] - w[k];
            sum += a.is_l1 ? __builtin_fabs(difference) : difference * difference;
        }
        a.y[i] = (float)sum;
    }
}
KERNEL(inner_distance_gradient, InnerDistanceArguments) {
    for (EACH(i, a.vectors * a.length)) {
        unsigned m = i / (unsigned)a.length, k = i - m * a.length;
        double sum = 0;
        for (int n = 0; n < a.outputs; n++)
            sum += a.y[(long)m * a.outputs + n] * slope_of((double)a.x[i] - a.centers[(long)n * a.length + k], a.is_l1);
        a.to[i] = a.add ? a.to[i] + (float)sum : (float)sum;
    }
}
KERNEL(inner_distance_center_gradient, InnerDistanceArguments) {
    for (EACH(i, a.outputs * a.length)) {
        unsigned n = i / (unsigned)a.length, k = i - n * a.length;
        double sum = 0;
        for (int m = 0; m < a.vectors; m++)
            sum -= a.y[(long)m * a.outputs + n] * slope_of((double)a.x[(long)m * a.length + k] - a.centers[i], a.is_l1);
        a.to[i] = a.add ? a.to[i] + (float)sum : (float)sum;
    }
}
