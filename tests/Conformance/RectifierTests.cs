using CaffeSharpGen.Cpu;
using CaffeSharpGen.Operations;

namespace CaffeSharpGen.Conformance;

/// <summary>
/// What rectifiers make of zeros, NaN and infinities, bit for bit: Caffe's max(x, 0) + slope·min(x, 0). Watching turned [2 0 0 4] into [2 −0 −0 4]: a rectifier
/// by itself multiplied by its slope of 0, one at the end of a convolution did not.
/// </summary>
public sealed class RectifierTests
{
    private static readonly float[] Values = [2, -1, 0, -0f, 4, float.NaN, float.PositiveInfinity, -0.5f];

    public static IEnumerable<TheoryDataRow<float, float[]>> Slopes =>
    [
        new(0, [2, 0, 0, -0f, 4, float.NaN, float.PositiveInfinity, 0]),
        new(0.25f, [2, -0.25f, 0, -0f, 4, float.NaN, float.PositiveInfinity, -0.125f]),
        new(-0.5f, [2, 0.5f, 0, 0, 4, float.NaN, float.PositiveInfinity, 0.25f]),
    ];

    [Theory]
    [MemberData(nameof(Slopes))]
    public void Zeros_have_the_signs_that_Caffe_gives_them(float slope, float[] expected)
    {
        foreach (Device device in Devices())
        {
            using (device)
            {
                foreach (Shape shape in new Shape[] { [2, 4], [1, 2, 2, 2], [1, 8, 1, 1] })
                {
                    Equal(expected, Run(device, new ReLU(slope), shape), $"ReLU on {device}, {shape}");
                    Equal(expected, Run(device, new PReLU(ChannelShared: true), shape, new Tensor([], new[] { slope })), $"PReLU on {device}, {shape}");
                }
            }
        }
    }

    // A ReLU at the end of a convolution takes it for 0, as cuDNN does; so does one by itself.
    [Fact]
    public void A_ReLU_makes_zero_of_minus_infinity()
    {
        foreach (Device device in Devices())
        {
            using (device)
            {
                using var relu = new BoundOperation(device, new ReLU(), [[1, 2, 1, 1]], [[1, 2, 1, 1]], []);
                Equal([0, 1], relu.Forward([[float.NegativeInfinity, 1]])[0], $"{device}");
            }
        }
    }

    private static IEnumerable<Device> Devices() =>
        [Device.Scalar(), .. new[] { 16, 8, 4 }.Select(width => new CpuDevice(CpuKernels.Simd, 1) { TileWidth = width })];

    private static float[] Run(Device device, Operation operation, Shape shape, params Tensor[] weights)
    {
        using var bound = new BoundOperation(device, operation, [shape], [shape], weights);
        return bound.Forward([Values])[0];
    }

    private static void Equal(float[] expected, float[] actual, string what) => Assert.True(
        expected.Zip(actual).All(pair => (float.IsNaN(pair.First) && float.IsNaN(pair.Second)) || BitConverter.SingleToInt32Bits(pair.First) == BitConverter.SingleToInt32Bits(pair.Second)),
        $"{what}: expected [{string.Join(' ', expected)}], found [{string.Join(' ', actual)}]");
}
