using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Runtime.Tests.Networks;

/// <summary>A whole network with every width of vector that the processor has, as a program asks for it.</summary>
public sealed class VectorWidthNetworkTests
{
    private const double Tolerance = 2e-5;

    public static IEnumerable<TheoryDataRow<int, Accuracy>> Devices =>
        from width in DeviceOfWidth.Widths
        from accuracy in Enum.GetValues<Accuracy>()
        select new TheoryDataRow<int, Accuracy>(width, accuracy);

    [Theory]
    [MemberData(nameof(Devices))]
    public void Every_value_and_gradient_is_the_oracles(int vectorBits, Accuracy accuracy)
    {
        using Device oracle = Device.Scalar(), device = DeviceOfWidth.Cpu(vectorBits, 2, accuracy);
        using Mixed expected = MixedNetwork.Load(oracle, 2), actual = MixedNetwork.Load(device, 2);
        foreach (Hook hook in actual.Network.Hooks)
            hook.Keep();
        expected.Forward();
        actual.Forward();
        foreach ((Hook reference, Hook hook) in expected.Network.Hooks.Zip(actual.Network.Hooks))
            Close.Relative(reference.Activation.Span, hook.Activation.Span, Tolerance, hook.Name);
        foreach (ReluRule rule in Enum.GetValues<ReluRule>())
        {
            expected.Backward(expected.Fc2[3], expected.Data, rule);
            actual.Backward(actual.Fc2[3], actual.Data, rule);
            Close.Relative(expected.Data.Gradient.Span, actual.Data.Gradient.Span, Tolerance, $"{rule} gradient");
        }
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void A_width_gives_the_same_bits_in_every_run_and_on_any_number_of_threads(int vectorBits, Accuracy accuracy)
    {
        using Device first = DeviceOfWidth.Cpu(vectorBits, 1, accuracy), second = DeviceOfWidth.Cpu(vectorBits, 3, accuracy);
        (float[] Prob, float[] Gradient) expected = Run(first), actual = Run(second), again = Run(second);
        Assert.Equal(expected.Prob, actual.Prob);
        Assert.Equal(expected.Gradient, actual.Gradient);
        Assert.Equal(actual.Prob, again.Prob);
        Assert.Equal(actual.Gradient, again.Gradient);

        static (float[] Prob, float[] Gradient) Run(Device device)
        {
            using Mixed network = MixedNetwork.Load(device, 2);
            network.Forward();
            network.Backward(network.Fc2[1], network.Data, ReluRule.Guided);
            return (network.Prob.Activation.Span.ToArray(), network.Data.Gradient.Span.ToArray());
        }
    }
}
