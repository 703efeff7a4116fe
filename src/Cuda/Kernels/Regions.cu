// Pooling of regions: rows of an image's index and the corners x1, y1, x2, y2. Regions of no image are zeros. Gradients gather: each
// element of the features sums over the regions of its image, in their order.
struct RegionsArguments {
    View features, regions, output; // of a gradient, `features` is what is written, and `output` what arrives
    int* indices; // of maxima: y·W + x of each, −1 where there is none; else null
    Fault* fault;
    float scale;
    int channels, h, w, outputs, bins_h, bins_w; // outputs: channels of the output
    int region_count, add, images; // images: those of the features
    int code; // of the fault
};
// The bins of a region along one axis.
struct Bins { float start, length; int size; };

// As C's round.
DEV float round_float(float x) {
    float size = __builtin_fabsf(x), whole = __builtin_floorf(size);
    if (size - whole >= 0.5f) whole += 1;
    return x < 0 ? -whole : whole;
}
DEV int within(float position, int size) {
    if (!(position > 0)) return 0;
    return position < (float)size ? (int)position : size;
}
DEV float ceil_float(float x) { return -__builtin_floorf(-x); }
// Fast R-CNN's, which begin and end at whole positions.
DEV Bins bins_of_positions(float first, float last, float scale, int bins, int size) {
    float start = round_float(first * scale), length = round_float(last * scale) - start + 1;
    Bins b = { start, (length < 1 ? 1 : length) / (float)bins, size };
    return b;
}
DEV int first_of(Bins b, int index) { return within(__builtin_floorf((float)index * b.length) + b.start, b.size); }
DEV int end_of(Bins b, int index) { return within(ceil_float((float)(index + 1) * b.length) + b.start, b.size); }
// R-FCN's, which begin and end between positions.
DEV Bins bins_of_pixels(float first, float last, float scale, int bins, int size) {
    float start = round_float(first) * scale;
    double length = (round_float(last) + 1) * scale - start;
    Bins b = { start, (float)(length < 0.1 ? 0.1 : length) / (float)bins, size };
    return b;
}
DEV int first_between(Bins b, int index) { return within(__builtin_floorf(__builtin_fmaf((float)index, b.length, b.start)), b.size); }
DEV int end_between(Bins b, int index) { return within(ceil_float(__builtin_fmaf((float)(index + 1), b.length, b.start)), b.size); }

// The image of a region; −1 for none, and for one that there is not.
DEV int image_of_region(const float* region, int images) {
    int image = (int)region[0];
    return image < images ? max_int(image, -1) : -1;
}

// Finds the first region of an image that there is not: one block.
KERNEL(regions_check, RegionsArguments) {
    SHARED unsigned first[THREADS];
    unsigned all = a.region_count, found = all;
    for (unsigned i = TID; i < all; i += THREADS)
        if ((int)*image_of(a.regions, i) >= a.images) { found = i; break; }
    first[TID] = found;
    BARRIER;
    for (unsigned k = THREADS / 2; k > 0; k >>= 1) {
        if (TID < k && first[TID + k] < first[TID]) first[TID] = first[TID + k];
        BARRIER;
    }
    found = first[0];
    if (TID != 0 || found == all || a.fault->code != 0) return;
    a.fault->element = (int)found;
    a.fault->value = *image_of(a.regions, found);
    a.fault->code = a.code;
}

#define REGIONS(n) \
    unsigned n = (unsigned)__nvvm_read_ptx_sreg_ctaid_y(); n < (unsigned)a.region_count; n += (unsigned)__nvvm_read_ptx_sreg_nctaid_y()

KERNEL(roi_pool, RegionsArguments) {
    unsigned bins = a.bins_h * a.bins_w, count = a.channels * bins;
    for (REGIONS(r)) {
        const float* region = image_of(a.regions, r);
        int image = image_of_region(region, a.images);
        Bins rows = bins_of_positions(region[2], region[4], a.scale, a.bins_h, a.h);
        Bins columns = bins_of_positions(region[1], region[3], a.scale, a.bins_w, a.w);
        for (EACH(i, count)) {
            unsigned channel = i / bins;
            int bin = (int)(i - channel * bins), row = bin / a.bins_w, column = bin - row * a.bins_w, index = -1;
            float largest = 0;
            if (image >= 0) {
                const float* x = image_of(a.features, image) + channel * (unsigned)(a.h * a.w);
                int top = first_of(rows, row), bottom = end_of(rows, row);
                int left = first_of(columns, column), right = end_of(columns, column);
                if (bottom > top && right > left) largest = -3.40282347e38f;
                for (int h = top; h < bottom; h++)
                    for (int w = left; w < right; w++) {
                        float v = x[h * a.w + w];
                        if (v > largest) { largest = v; index = h * a.w + w; }
                    }
            }
            image_of(a.output, r)[i] = largest;
            a.indices[(u64)r * count + i] = index;
        }
    }
}
KERNEL(roi_pool_gradient, RegionsArguments) {
    unsigned plane = a.h * a.w, bins = a.bins_h * a.bins_w, count = a.channels * bins;
    for (IMAGES(image)) {
        for (EACH(i, a.channels * plane)) {
            unsigned channel = i / plane;
            int position = (int)(i - channel * plane), h = position / a.w, w = position - h * a.w;
            float sum = 0;
            for (unsigned r = 0; r < (unsigned)a.region_count; r++) {
                const float* region = image_of(a.regions, r);
                if (image_of_region(region, a.images) != (int)image) continue;
                Bins rows = bins_of_positions(region[2], region[4], a.scale, a.bins_h, a.h);
                Bins columns = bins_of_positions(region[1], region[3], a.scale, a.bins_w, a.w);
                if (h < first_of(rows, 0) || h >= end_of(rows, a.bins_h - 1)) continue;
                if (w < first_of(columns, 0) || w >= end_of(columns, a.bins_w - 1)) continue;
                const float* dy = image_of(a.output, r) + channel * bins;
                const int* indices = a.indices + (u64)r * count + channel * bins;
                for (int row = 0; row < a.bins_h; row++) {
                    if (h < first_of(rows, row) || h >= end_of(rows, row)) continue;
                    for (int column = 0; column < a.bins_w; column++)
                        if (indices[row * a.bins_w + column] == position) sum += dy[row * a.bins_w + column];
                }
            }
            float* dx = image_of(a.features, image) + i;
            *dx = a.add ? *dx + sum : sum;
        }
    }
}

// Means; element i of a region reads channel i.
KERNEL(psroi_pool, RegionsArguments) {
    unsigned bins = a.bins_h * a.bins_w;
    for (REGIONS(r)) {
        const float* region = image_of(a.regions, r);
        int image = image_of_region(region, a.images);
        Bins rows = bins_of_pixels(region[2], region[4], a.scale, a.bins_h, a.h);
        Bins columns = bins_of_pixels(region[1], region[3], a.scale, a.bins_w, a.w);
        for (EACH(i, a.outputs * bins)) {
            int bin = (int)(i % bins), row = bin / a.bins_w, column = bin - row * a.bins_w;
            int top = first_between(rows, row), bottom = end_between(rows, row);
            int left = first_between(columns, column), right = end_between(columns, column);
            double sum = 0;
            bool is_empty = image < 0 || bottom <= top || right <= left;
            if (!is_empty) {
                const float* x = image_of(a.features, image) + i * (unsigned)(a.h * a.w);
                for (int h = top; h < bottom; h++)
                    for (int w = left; w < right; w++) sum += x[h * a.w + w];
            }
            image_of(a.output, r)[i] = is_empty ? 0 : (float)(sum / ((bottom - top) * (right - left)));
        }
    }
}
KERNEL(psroi_pool_gradient, RegionsArguments) {
    unsigned plane = a.h * a.w, bins = a.bins_h * a.bins_w;
    for (IMAGES(image)) {
        for (EACH(i, a.channels * plane)) {
            unsigned channel = i / plane;
            int position = (int)(i - channel * plane), h = position / a.w, w = position - h * a.w;
            int bin = (int)(channel % bins), row = bin / a.bins_w, column = bin - row * a.bins_w;
            float sum = 0;
            for (unsigned r = 0; channel < a.outputs * bins && r < (unsigned)a.region_count; r++) {
                const float* region = image_of(a.regions, r);
                if (image_of_region(region, a.images) != (int)image) continue;
                Bins rows = bins_of_pixels(region[2], region[4], a.scale, a.bins_h, a.h);
                Bins columns = bins_of_pixels(region[1], region[3], a.scale, a.bins_w, a.w);
                int top = first_between(rows, row), bottom = end_between(rows, row);
                int left = first_between(columns, column), right = end_between(columns, column);
                if (h < top || h >= bottom || w < left || w >= right) continue;
                sum += image_of(a.output, r)[channel] / (float)((bottom - top) * (right - left));
            }
            float* dx = image_of(a.features, image) + i;
            *dx = a.add ? *dx + sum : sum;
        }
    }
}
