// Weighted sums of a few elements along two axes: an image is planes × rows × columns × inner. The taps of output k of an axis are those
// from starts[k] to starts[k + 1]. A gradient is the same with the taps turned around.
struct Taps { const int* starts; const int* sources; const float* weights; int inputs, outputs; };
struct ResizeArguments {
    View from, to;
    Taps rows, columns;
    int planes, inner, add, images;
};
KERNEL(resize, ResizeArguments) {
    unsigned outputs = a.rows.outputs * a.columns.outputs, inner = a.inner;
    for (IMAGES(image)) {
        for (EACH(i, a.planes * outputs * inner)) {
            unsigned element = i / inner, plane = element / outputs, position = element - plane * outputs;
            unsigned y = position / (unsigned)a.columns.outputs, x = position - y * (unsigned)a.columns.outputs;
            const float* from = image_of(a.from, image) + plane * (unsigned)(a.rows.inputs * a.columns.inputs) * inner + i % inner;
            double sum = 0;
            for (int row = a.rows.starts[y]; row < a.rows.starts[y + 1]; row++) {
                const float* line = from + (unsigned)(a.rows.sources[row] * a.columns.inputs) * inner;
                double weight = a.rows.weights[row];
                for (int column = a.columns.starts[x]; column < a.columns.starts[x + 1]; column++)
                    sum += weight * a.columns.weights[column] * line[(unsigned)a.columns.sources[column] * inner];
            }
            float* to = image_of(a.to, image) + i;
            *to = a.add ? *to + (float)sum : (float)sum;
        }
    }
}
