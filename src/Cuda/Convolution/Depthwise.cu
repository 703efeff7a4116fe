// Convolutions each of whose filters reads one channel: filter o reads channel o / multiplier. Weights: outputs × kernel_h × kernel_w.
struct DepthwiseArguments {
    View x, y; // the image, and the map
    const float* weights; const float* bias; // bias: one a channel of what is written, or null
    int channels, multiplier, h, w, oh, ow;
    int kernel_h, kernel_w, stride_h, stride_w, pad_h, pad_w, dilation_h, dilation_w;
    int add, images;
};

// From the image to the map: a convolution forward, a deconvolution's gradient.
KERNEL(depthwise, DepthwiseArguments) {
    unsigned plane = a.oh * a.ow, multiplier = a.multiplier, filters = a.channels * multiplier;
    for (IMAGES(image)) {
        for (EACH(i, filters * plane)) {
            unsigned filter = i / plane, position = i - filter * plane, row = position / (unsigned)a.ow, column = position - row * a.ow;
            const float* x = image_of(a.x, image) + filter / multiplier * (unsigned)(a.h * a.w);
            const float* weights = a.weights + filter * (unsigned)(a.kernel_h * a.kernel_w);
            int top = (int)row * a.stride_h - a.pad_h, left = (int)column * a.stride_w - a.pad_w;
            float sum = a.bias ? a.bias[filter] : 0;
            for (int kh = 0, h = top; kh < a.kernel_h; kh++, h += a.dilation_h) {
                if ((unsigned)h >= (unsigned)a.h) continue;
                for (int kw = 0, w = left; kw < a.kernel_w; kw++, w += a.dilation_w)
                    if ((unsigned)w < (unsigned)a.w) sum = __builtin_fmaf(x[h * a.w + w], weights[kh * a.kernel_w + kw], sum);
            }
            float* y = image_of(a.y, image) + i;
            *y = a.add ? *y + sum : sum;
        }
    }
}

// From the map to the image: a convolution's gradient, a deconvolution forward.
KERNEL(depthwise_transposed, DepthwiseArguments) {
    unsigned plane = a.h * a.w;
    for (IMAGES(image)) {
        for (EACH(i, a.channels * plane)) {
            unsigned channel = i / plane;
            int position = (int)(i - channel * plane), h = position / a.w, w = position - h * a.w;
            float sum = a.bias ? a.bias[channel] : 0;
            for (int m = 0; m < a.multiplier; m++) {
                unsigned filter = channel * a.multiplier + m;
                const float* y = image_of(a.y, image) + filter * (unsigned)(a.oh * a.ow);
                const float* weights = a.weights + filter * (unsigned)(a.kernel_h * a.kernel_w);
                for (int kh = 0; kh < a.kernel_h; kh++) {
                    int row = h + a.pad_h - kh * a.dilation_h;
                    if (row < 0 || row % a.stride_h != 0 || row / a.stride_h >= a.oh) continue;
                    const float* line = y + row / a.stride_h * a.ow;
                    for (int kw = 0; kw < a.kernel_w; kw++) {
                        int column = w + a.pad_w - kw * a.dilation_w;
                        if (column < 0 || column % a.stride_w != 0 || column / a.stride_w >= a.ow) continue;
                        sum = __builtin_fmaf(line[column / a.stride_w], weights[kh * a.kernel_w + kw], sum);
                    }
                }
            }
            float* x = image_of(a.x, image) + i;
            *x = a.add ? *x + sum : sum;
        }
    }
}
