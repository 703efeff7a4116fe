// Convolutions of all sizes, for those that no library takes. Weights: filters × channels / group × kernel_h × kernel_w. Each channel is
// summed by itself, and channels in double.
struct ConvolutionArguments {
    View x, y; // the image, and the map
    const float* weights;
    int channels, filters, group, h, w, oh, ow;
    int kernel_h, kernel_w, stride_h, stride_w, pad_h, pad_w, dilation_h, dilation_w;
    int add, images;
};

// From the image to the map: a convolution forward, a deconvolution's gradient.
KERNEL(convolution_any, ConvolutionArguments) {
    unsigned plane = a.oh * a.ow, area = a.kernel_h * a.kernel_w;
    unsigned channels = (unsigned)a.channels / (unsigned)a.group, filters = (unsigned)a.filters / (unsigned)a.group; // of a group
    for (IMAGES(image)) {
        for (EACH(i, a.filters * plane)) {
            unsigned filter = i / plane, position = i - filter * plane, row = position / (unsigned)a.ow, column = position - row * a.ow;
            const float* x = image_of(a.x, image) + filter / filters * channels * (unsigned)(a.h * a.w);
            const float* weights = a.weights + (long)filter * channels * area;
            int top = (int)row * a.stride_h - a.pad_h, left = (int)column * a.stride_w - a.pad_w;
            double sum = 0;
            for (unsigned channel = 0; channel < channels; channel++, x += a.h * a.w, weights += area) {
                float part = 0;
                for (int kh = 0, h = top; kh < a.kernel_h; kh++, h += a.dilation_h) {
                    if ((unsigned)h >= (unsigned)a.h) continue;
                    for (int kw = 0, w = left; kw < a.kernel_w; kw++, w += a.dilation_w)
                        if ((unsigned)w < (unsigned)a.w) part = __builtin_fmaf(x[h * a.w + w], weights[kh * a.kernel_w + kw], part);
                }
                sum += part;
            }
            float* y = image_of(a.y, image) + i;
            *y = a.add ? *y + (float)sum : (float)sum;
        }
    }
}

// From the map to the image: a convolution's gradient, a deconvolution forward.
KERNEL(deconvolution_any, ConvolutionArguments) {
    unsigned plane = a.h * a.w, area = a.kernel_h * a.kernel_w;
    unsigned channels = (unsigned)a.channels / (unsigned)a.group, filters = (unsigned)a.filters / (unsigned)a.group; // of a group
    for (IMAGES(image)) {
        for (EACH(i, a.channels * plane)) {
            unsigned channel = i / plane, first = channel / channels * filters;
            int position = (int)(i - channel * plane), h = position / a.w, w = position - h * a.w;
            const float* y = image_of(a.y, image) + first * (unsigned)(a.oh * a.ow);
            const float* weights = a.weights + ((long)first * channels + channel % channels) * area;
            double sum = 0;
            for (unsigned filter = 0; filter < filters; filter++, y += a.oh * a.ow, weights += channels * area) {
                float part = 0;
                for (int kh = 0; kh < a.kernel_h; kh++) {
                    int row = h + a.pad_h - kh * a.dilation_h;
                    if (row < 0 || row % a.stride_h != 0 || row / a.stride_h >= a.oh) continue;
                    const float* line = y + row / a.stride_h * a.ow;
                    for (int kw = 0; kw < a.kernel_w; kw++) {
                        int column = w + a.pad_w - kw * a.dilation_w;
                        if (column < 0 || column % a.stride_w != 0 || column / a.stride_w >= a.ow) continue;
                        part = __builtin_fmaf(line[column / a.stride_w], weights[kh * a.kernel_w + kw], part);
                    }
                }
                sum += part;
            }
            float* x = image_of(a.x, image) + i;
            *x = a.add ? *x + (float)sum : (float)sum;
        }
    }
}
