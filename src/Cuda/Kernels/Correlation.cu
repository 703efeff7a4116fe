// FlowNet's correlation: means of products (or of absolute differences) of a patch of the first value and one of the second at each
// displacement. Beyond both are zeros.
struct CorrelationArguments {
    View first, second, y; // y: of a gradient, what arrives
    View to; // of a gradient, that of the first or the second
    int channels, h, w, oh, ow, kernel, stride1, stride2, radius, start, subtract; // start: the largest displacement less the padding
    int is_second, add, images;
};
DEV float inside_of(const float* plane, int y, int x, int h, int w) {
    return (unsigned)y < (unsigned)h && (unsigned)x < (unsigned)w ? plane[y * w + x] : 0;
}
KERNEL(correlation, CorrelationArguments) {
    unsigned plane = a.oh * a.ow, side = 2 * a.radius + 1;
    double area = (double)a.kernel * a.kernel * a.channels;
    for (IMAGES(image)) {
        const float* first = image_of(a.first, image); const float* second = image_of(a.second, image);
        for (EACH(i, side * side * plane)) {
            unsigned channel = i / plane, position = i - channel * plane;
            int down = ((int)(channel / side) - a.radius) * a.stride2, right = ((int)(channel % side) - a.radius) * a.stride2;
            int top = (int)(position / (unsigned)a.ow) * a.stride1 + a.start, left = (int)(position % (unsigned)a.ow) * a.stride1 + a.start;
            double sum = 0;
            for (int c = 0; c < a.channels; c++)
                for (int ky = 0; ky < a.kernel; ky++)
                    for (int kx = 0; kx < a.kernel; kx++) {
                        int y = top + ky, x = left + kx;
                        double p = inside_of(first + c * a.h * a.w, y, x, a.h, a.w);
                        double q = inside_of(second + c * a.h * a.w, y + down, x + right, a.h, a.w);
                        sum += a.subtract ? __builtin_fabs(p - q) : p * q;
                    }
            image_of(a.y, image)[i] = (float)(sum / area);
        }
    }
}
// Each element of an input goes over the displacements and the patches that have it.
KERNEL(correlation_gradient, CorrelationArguments) {
    unsigned plane = a.h * a.w;
    int side = 2 * a.radius + 1;
    double area = (double)a.kernel * a.kernel * a.channels;
    for (IMAGES(image)) {
        const float* first = image_of(a.first, image); const float* second = image_of(a.second, image);
        const float* dy = image_of(a.y, image);
        for (EACH(i, a.channels * plane)) {
            unsigned c = i / plane;
            int position = (int)(i - c * plane), row = position / a.w, column = position - row * a.w;
            const float* p_plane = first + c * plane; const float* q_plane = second + c * plane;
            double sum = 0;
            for (int channel = 0; channel < side * side; channel++) {
                int down = (channel / side - a.radius) * a.stride2, right = (channel % side - a.radius) * a.stride2;
                // The element of the first value in the pair.
                int y = a.is_second ? row - down : row, x = a.is_second ? column - right : column;
                float weight = 0;
                for (int ky = 0; ky < a.kernel; ky++) {
                    int top = y - ky - a.start;
                    if (top < 0 || top % a.stride1 != 0 || top / a.stride1 >= a.oh) continue;
                    for (int kx = 0; kx < a.kernel; kx++) {
                        int left = x - kx - a.start;
                        if (left < 0 || left % a.stride1 != 0 || left / a.stride1 >= a.ow) continue;
                        weight += dy[(channel * a.oh + top / a.stride1) * a.ow + left / a.stride1];
                    }
                }
                if (weight == 0) continue;
                float p = inside_of(p_plane, y, x, a.h, a.w), q = inside_of(q_plane, y + down, x + right, a.h, a.w);
                double slope = a.subtract ? ((p >= q) == !a.is_second ? 1 : -1) : a.is_second ? p : q;
                sum += weight * slope;
            }
            float v = (float)(sum / area);
            float* to = image_of(a.to, image) + i;
            *to = a.add ? *to + v : v;
        }
    }
}
