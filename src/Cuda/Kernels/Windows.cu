// Windows as channels: of planes (Im2col), and of axis 2 (DepthWindows). Gradients gather: each element of the input sums the windows
// that read it.
struct Im2colArguments {
    View x, y; // the image, and the columns
    int channels, h, w, oh, ow, kernel_h, kernel_w, stride_h, stride_w, pad_h, pad_w, dilation_h, dilation_w;
    int add, images;
};
KERNEL(im2col, Im2colArguments) {
    unsigned plane = a.oh * a.ow, area = a.kernel_h * a.kernel_w;
    for (IMAGES(image)) {
        const float* x = image_of(a.x, image);
        for (EACH(i, a.channels * area * plane)) {
            unsigned column = i / plane, position = i - column * plane, channel = column / area, k = column - channel * area;
            int h = (int)(position / (unsigned)a.ow) * a.stride_h - a.pad_h + (int)(k / (unsigned)a.kernel_w) * a.dilation_h;
            int w = (int)(position % (unsigned)a.ow) * a.stride_w - a.pad_w + (int)(k % (unsigned)a.kernel_w) * a.dilation_w;
            bool is_inside = (unsigned)h < (unsigned)a.h && (unsigned)w < (unsigned)a.w;
            image_of(a.y, image)[i] = is_inside ? x[((int)channel * a.h + h) * a.w + w] : 0;
        }
    }
}
KERNEL(im2col_gradient, Im2colArguments) {
    unsigned plane = a.h * a.w;
    for (IMAGES(image)) {
        const float* y = image_of(a.y, image);
        for (EACH(i, a.channels * plane)) {
            unsigned channel = i / plane;
            int position = (int)(i - channel * plane), h = position / a.w, w = position - h * a.w;
            float sum = 0;
            for (int kh = 0; kh < a.kernel_h; kh++) {
                int row = h + a.pad_h - kh * a.dilation_h;
                if (row < 0 || row % a.stride_h != 0 || row / a.stride_h >= a.oh) continue;
                for (int kw = 0; kw < a.kernel_w; kw++) {
                    int column = w + a.pad_w - kw * a.dilation_w;
                    if (column < 0 || column % a.stride_w != 0 || column / a.stride_w >= a.ow) continue;
                    int from = ((int)channel * a.kernel_h + kh) * a.kernel_w + kw;
                    sum += y[(from * a.oh + row / a.stride_h) * a.ow + column / a.stride_w];
                }
            }
            float* x = image_of(a.x, image) + i;
            *x = a.add ? *x + sum : sum;
        }
    }
}

struct DepthWindowsArguments {
    View x, y; // N×C×D×rest; and N·D'×C·kernel×rest under any shape
    int channels, depth, output_depth, rest, kernel, stride, pad, dilation;
    int x_count, y_count, count; // elements of an image of both; and of what is written, in all
    int add;
};
KERNEL(depth_windows, DepthWindowsArguments) {
    for (EACH(i, a.count)) {
        unsigned row = i / (unsigned)a.rest, k = row % (unsigned)a.kernel, c = row / (unsigned)a.kernel % (unsigned)a.channels;
        unsigned image = row / (unsigned)(a.kernel * a.channels), n = image / (unsigned)a.output_depth;
        int d = (int)(image - n * (unsigned)a.output_depth) * a.stride - a.pad + (int)k * a.dilation;
        float v = 0;
        if ((unsigned)d < (unsigned)a.depth)
            v = image_of(a.x, n)[(c * (unsigned)a.depth + (unsigned)d) * (unsigned)a.rest + i % (unsigned)a.rest];
        *element_of(a.y, i, a.y_count) = v;
    }
}
KERNEL(depth_windows_gradient, DepthWindowsArguments) {
    for (EACH(i, a.count)) {
        unsigned row = i / (unsigned)a.rest, c = row / (unsigned)a.depth % (unsigned)a.channels;
        unsigned n = row / (unsigned)(a.depth * a.channels);
        int d = (int)(row % (unsigned)a.depth);
        float sum = 0;
        for (int k = 0; k < a.kernel; k++) {
            int t = d + a.pad - k * a.dilation;
            if (t < 0 || t % a.stride != 0 || t / a.stride >= a.output_depth) continue;
            unsigned image = n * (unsigned)a.output_depth + (unsigned)(t / a.stride);
            unsigned from = ((image * (unsigned)a.channels + c) * (unsigned)a.kernel + (unsigned)k) * (unsigned)a.rest
                + i % (unsigned)a.rest;
            sum += *element_of(a.y, from, a.y_count);
        }
        float* x = element_of(a.x, i, a.x_count);
        *x = a.add ? *x + sum : sum;
    }
}
