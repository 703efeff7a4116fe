// The end of a convolution or a product, or pointwise layers by themselves, in one pass, in place or not:
// y = rectified(scale·x + shift + residual), and where the rectifier's derivative is 1. What is null is left out.
struct EpilogueArguments {
    View x, y, residual;
    const float* scale; const float* shift; const float* slopes; // one a channel
    u8* mask;
    int rectify; // 0: not; 1: all by `slope`; 2: channels by `slopes`
    float slope, limit; // limit: the largest value, NaN where there is none; with a slope of 0 only
    int count, images, plane, channels;
};

// max(x, 0) + slope·min(x, 0) with the signs that Caffe gives zeros; slope 0 multiplies nothing. NaN stays.
DEV float rectified(float x, float slope, bool has_slope, float limit) {
    float positive = x < 0 ? 0 : x;
    float y = !has_slope || x > 0 ? positive : positive + slope * x;
    return y > limit ? limit : y;
}
DEV unsigned is_between(float x, float limit) { return x > 0 && !(x >= limit); }

KERNEL(epilogue, EpilogueArguments) {
    unsigned count = a.count, groups = (count + 3) / 4;
    bool is_aligned_all = is_aligned(a.x) && is_aligned(a.y) && (!a.residual.data || is_aligned(a.residual));
    bool has_channels = a.scale || a.shift || a.rectify == 2, has_slope = a.rectify == 2 || a.slope != 0;
    for (IMAGES(image)) {
        const float* x = image_of(a.x, image); float* y = image_of(a.y, image);
        const float* residual = a.residual.data ? image_of(a.residual, image) : 0;
        for (EACH(group, groups)) {
            unsigned i = group * 4, left = count - i;
            bool is_whole = is_aligned_all && left >= 4;
            float4 v = load4(x, i, count, is_whole);
            Channel channel = { 1, 1, 0, 0 };
            if (has_channels) channel = channel_of(i, a.plane, a.channels);
            if (a.scale) {
                float4 s = channel4(a.scale, channel, left), b = { 0, 0, 0, 0 };
                if (a.shift) b = channel4(a.shift, channel, left);
                v.x = __builtin_fmaf(v.x, s.x, b.x); v.y = __builtin_fmaf(v.y, s.y, b.y);
                v.z = __builtin_fmaf(v.z, s.z, b.z); v.w = __builtin_fmaf(v.w, s.w, b.w);
            } else if (a.shift) {
                float4 b = channel4(a.shift, channel, left);
                v += b;
            }
            if (residual) {
                float4 r = load4(residual, i, count, is_whole);
                v += r;
            }
            if (a.rectify) {
                float4 s = { a.slope, a.slope, a.slope, a.slope };
                if (a.rectify == 2) s = channel4(a.slopes, channel, left);
                float limit = a.limit;
                unsigned bits = is_between(v.x, limit) | is_between(v.y, limit) << 1
                    | is_between(v.z, limit) << 2 | is_between(v.w, limit) << 3;
                if (left < 4) bits &= (1u << left) - 1;
                if (a.mask) a.mask[(u64)image * groups + group] = (u8)bits;
                v.x = rectified(v.x, s.x, has_slope, limit); v.y = rectified(v.y, s.y, has_slope, limit);
                v.z = rectified(v.z, s.z, has_slope, limit); v.w = rectified(v.w, s.w, has_slope, limit);
            }
            store4(y, i, count, is_whole, v);
        }
    }
}

// The gradient of an epilogue: what leaves the rectifier (all of it, where there is no mask) goes to the residual, and times `scale` to x.
// Either may be missing, be added to what is there, and be the gradient that arrives.
struct ReluGradientArguments {
    View dy, dx, residual;
    const u8* mask;
    const float* slopes; const float* scale; // one a channel, or null
    float slope;
    int rule; // ReluRule
    int add, add_residual;
    int count, images, plane, channels;
};

DEV void put_gradient(float* to, unsigned i, unsigned count, bool is_whole, bool add, float4 v) {
    if (add) {
        float4 before = load4(to, i, count, is_whole);
        v = before + v;
    }
    store4(to, i, count, is_whole, v);
}

KERNEL(relu_gradient, ReluGradientArguments) {
    unsigned count = a.count, groups = (count + 3) / 4;
    bool is_aligned_all = is_aligned(a.dy) && (!a.dx.data || is_aligned(a.dx)) && (!a.residual.data || is_aligned(a.residual));
    for (IMAGES(image)) {
        const float* dy = image_of(a.dy, image);
        for (EACH(group, groups)) {
            unsigned i = group * 4, left = count - i;
            bool is_whole = is_aligned_all && left >= 4;
            float4 v = load4(dy, i, count, is_whole);
            Channel channel = { 1, 1, 0, 0 };
            if (a.slopes || a.scale) channel = channel_of(i, a.plane, a.channels);
            if (a.mask) {
                unsigned bits = a.mask[(u64)image * groups + group];
                float4 s = { a.slope, a.slope, a.slope, a.slope };
                if (a.slopes) s = channel4(a.slopes, channel, left);
                v.x = through(a.rule, v.x, bits & 1 ? 1 : s.x); v.y = through(a.rule, v.y, bits & 2 ? 1 : s.y);
                v.z = through(a.rule, v.z, bits & 4 ? 1 : s.z); v.w = through(a.rule, v.w, bits & 8 ? 1 : s.w);
            }
            if (a.residual.data) put_gradient(image_of(a.residual, image), i, count, is_whole, a.add_residual, v);
            if (!a.dx.data) continue;
            if (a.scale) {
                float4 s = channel4(a.scale, channel, left);
                v *= s;
            }
            put_gradient(image_of(a.dx, image), i, count, is_whole, a.add, v);
        }
    }
}
