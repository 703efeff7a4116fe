using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Compiler.Tests;

/// <summary>Caffe's shape rules, with values worked out by hand from its formulas or known from its model zoo.</summary>
public sealed class ShapeTests
{
    [Theory]
    [InlineData("Convolution", "convolution_param { num_output: 96 kernel_size: 11 stride: 4 }", "2×3×227×227", "2×96×55×55")]
    [InlineData("Convolution", "convolution_param { num_output: 8 kernel_size: 3 dilation: 2 }", "1×4×9×10", "1×8×5×6")]
    [InlineData("Convolution", "convolution_param { num_output: 8 kernel_h: 1 kernel_w: 7 pad_h: 0 pad_w: 3 }", "1×4×17×17", "1×8×17×17")]
    [InlineData("Convolution", "convolution_param { num_output: 8 kernel_size: 1 kernel_size: 7 pad: 0 pad: 3 stride: 1 stride: 2 }", "1×4×17×17", "1×8×17×9")]
    [InlineData("Convolution", "convolution_param { num_output: 8 kernel_size: 3 pad_w: 1 }", "1×4×9×10", "1×8×7×10")]
    [InlineData("Convolution", "convolution_param { num_output: 8 kernel_size: 3 stride: 2 pad_l: 0 pad_r: 1 pad_t: 0 pad_b: 1 }", "1×4×224×225", "1×8×112×112")]
    [InlineData("Convolution", "convolution_param { num_output: 8 kernel_size: 3 stride: 2 pad_type: 1 }", "1×4×224×225", "1×8×112×113")]
    [InlineData("Convolution", "convolution_param { num_output: 8 kernel_size: 3 pad_l: 0 pad_r: 0 pad: 1 }", "1×4×9×10", "1×8×9×10")]
    [InlineData("Convolution", "convolution_param { num_output: 8 kernel_size: 5 stride: 2 pad: 2 }", "1×4×9", "1×8×5")]
    [InlineData("Convolution", "convolution_param { num_output: 8 kernel_size: 3 kernel_size: 1 kernel_size: 2 stride: 1 stride: 2 stride: 2 }", "2×4×9×10×11", "2×8×7×5×5")]
    [InlineData("Convolution", "convolution_param { num_output: 8 kernel_size: 3 axis: 2 }", "2×5×4×9×10", "2×5×8×7×8")]
    [InlineData("Deconvolution", "convolution_param { num_output: 8 kernel_size: 3 stride: 2 pad_l: 1 pad_r: 0 pad_t: 1 pad_b: 0 }", "1×4×8×8", "1×8×16×16")]
    [InlineData("Deconvolution", "convolution_param { num_output: 8 kernel_size: 3 stride: 2 pad_l: 1 pad_r: -1 }", "1×4×8×8", "1×8×17×17")]
    [InlineData("Pooling", "pooling_param { kernel_size: 3 stride: 2 pad_l: 0 pad_r: 1 pad_t: 0 pad_b: 1 }", "1×8×112×113", "1×8×56×57")]
    [InlineData("Pooling", "pooling_param { kernel_size: 3 stride: 2 pad_type: 1 }", "1×8×112×113", "1×8×56×57")]
    [InlineData("Pooling", "pooling_param { kernel_size: 2 stride: 2 }", "1×8×5×6×7", "1×8×3×3×4")]
    [InlineData("NdPooling", "pooling_param { kernel_shape { dim: 1 dim: 2 dim: 2 } stride_shape { dim: 1 dim: 2 dim: 2 } }", "1×64×16×112×112", "1×64×16×56×56")]
    [InlineData("NdConvolution", "convolution_param { num_output: 64 kernel_shape { dim: 3 dim: 3 dim: 3 } pad_shape { dim: 1 dim: 1 dim: 1 } }", "1×3×16×112×112", "1×64×16×112×112")]
    [InlineData("DenseBlock", "denseblock_param { numTransition: 3 initChannel: 16 growthRate: 12 }", "1×16×8×8", "1×52×8×8")]
    [InlineData("Reshape", "reshape_param { pixelshuffler: 2 }", "1×8×3×4", "1×2×6×8")]
    [InlineData("Deconvolution", "convolution_param { num_output: 21 kernel_size: 64 stride: 32 }", "1×21×16×16", "1×21×544×544")]
    [InlineData("Deconvolution", "convolution_param { num_output: 4 kernel_size: 4 stride: 2 pad: 1 }", "1×4×5×7", "1×4×10×14")]
    [InlineData("Pooling", "pooling_param { kernel_size: 3 stride: 2 }", "1×96×55×55", "1×96×27×27")]
    [InlineData("Pooling", "pooling_param { kernel_size: 3 stride: 2 }", "1×64×112×112", "1×64×56×56")]
    [InlineData("Pooling", "pooling_param { kernel_size: 2 stride: 2 }", "1×1×5×6", "1×1×3×3")]
    [InlineData("Pooling", "pooling_param { kernel_size: 2 stride: 2 pad: 1 }", "1×1×4×4", "1×1×3×3")]
    [InlineData("Pooling", "pooling_param { kernel_size: 2 stride: 2 pad: 1 }", "1×1×5×5", "1×1×3×3")]
    [InlineData("Pooling", "pooling_param { kernel_size: 3 stride: 2 round_mode: FLOOR }", "1×64×112×112", "1×64×55×55")]
    [InlineData("Pooling", "pooling_param { kernel_size: 3 stride: 2 pad: 1 }", "1×8×112×112", "1×8×57×57")]
    [InlineData("Pooling", "pooling_param { kernel_size: 3 stride: 2 pad: 1 ceil_mode: false }", "1×8×112×112", "1×8×56×56")]
    [InlineData("Pooling", "pooling_param { kernel_size: 3 stride: 2 pad: 1 ceil_mode: true }", "1×8×112×112", "1×8×57×57")]
    [InlineData("Pooling", "pooling_param { kernel_size: 3 stride: 2 round_below: true }", "1×8×112×112", "1×8×55×55")]
    [InlineData("Pooling", "pooling_param { kernel_size: 3 stride: 2 round_below: false }", "1×8×112×112", "1×8×56×56")]
    [InlineData("Pooling", "pooling_param { kernel_size: 3 stride: 2 round_mode: FLOOR ceil_mode: false round_below: true }", "1×8×112×112", "1×8×55×55")]
    [InlineData("Pooling", "pooling_param { kernel_h: 3 kernel_w: 1 stride: 2 pad_h: 1 pad_w: 0 }", "1×2×6×6", "1×2×4×3")]
    [InlineData("Pooling", "pooling_param { kernel_h: 1 kernel_w: 3 stride: 2 pad_h: 0 pad_w: 1 }", "1×2×6×6", "1×2×3×4")]
    [InlineData("Pooling", "pooling_param { kernel_h: 3 kernel_w: 1 stride_h: 2 stride_w: 2 }", "1×2×6×6", "1×2×3×4")]
    [InlineData("Pooling", "pooling_param { pool: AVE global_pooling: true }", "2×8×7×9", "2×8×1×1")]
    [InlineData("InnerProduct", "inner_product_param { num_output: 10 }", "2×3×4×5", "2×10")]
    [InlineData("InnerProduct", "inner_product_param { num_output: 10 axis: 2 }", "2×3×4×5", "2×3×10")]
    [InlineData("Flatten", "", "2×3×4×5", "2×60")]
    [InlineData("Flatten", "flatten_param { axis: -3 end_axis: -2 }", "2×3×4×5", "2×12×5")]
    [InlineData("Reshape", "reshape_param { shape { dim: 0 dim: -1 dim: 5 } }", "2×3×4×5", "2×12×5")]
    [InlineData("Reshape", "reshape_param { shape { dim: 1 } axis: -1 num_axes: 0 }", "2×3", "2×3×1")]
    [InlineData("Reshape", "reshape_param { shape { dim: 2 dim: 2 } axis: 2 num_axes: 1 }", "2×3×4×5", "2×3×2×2×5")]
    [InlineData("ArgMax", "argmax_param { top_k: 5 }", "2×10×3×3", "2×1×5×1")]
    [InlineData("ArgMax", "argmax_param { out_max_val: true }", "2×10", "2×2×1")]
    [InlineData("ArgMax", "argmax_param { axis: 1 }", "2×21×8×8", "2×1×8×8")]
    [InlineData("Concat", "concat_param { axis: -2 }", "1×2×3×4 1×2×5×4", "1×2×8×4")]
    [InlineData("Crop", "crop_param { axis: 2 offset: 19 }", "1×21×568×568 1×3×500×400", "1×21×500×400")]
    public void Tops(string type, string fields, string bottoms, string top)
    {
        NetworkDefinition network = NetworkText.Compile(NetworkText.OneLayer(type, fields, [.. bottoms.Split(' ').Select(Dimensions)]));
        Assert.Equal(top, network.Values[^1].Shape.For(Batch(bottoms)).ToString());
    }

    [Theory]
    [InlineData("Convolution", "convolution_param { num_output: 6 kernel_h: 2 kernel_w: 3 group: 2 }", "1×4×5×5", "6×2×2×3 6")]
    [InlineData("Convolution", "convolution_param { num_output: 6 kernel_size: 1 bias_term: false }", "1×4×5×5", "6×4×1×1")]
    [InlineData("Deconvolution", "convolution_param { num_output: 6 kernel_size: 3 group: 2 }", "1×4×5×5", "4×3×3×3 6")]
    [InlineData("InnerProduct", "inner_product_param { num_output: 7 }", "1×3×4×5", "7×60 7")]
    [InlineData("InnerProduct", "inner_product_param { num_output: 7 transpose: true bias_term: false }", "1×60", "60×7")]
    [InlineData("BatchNorm", "", "1×8×5×5", "8 8 1")]
    [InlineData("Scale", "scale_param { bias_term: true }", "1×8×5×5", "8 8")]
    [InlineData("Scale", "scale_param { axis: 1 num_axes: -1 }", "1×8×5×6", "8×5×6")]
    [InlineData("Scale", "scale_param { axis: 0 bias_term: true }", "2×3×4×5 2×3", "2×3")]
    [InlineData("Scale", "scale_param { num_axes: 0 }", "1×8×5×6", "scalar")]
    [InlineData("Bias", "", "1×8×5×6", "8")]
    [InlineData("PReLU", "", "1×8×5×5", "8")]
    [InlineData("PReLU", "prelu_param { channel_shared: true }", "1×8×5×5", "scalar")]
    public void Weights(string type, string fields, string bottoms, string weights)
    {
        NetworkDefinition network = NetworkText.Compile(NetworkText.OneLayer(type, fields, [.. bottoms.Split(' ').Select(Dimensions)]));
        Assert.Equal(weights, string.Join(' ', network.Steps[0].Weights));
    }

    [Theory]
    [InlineData("Convolution", "convolution_param { kernel_size: 3 }", "1×3×8×8", "num_output is missing")]
    [InlineData("Convolution", "convolution_param { num_output: 4 }", "1×3×8×8", "kernel_size is missing")]
    [InlineData("Convolution", "convolution_param { num_output: 4 kernel_size: 3 group: 2 }", "1×3×8×8", "group is 2")]
    [InlineData("Convolution", "convolution_param { num_output: 4 kernel_size: 9 }", "1×3×8×8", "covers 9")]
    [InlineData("Convolution", "convolution_param { num_output: 4 kernel_size: 3 kernel_h: 2 }", "1×3×8×8", "one form")]
    [InlineData("Convolution", "convolution_param { num_output: 4 kernel_size: 3 stride: 0 }", "1×3×8×8", "stride is 0×0")]
    [InlineData("Convolution", "convolution_param { num_output: 4 kernel_size: 3 }", "1×3", "axes are needed")]
    [InlineData("Pooling", "pooling_param { kernel_size: 2 pad: 2 }", "1×3×8×8", "smaller than the kernel")]
    [InlineData("Pooling", "pooling_param { global_pooling: true kernel_size: 2 }", "1×3×8×8", "remove kernel_size")]
    [InlineData("Pooling", "pooling_param { kernel_size: 2 ceil_mode: true round_mode: FLOOR }", "1×3×8×8", "contradict each other")]
    [InlineData("Pooling", "pooling_param { kernel_size: 2 ceil_mode: true round_below: true }", "1×3×8×8", "contradict each other")]
    [InlineData("Pooling", "pooling_param { kernel_size: 4 stride: 4 round_mode: FLOOR }", "1×3×3×3", "every axis must be at least 1")]
    [InlineData("Dropout", "dropout_param { dropout_ratio: 1 scale_train: false }", "1×3", "dropout_ratio is 1")]
    [InlineData("Pooling", "pooling_param { pool: STOCHASTIC kernel_size: 2 pad: 1 }", "1×3×8×8", "STOCHASTIC")]
    [InlineData("Convolution", "convolution_param { num_output: 4 kernel_size: 3 pad: 1 pad_l: 1 }", "1×3×8×8", "it gives pad, pad_l; pad, pad_l/r/t/b and pad_type exclude each other")]
    [InlineData("Convolution", "convolution_param { num_output: 4 kernel_size: 3 pad_l: -1 }", "1×3×8×8", "pad_l is -1")]
    [InlineData("Convolution", "convolution_param { num_output: 4 kernel_size: 3 pad_type: 2 }", "1×3×8×8", "pad_type is 2")]
    [InlineData("Deconvolution", "convolution_param { num_output: 4 kernel_size: 3 pad_type: 1 }", "1×3×8×8", "has no meaning for a Deconvolution")]
    [InlineData("Deconvolution", "convolution_param { num_output: 4 kernel_size: 3 }", "1×3×8×8×8×8", "1 to 3 further axes are needed")]
    [InlineData("Convolution", "convolution_param { num_output: 4 kernel_size: 3 kernel_size: 3 }", "1×3×8×8×8", "it gives 2 numbers of kernel_size")]
    [InlineData("Convolution", "convolution_param { num_output: 4 kernel_h: 3 kernel_w: 3 }", "1×3×8", "kernel_h is for two axes")]
    [InlineData("Convolution", "convolution_param { num_output: 4 kernel_size: 3 relu_param { } }", "1×3×8×8", "write fuse_type: FUSED_CONV_RELU")]
    [InlineData("Convolution", "convolution_param { num_output: 4 kernel_size: 3 fuse_type: FUSED_CONV_PRELU }", "1×3×8×8", "FUSED_CONV_PRELU is not supported")]
    [InlineData("Pooling", "pooling_param { kernel_size: 2 kernel_size: 3 }", "1×3×8×8", "give kernel_h and kernel_w")]
    [InlineData("Pooling", "pooling_param { pool: STOCHASTIC kernel_size: 2 }", "1×3×8", "over two axes")]
    [InlineData("DepthwiseConvolution", "convolution_param { num_output: 3 kernel_size: 3 }", "1×3×8×8", "write group: 3")]
    [InlineData("ConvolutionDepthwise", "convolution_param { num_output: 6 kernel_size: 3 }", "1×3×8×8", "some forks compute 3 outputs, others 6")]
    [InlineData("Reshape", "reshape_param { pixelshuffler: 2 }", "1×6×8×8", "does not divide its 6 channels")]
    [InlineData("ReLU", "relu_param { minimum: 1 }", "1×6", "a smallest value other than 0")]
    [InlineData("Convolution", "convolution_param { num_output: 4 kernel_h: 3 }", "1×3×8×8", "it gives kernel_h without kernel_w, which Caffe refuses; give both, or kernel_size alone")]
    [InlineData("Convolution", "convolution_param { num_output: 4 kernel_size: 3 stride_h: 2 }", "1×3×8×8", "it gives stride_h without stride_w")]
    [InlineData("Deconvolution", "convolution_param { num_output: 4 kernel_size: 3 stride_w: 2 }", "1×3×8×8", "it gives stride_w without stride_h")]
    [InlineData("Pooling", "pooling_param { kernel_w: 3 }", "1×3×8×8", "it gives kernel_w without kernel_h")]
    [InlineData("Pooling", "pooling_param { kernel_size: 3 stride_h: 2 }", "1×3×8×8", "it gives stride_h without stride_w, which Caffe refuses; give both, or stride alone")]
    [InlineData("Pooling", "pooling_param { kernel_size: 3 pad_w: 1 }", "1×3×8×8", "it gives pad_w without pad_h, which Caffe refuses; give both, or pad alone")]
    [InlineData("Pooling", "pooling_param { kernel_size: 3 stride: 1 stride_h: 1 stride_w: 1 }", "1×3×8×8", "one form")]
    [InlineData("Pooling", "pooling_param { global_pooling: true pad_h: 0 }", "1×3×8×8", "it gives pad_h without pad_w")]
    [InlineData("Pooling", "pooling_param { global_pooling: true stride: 1 stride_h: 1 stride_w: 1 }", "1×3×8×8", "one form")]
    [InlineData("Concat", "concat_param { axis: 1 concat_dim: 1 }", "1×2×3×4 1×2×3×4", "it gives axis and also concat_dim, its older name; give axis alone")]
    [InlineData("Slice", "slice_param { axis: 1 slice_dim: 1 } top: 'a' top: 'b'", "1×2×3×4", "it gives axis and also slice_dim, its older name; give axis alone")]
    [InlineData("Concat", "", "1×2×3×4 1×2×5×4", "differ in more than axis 1")]
    [InlineData("Eltwise", "", "1×2×3×4 1×2×5×4", "one shape")]
    [InlineData("Eltwise", "eltwise_param { coeff: 1 }", "1×2 1×2", "1 coeff for 2")]
    [InlineData("Slice", "slice_param { slice_point: 3 slice_point: 1 } top: 'a' top: 'b' top: 'c'", "1×6", "must rise")]
    [InlineData("Slice", "top: 'a' top: 'b'", "1×5", "equally")]
    [InlineData("Reshape", "reshape_param { shape { dim: 7 dim: -1 } }", "1×12", "a multiple of 7")]
    [InlineData("Reshape", "reshape_param { shape { dim: -1 dim: -1 } }", "1×12", "one dim of -1")]
    [InlineData("Crop", "crop_param { offset: 3 }", "1×2×6×6 1×2×4×4", "does not reach")]
    [InlineData("LRN", "lrn_param { local_size: 4 }", "1×2×6×6", "must be odd")]
    [InlineData("Softmax", "softmax_param { axis: 4 }", "1×2×6×6", "axes -4 … 3")]
    [InlineData("Scale", "", "1×2×6×6 3", "second bottom")]
    [InlineData("ArgMax", "argmax_param { top_k: 20 }", "1×10", "within 1 … 10")]
    [InlineData("Log", "log_param { base: 1 }", "1×10", "not 1")]
    [InlineData("ReLU", "", "1×10 1×10", "2 bottoms")]
    [InlineData("Convolutoin", "", "1×10", "did you mean 'Convolution'")]
    public void Errors_name_the_layer_and_the_fault(string type, string fields, string bottoms, string said)
    {
        Problems.Problem error = Assert.Single(NetworkText.Errors(NetworkText.OneLayer(type, fields, [.. bottoms.Split(' ').Select(Dimensions)])));
        Assert.Contains("'it'", error.Message);
        Assert.Contains(said, error.Message);
        Assert.True(error.Node > 0);
    }

    [Theory]
    [InlineData("Eltwise", "its bottoms 1×2×3×4 (bottom 1) and 1×2×5×4 (bottom 3000) must have one shape")]
    [InlineData("Concat", "its bottoms 1×2×3×4 (bottom 1) and 1×2×5×4 (bottom 3000) differ in more than axis 1")]
    public void Of_many_bottoms_the_one_that_does_not_fit_is_named(string type, string said)
    {
        int[][] bottoms = [.. Enumerable.Repeat<int[]>([1, 2, 3, 4], 2999), [1, 2, 5, 4]];
        string message = Assert.Single(NetworkText.Errors(NetworkText.OneLayer(type, "", bottoms))).Message;
        Assert.Contains(said, message);
        Assert.InRange(message.Length, 1, 1000);
    }

    // The shapes above are for the declared number of images.
    private static int Batch(string bottoms) => Dimensions(bottoms.Split(' ')[0])[0];

    private static int[] Dimensions(string shape) => [.. shape.Split('×').Select(int.Parse)];
}
