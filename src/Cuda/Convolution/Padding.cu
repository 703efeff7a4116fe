// A copy of an image with its padding, for libraries that know only padding that is equal on both sides; and the way back.
struct PaddingArguments {
    View image; float* padded; // padded: images one behind the other
    int channels, h, w, padded_h, padded_w, pad_h, pad_w, add, images;
};
KERNEL(pad_image, PaddingArguments) {
    unsigned plane = a.padded_h * a.padded_w;
    for (IMAGES(image)) {
        for (EACH(i, a.channels * plane)) {
            unsigned c = i / plane, position = i - c * plane, row = position / (unsigned)a.padded_w;
            int y = (int)row - a.pad_h, x = (int)(position - row * a.padded_w) - a.pad_w;
            bool is_inside_of_image = (unsigned)y < (unsigned)a.h && (unsigned)x < (unsigned)a.w;
            a.padded[(long)image * a.channels * plane + i] = is_inside_of_image ? image_of(a.image, image)[(c * a.h + y) * a.w + x] : 0;
        }
    }
}
// Pixels that no window reaches are not in the copy.
KERNEL(unpad_image, PaddingArguments) {
    unsigned plane = a.h * a.w;
    for (IMAGES(image)) {
        for (EACH(i, a.channels * plane)) {
            unsigned c = i / plane, position = i - c * plane, row = position / (unsigned)a.w;
            int y = (int)row + a.pad_h, x = (int)(position - row * a.w) + a.pad_w;
            bool is_reached = (unsigned)y < (unsigned)a.padded_h && (unsigned)x < (unsigned)a.padded_w;
            float v = is_reached ? a.padded[(((long)image * a.channels + c) * a.padded_h + y) * a.padded_w + x] : 0;
            float* to = image_of(a.image, image) + i;
            *to = a.add ? *to + v : v;
        }
    }
}
