using CaffeSharpGen.Cpu;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Conformance.Goldens;

/// <summary>Single operations, forward and backward, against tensors recorded from the original (<c>../shared/golden/ops</c>), on both CPU implementations.</summary>
public sealed class OperationTests
{
    private static readonly Convolution ConvolutionOfGolden = new(NumOutput: 4, KernelH: 2, KernelW: 3, StrideH: 1, StrideW: 2, PadH: 0, PadW: 1);

    public static IEnumerable<TheoryDataRow<string, Operation, ReluRule>> Cases =>
    [
        new("avgpool_k3s2_8x8", new Pooling(PoolingMethod.Average, 3, 3, 2, 2), ReluRule.Standard),
        new("avgpool_k3s2p1_8x8", new Pooling(PoolingMethod.Average, 3, 3, 2, 2, 1, 1), ReluRule.Standard),
        new("avgpool_k5s3_14x14", new Pooling(PoolingMethod.Average, 5, 5, 3, 3), ReluRule.Standard),
        new("maxpool_k2s2_5x6", new Pooling(PoolingMethod.Max, 2, 2, 2, 2), ReluRule.Standard),
        new("maxpool_floor_k2s2_5x6", new Pooling(PoolingMethod.Max, 2, 2, 2, 2), ReluRule.Standard),
        new("maxpool_k2s3_7x7", new Pooling(PoolingMethod.Max, 2, 2, 3, 3), ReluRule.Standard),
        new("maxpool_k3s2_7x7", new Pooling(PoolingMethod.Max, 3, 3, 2, 2), ReluRule.Standard),
        new("maxpool_k3s2_8x8", new Pooling(PoolingMethod.Max, 3, 3, 2, 2), ReluRule.Standard),
        new("maxpool_k3s2p1_8x8", new Pooling(PoolingMethod.Max, 3, 3, 2, 2, 1, 1), ReluRule.Standard),
        new("lrn_n3_a0.5_b0.6_k2", new LRN(3, 0.5f, 0.6f, 2), ReluRule.Standard),
        new("lrn_n5_a1e-4_b0.75_k1", new LRN(5, 1e-4f, 0.75f, 1), ReluRule.Standard),
        new("relu", new ReLU(), ReluRule.Standard),
        new("guidedrelu", new ReLU(), ReluRule.Guided),
        new("deconvrelu", new ReLU(), ReluRule.Deconv),
        new("softmax", new Softmax(), ReluRule.Standard),
        new("linear", new InnerProduct(5), ReluRule.Standard),
        new("conv_kw3kh2_dw2dh1_pw1ph0", ConvolutionOfGolden, ReluRule.Standard),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Equals_the_original(string name, Operation operation, ReluRule rule)
    {
        Npy input = Load($"{name}_in"), output = Load($"{name}_out");
        Tensor[] weights = operation switch
        {
            InnerProduct => [Weight("linear_w"), Weight("linear_b")],
            Convolution => [Weight("conv_w"), Weight("conv_b")],
            _ => [],
        };
        foreach (CpuKernels kernels in Enum.GetValues<CpuKernels>())
        {
            using var device = new CpuDevice(kernels, 1);
            using var bound = new BoundOperation(device, operation, [Batched(input.Shape)], [Batched(output.Shape)], weights);
            Close.Relative(output.Floats, bound.Forward([input.Floats])[0], 1e-6, $"{name} forward, {kernels}");
            Close.Relative(
                Load($"{name}_gradInput").Floats, bound.Backward(rule, [Load($"{name}_gradOutput").Floats])[0], 2e-6, $"{name} backward, {kernels}");
        }
    }

    // The arrays have no axis for the batch.
    private static Shape Batched(int[] shape) => Shape.Of([1, .. shape]);

    private static Tensor Weight(string name) => new(Shape.Of(Load(name).Shape), Load(name).Floats);

    private static Npy Load(string name) => Npy.Load(SharedFolder.Require("golden", "ops", $"{name}.npy"));
}
