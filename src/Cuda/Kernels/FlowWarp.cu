// FlowNet's warp: each element of an image from where a flow leads, between four neighbors.
struct FlowWarpArguments {
    View x, flow, y, dx, d_flow; // y: of a gradient, what arrives
    int channels, h, w, add_x, add_flow, images;
    float outside;
};
// The first of four neighbors; the steps to the others, 0 at the border; their shares.
struct Place { int offset, right, below; double share_x, share_y; };
DEV bool is_inside(float x, float y, int h, int w) { return x >= 0 && y >= 0 && x < (float)w && y < (float)h; }
DEV Place place_of(float x, float y, int h, int w) {
    int left = (int)x, top = (int)y;
    Place p = { top * w + left, min_int(left + 1, w - 1) - left, (min_int(top + 1, h - 1) - top) * w, x - (float)left, y - (float)top };
    return p;
}
DEV double between(const float* plane, Place p, int at) { return (1 - p.share_x) * plane[at] + p.share_x * plane[at + p.right]; }
KERNEL(flow_warp, FlowWarpArguments) {
    unsigned plane = a.h * a.w;
    for (IMAGES(image)) {
        const float* flow = image_of(a.flow, image);
        for (EACH(i, a.channels * plane)) {
            unsigned c = i / plane, position = i - c * plane;
            float x = (float)(position % (unsigned)a.w) + flow[position], y = (float)(position / (unsigned)a.w) + flow[plane + position];
            float value = a.outside;
            if (is_inside(x, y, a.h, a.w)) {
                Place p = place_of(x, y, a.h, a.w);
                const float* from = image_of(a.x, image) + c * plane;
                value = (float)((1 - p.share_y) * between(from, p, p.offset) + p.share_y * between(from, p, p.offset + p.below));
            }
            image_of(a.y, image)[i] = value;
        }
    }
}
KERNEL(flow_warp_flow_gradient, FlowWarpArguments) {
    unsigned plane = a.h * a.w;
    for (IMAGES(image)) {
        const float* flow = image_of(a.flow, image);
        for (EACH(i, plane)) {
            float x = (float)(i % (unsigned)a.w) + flow[i], y = (float)(i / (unsigned)a.w) + flow[plane + i];
            double along_x = 0, along_y = 0;
            if (is_inside(x, y, a.h, a.w)) {
                Place p = place_of(x, y, a.h, a.w);
                for (int c = 0; c < a.channels; c++) {
                    const float* from = image_of(a.x, image) + c * plane + p.offset;
                    double g = image_of(a.y, image)[c * plane + i];
                    double above = (double)from[p.right] - from[0], beneath = (double)from[p.below + p.right] - from[p.below];
                    along_x += g * ((1 - p.share_y) * above + p.share_y * beneath);
                    along_y += g * (between(from, p, p.below) - between(from, p, 0));
                }
            }
            float* to = image_of(a.d_flow, image) + i;
            to[0] = a.add_flow ? to[0] + (float)along_x : (float)along_x;
            to[plane] = a.add_flow ? to[plane] + (float)along_y : (float)along_y;
        }
    }
}
// What arrives is scattered along the flow. A thread owns a row of the image and takes from all pixels what falls into it, in their order.
KERNEL(flow_warp_image_gradient, FlowWarpArguments) {
    int plane = a.h * a.w;
    for (IMAGES(image)) {
        const float* flow = image_of(a.flow, image);
        for (EACH(i, a.channels * a.h)) {
            int c = (int)i / a.h, row = (int)i - c * a.h;
            const float* dy = image_of(a.y, image) + c * plane;
            float* dx = image_of(a.dx, image) + c * plane;
            if (!a.add_x)
                for (int x = 0; x < a.w; x++) dx[row * a.w + x] = 0;
            for (int position = 0; position < plane; position++) {
                float y = (float)(position / a.w) + flow[plane + position];
                // Most pixels end here.
                if (!(y >= (float)(row - 1) && y < (float)(row + 1))) continue;
                float x = (float)(position % a.w) + flow[position];
                if (!is_inside(x, y, a.h, a.w)) continue;
                Place p = place_of(x, y, a.h, a.w);
                double g = dy[position];
                if (p.offset / a.w == row) {
                    dx[p.offset] += (float)(g * (1 - p.share_x) * (1 - p.share_y));
                    dx[p.offset + p.right] += (float)(g * p.share_x * (1 - p.share_y));
                }
                int beneath = p.offset + p.below;
                if (beneath / a.w == row) {
                    dx[beneath] += (float)(g * (1 - p.share_x) * p.share_y);
                    dx[beneath + p.right] += (float)(g * p.share_x * p.share_y);
                }
            }
        }
    }
}
