// Caffe's pooling windows: clipped to the plane, but the area of a mean counts padding up to H + pad_bottom and W + pad_right, unless it
// is to count what is inside only.
struct Windows { int h, w, oh, ow, kernel_h, kernel_w, stride_h, stride_w, pad_h, pad_w, pad_bottom, pad_right, is_inside; };

// Along one axis: the start of a window, the end that its area counts, and which windows hold a position.
DEV int window_start(unsigned output, int stride, int pad) { return (int)output * stride - pad; }
DEV int window_extent(int start, int kernel, int size, int end_pad, int is_inside) {
    return is_inside ? min_int(start + kernel, size) - max_int(start, 0) : min_int(start + kernel, size + end_pad) - start;
}
DEV int first_holding(int position, int kernel, int stride, int pad) {
    return position + pad < kernel ? 0 : (position + pad - kernel) / stride + 1;
}
DEV int end_holding(int position, int stride, int pad, int outputs) { return min_int((position + pad) / stride + 1, outputs); }

struct MaxPoolArguments {
    View x, y, positions; // positions: the second output, or null
    int* indices; // y·W + x of each maximum, −1 where there is none
    Windows windows;
    int channels, images;
};
KERNEL(max_pool, MaxPoolArguments) {
    Windows g = a.windows;
    unsigned plane = g.oh * g.ow, count = a.channels * plane;
    for (IMAGES(image)) {
        for (EACH(i, count)) {
            unsigned channel = i / plane, position = i - channel * plane, row = position / (unsigned)g.ow, column = position - row * g.ow;
            int top = window_start(row, g.stride_h, g.pad_h), left = window_start(column, g.stride_w, g.pad_w);
            int bottom = min_int(top + g.kernel_h, g.h), right = min_int(left + g.kernel_w, g.w);
            top = max_int(top, 0); left = max_int(left, 0);
            const float* x = image_of(a.x, image) + channel * (unsigned)(g.h * g.w);
            int index = -1;
            float largest = -3.40282347e38f;
            for (int h = top; h < bottom; h++)
                for (int w = left; w < right; w++) {
                    float v = x[h * g.w + w];
                    if (v > largest) { largest = v; index = h * g.w + w; }
                }
            image_of(a.y, image)[i] = largest;
            a.indices[(u64)image * count + i] = index;
            if (a.positions.data) image_of(a.positions, image)[i] = (float)index;
        }
    }
}

struct MaxPoolGradientArguments { View dy, dx; const int* indices; Windows windows; int channels, images, add; };
KERNEL(max_pool_gradient, MaxPoolGradientArguments) {
    Windows g = a.windows;
    unsigned plane = g.h * g.w, outputs = g.oh * g.ow, count = a.channels * plane;
    for (IMAGES(image)) {
        for (EACH(i, count)) {
            unsigned channel = i / plane;
            int position = (int)(i - channel * plane), h = position / g.w, w = position - h * g.w;
            int bottom = end_holding(h, g.stride_h, g.pad_h, g.oh), right = end_holding(w, g.stride_w, g.pad_w, g.ow);
            const float* dy = image_of(a.dy, image) + channel * outputs;
            const int* indices = a.indices + ((u64)image * a.channels + channel) * outputs;
            float sum = 0;
            for (int y = first_holding(h, g.kernel_h, g.stride_h, g.pad_h); y < bottom; y++)
                for (int x = first_holding(w, g.kernel_w, g.stride_w, g.pad_w); x < right; x++)
                    if (indices[y * g.ow + x] == position) sum += dy[y * g.ow + x];
            float* dx = image_of(a.dx, image) + i;
            *dx = a.add ? *dx + sum : sum;
        }
    }
}

struct AveragePoolArguments { View x, y; Windows windows; int channels, images; };
KERNEL(average_pool, AveragePoolArguments) {
    Windows g = a.windows;
    unsigned plane = g.oh * g.ow;
    for (IMAGES(image)) {
        for (EACH(i, a.channels * plane)) {
            unsigned channel = i / plane, position = i - channel * plane, row = position / (unsigned)g.ow, column = position - row * g.ow;
            int top = window_start(row, g.stride_h, g.pad_h), left = window_start(column, g.stride_w, g.pad_w);
            float area = (float)(window_extent(top, g.kernel_h, g.h, g.pad_bottom, g.is_inside)
                * window_extent(left, g.kernel_w, g.w, g.pad_right, g.is_inside));
            int bottom = min_int(top + g.kernel_h, g.h), right = min_int(left + g.kernel_w, g.w);
            top = max_int(top, 0); left = max_int(left, 0);
            const float* x = image_of(a.x, image) + channel * (unsigned)(g.h * g.w);
            // A sum of sums of rows: of a large window, its error is far below that of a running sum.
            float sum = 0;
            for (int h = top; h < bottom; h++) {
                float sum_of_row = 0;
                for (int w = left; w < right; w++) sum_of_row += x[h * g.w + w];
                sum += sum_of_row;
            }
            image_of(a.y, image)[i] = sum / area;
        }
    }
}

struct AveragePoolGradientArguments { View dy, dx; Windows windows; int channels, images, add; };
KERNEL(average_pool_gradient, AveragePoolGradientArguments) {
    Windows g = a.windows;
    unsigned plane = g.h * g.w;
    for (IMAGES(image)) {
        for (EACH(i, a.channels * plane)) {
            unsigned channel = i / plane;
            int position = (int)(i - channel * plane), h = position / g.w, w = position - h * g.w;
            int bottom = end_holding(h, g.stride_h, g.pad_h, g.oh), right = end_holding(w, g.stride_w, g.pad_w, g.ow);
            const float* dy = image_of(a.dy, image) + channel * (unsigned)(g.oh * g.ow);
            float sum = 0;
            for (int y = first_holding(h, g.kernel_h, g.stride_h, g.pad_h); y < bottom; y++) {
                int extent = window_extent(window_start(y, g.stride_h, g.pad_h), g.kernel_h, g.h, g.pad_bottom, g.is_inside);
                for (int x = first_holding(w, g.kernel_w, g.stride_w, g.pad_w); x < right; x++)
                    sum += dy[y * g.ow + x] / (float)(extent
                        * window_extent(window_start(x, g.stride_w, g.pad_w), g.kernel_w, g.w, g.pad_right, g.is_inside));
            }
            float* dx = image_of(a.dx, image) + i;
            *dx = a.add ? *dx + sum : sum;
        }
    }
}

// Means weighted by the values themselves, Σx² / Σx; 0 where Σx is not above 0.
struct StochasticPoolArguments { View x, y, dy, dx; Windows windows; int channels, images, add; };
DEV void stochastic_sums(const float* x, Windows& g, unsigned row, unsigned column, double& sum, double& squares) {
    int top = window_start(row, g.stride_h, g.pad_h), left = window_start(column, g.stride_w, g.pad_w);
    int bottom = min_int(top + g.kernel_h, g.h), right = min_int(left + g.kernel_w, g.w);
    sum = 0; squares = 0;
    for (int h = max_int(top, 0); h < bottom; h++)
        for (int w = max_int(left, 0); w < right; w++) {
            double v = x[h * g.w + w];
            sum += v;
            squares += v * v;
        }
}
KERNEL(stochastic_pool, StochasticPoolArguments) {
    Windows g = a.windows;
    unsigned plane = g.oh * g.ow;
    for (IMAGES(image)) {
        for (EACH(i, a.channels * plane)) {
            unsigned channel = i / plane, position = i - channel * plane;
            double sum, squares;
            const float* x = image_of(a.x, image) + channel * (unsigned)(g.h * g.w);
            stochastic_sums(x, g, position / (unsigned)g.ow, position % (unsigned)g.ow, sum, squares);
            image_of(a.y, image)[i] = sum > 0 ? (float)(squares / sum) : 0;
        }
    }
}
KERNEL(stochastic_pool_gradient, StochasticPoolArguments) {
    Windows g = a.windows;
    unsigned plane = g.h * g.w;
    for (IMAGES(image)) {
        for (EACH(i, a.channels * plane)) {
            unsigned channel = i / plane;
            int position = (int)(i - channel * plane), h = position / g.w, w = position - h * g.w;
            int bottom = end_holding(h, g.stride_h, g.pad_h, g.oh), right = end_holding(w, g.stride_w, g.pad_w, g.ow);
            const float* x = image_of(a.x, image) + channel * plane;
            const float* dy = image_of(a.dy, image) + channel * (unsigned)(g.oh * g.ow);
            float all = 0;
            for (int row = first_holding(h, g.kernel_h, g.stride_h, g.pad_h); row < bottom; row++)
                for (int column = first_holding(w, g.kernel_w, g.stride_w, g.pad_w); column < right; column++) {
                    double sum, squares;
                    stochastic_sums(x, g, row, column, sum, squares);
                    if (sum > 0) all += (float)(dy[row * g.ow + column] * (2 * (double)x[position] - squares / sum) / sum);
                }
            float* dx = image_of(a.dx, image) + i;
            *dx = a.add ? *dx + all : all;
        }
    }
}
