// cuDNN's handles, descriptors, and the shape of a convolution.
#pragma once
#include "double.h"

namespace csg {

struct Dnns : Object {
    using Object::Object;
    std::shared_ptr<Stream> stream;
};

struct Tensor : Object {
    using Object::Object;
    bool set = false;
    int64_t n = 0, c = 0, h = 0, w = 0, ns = 0, cs = 0, hs = 0, ws = 0;
    int64_t elements() const { return (n - 1) * ns + (c - 1) * cs + (h - 1) * hs + (w - 1) * ws + 1; }
};

struct Filter : Object {
    using Object::Object;
    bool set = false;
    int64_t k = 0, c = 0, h = 0, w = 0;
};

struct Convolution : Object {
    using Object::Object;
    bool set = false;
    int padH = 0, padW = 0, strideH = 1, strideW = 1, dilationH = 1, dilationW = 1, groups = 1, math = 0;
};

// A convolution from x (n × c × h × w) to y, by value: what work keeps of its descriptors.
struct Shape {
    struct View {
        int64_t n, c, h, w, ns, cs, hs, ws;
    } x, y;
    int64_t filterH, filterW;
    int padH, padW, strideH, strideW, dilationH, dilationW, groups, math;
};

// 0, or the status to answer: descriptors live and set, shapes that fit each other.
int shapeOf(const char* name, const void* x, const void* filter, const void* convolution, const void* y, Shape& shape);
int beginDnn(const void* handle, std::shared_ptr<Dnns>& dnns);

// Whether an algorithm can do it, and the bytes of its workspace.
bool supports(const Shape& shape, bool backward, int algorithm, uint64_t& workspace);
constexpr int ForwardAlgorithms = 8, BackwardAlgorithms = 6;

// y = alpha · x ∗ w + beta · y, and x = alpha · the transposed + beta · x.
void convolve(const Shape& shape, float alpha, const float* x, const float* w, float beta, float* y);
void convolveBackward(const Shape& shape, float alpha, const float* w, const float* dy, float beta, float* dx);

}
