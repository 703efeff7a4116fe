// Products, weighted sums and maxima of up to eight inputs. The host joins more of them step by step, the first input of a further step
// being what the last one made.
#define MOST_INPUTS 8
struct EltwiseArguments {
    View inputs[MOST_INPUTS];
    View y, dx; // of a gradient, y is what arrives
    float coefficients[MOST_INPUTS];
    int method; // EltwiseOperation
    int inputs_used;
    int input; // of a gradient: whose it is
    int is_further_step; // Of a maximum: the first input then gives way to the second only if that is larger.
    int add, count, images;
};
enum { PRODUCT, SUM, MAX };

DEV float eltwise_of(EltwiseArguments& a, unsigned image, unsigned i, int without, int& largest) {
    float v = image_of(a.inputs[0], image)[i];
    largest = 0;
    if (a.method == PRODUCT && without == 0) v = 1;
    else if (a.method == SUM) v = v * a.coefficients[0];
#pragma unroll
    for (int k = 1; k < MOST_INPUTS; k++) {
        if (k >= a.inputs_used) continue;
        float x = image_of(a.inputs[k], image)[i];
        if (a.method == PRODUCT) { if (k != without) v *= x; }
        else if (a.method == SUM) v = __builtin_fmaf(x, a.coefficients[k], v);
        else if (k == 1 && !a.is_further_step ? !(v > x) : x > v) { v = x; largest = k; }
    }
    return v;
}
KERNEL(eltwise, EltwiseArguments) {
    for (IMAGES(image))
        for (EACH(i, a.count)) {
            int largest;
            image_of(a.y, image)[i] = eltwise_of(a, image, i, -1, largest);
        }
}
// Of a product or a maximum; that of a sum is a copy with a factor.
KERNEL(eltwise_gradient, EltwiseArguments) {
    for (IMAGES(image))
        for (EACH(i, a.count)) {
            int largest;
            float dy = image_of(a.y, image)[i], others = eltwise_of(a, image, i, a.input, largest);
            float v = a.method == PRODUCT ? dy * others : largest == a.input ? dy : 0;
            float* dx = image_of(a.dx, image) + i;
            *dx = a.add ? *dx + v : v;
        }
}
