// Convolutions as products, whose panels of pixels are gathered on the way. Padding counts as zeros.
#include "dnn.h"
#include <algorithm>

namespace csg {

namespace {

// Pixels `first`… of one image as columns, taps (channel, filter row, filter column) as depth, read from a plane of height × width.
// Forward, a pixel of y reads x at pixel · stride − pad + tap · dilation; backward, a pixel of x reads dy at (pixel + pad − tap · dilation) / stride.
struct Gather {
    const float* from;
    int64_t height, width, channelStride, rowStride, columnStride, pixelsWide;
    int64_t filterH, filterW;
    int strideH, strideW, padH, padW, dilationH, dilationW;
    bool backward, tf32;

    static bool at(bool backward, int64_t pixel, int stride, int pad, int64_t tap, int64_t size, int64_t& found)
    {
        if (!backward) {
            found = pixel * stride - pad + tap;
        } else {
            int64_t shifted = pixel + pad - tap;
            if (shifted < 0 || shifted % stride) return false;
            found = shifted / stride;
        }
        return found >= 0 && found < size;
    }

    void row(int64_t channel, int64_t filterRow, int64_t filterColumn, int64_t pixelRow, int64_t pixel, int count, float* to) const
    {
        int64_t y;
        if (!at(backward, pixelRow, strideH, padH, filterRow * dilationH, height, y)) {
            std::fill(to, to + count, 0.0f);
            return;
        }
        const float* line = from + channel * channelStride + y * rowStride;
        int64_t tap = filterColumn * dilationW;
        if (strideW == 1) {
            int64_t start = backward ? pixel + padW - tap : pixel - padW + tap;
            int64_t low = std::clamp<int64_t>(-start, 0, count), high = std::clamp<int64_t>(width - start, low, count);
            std::fill(to, to + low, 0.0f);
            for (int64_t i = low; i < high; i++) to[i] = line[(start + i) * columnStride];
            std::fill(to + high, to + count, 0.0f);
        } else {
            // Backward, only every `strideW`-th pixel has something under this tap.
            std::fill(to, to + count, 0.0f);
            int64_t start = backward ? pixel + padW - tap : pixel * strideW - padW + tap;
            int64_t first = backward ? (strideW - (start % strideW + strideW) % strideW) % strideW : 0;
            int64_t x = backward ? (start + first) / strideW : start;
            for (int64_t i = first; i < count; i += backward ? strideW : 1, x += backward ? 1 : strideW)
                if (x >= 0 && x < width) to[i] = line[x * columnStride];
        }
        if (tf32)
            for (int i = 0; i < count; i++) to[i] = toTf32(to[i]);
    }

    void operator()(int64_t first, int count, int64_t k, int64_t ks, float* to, int stride) const
    {
        for (int64_t d = k; d < k + ks; d++, to += stride) {
            int64_t channel = d / (filterH * filterW), r = d / filterW % filterH, s = d % filterW;
            for (int done = 0; done < count;) {
                int64_t pixel = first + done, inRow = pixel % pixelsWide;
                int length = (int)std::min<int64_t>(count - done, pixelsWide - inRow);
                row(channel, r, s, pixel / pixelsWide, inRow, length, to + done);
                done += length;
            }
        }
    }
};

auto put(float* plane, const Shape::View& view, float alpha, float beta)
{
    return [=](int64_t channel, int64_t pixel, int rows, int columns, const float* sums, int stride) {
        for (int r = 0; r < rows; r++)
            for (int c = 0; c < columns; c++) {
                float& to = plane[(channel + r) * view.cs + (pixel + c) / view.w * view.hs + (pixel + c) % view.w * view.ws];
                float sum = alpha * sums[r * stride + c];
                to = beta == 0 ? sum : sum + beta * to;
            }
    };
}

}

void convolve(const Shape& s, float alpha, const float* x, const float* w, float beta, float* y)
{
    int64_t inputs = s.x.c / s.groups, outputs = s.y.c / s.groups, taps = inputs * s.filterH * s.filterW;
    bool tf32 = s.math != 3 && tf32Possible();
    for (int64_t n = 0; n < s.x.n; n++)
        for (int64_t g = 0; g < s.groups; g++) {
            const float* filter = w + g * outputs * taps;
            Panels p;
            p.rows = outputs;
            p.columns = s.y.h * s.y.w;
            p.depth = taps;
            p.a = [=](int64_t first, int count, int64_t k, int64_t ks, float* to, int stride) {
                for (int64_t d = 0; d < ks; d++)
                    for (int i = 0; i < count; i++) {
                        float value = filter[(first + i) * taps + k + d];
                        to[d * stride + i] = tf32 ? toTf32(value) : value;
                    }
            };
            p.b = Gather{x + n * s.x.ns + g * inputs * s.x.cs, s.x.h, s.x.w, s.x.cs, s.x.hs, s.x.ws, s.y.w, s.filterH, s.filterW, s.strideH,
                s.strideW, s.padH, s.padW, s.dilationH, s.dilationW, false, tf32};
            p.store = put(y + n * s.y.ns + g * outputs * s.y.cs, s.y, alpha, beta);
            multiply(p);
        }
}

void convolveBackward(const Shape& s, float alpha, const float* w, const float* dy, float beta, float* dx)
{
    int64_t inputs = s.x.c / s.groups, outputs = s.y.c / s.groups, area = s.filterH * s.filterW;
    bool tf32 = s.math != 3 && tf32Possible();
    for (int64_t n = 0; n < s.x.n; n++)
        for (int64_t g = 0; g < s.groups; g++) {
            const float* filter = w + g * outputs * inputs * area;
            Panels p;
            p.rows = inputs;
            p.columns = s.x.h * s.x.w;
            p.depth = outputs * area;
            p.a = [=](int64_t first, int count, int64_t k, int64_t ks, float* to, int stride) {
                for (int64_t d = 0; d < ks; d++)
                    for (int i = 0; i < count; i++) {
                        float value = filter[((k + d) / area * inputs + first + i) * area + (k + d) % area];
                        to[d * stride + i] = tf32 ? toTf32(value) : value;
                    }
            };
            p.b = Gather{dy + n * s.y.ns + g * outputs * s.y.cs, s.y.h, s.y.w, s.y.cs, s.y.hs, s.y.ws, s.x.w, s.filterH, s.filterW,
                s.strideH, s.strideW, s.padH, s.padW, s.dilationH, s.dilationW, true, tf32};
            p.store = put(dx + n * s.x.ns + g * inputs * s.x.cs, s.x, alpha, beta);
            multiply(p);
        }
}

}
