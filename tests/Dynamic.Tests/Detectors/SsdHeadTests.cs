using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Dynamic.Tests;

/// <summary>Field report 59: the numbers of an SSD head, from OpenCV's importer and from a few lines of Python.</summary>
public sealed class SsdHeadTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_head_has_the_numbers_of_the_report(bool isScalar)
    {
        using Device device = isScalar ? Device.Scalar() : Device.Cpu(threads: 2);
        using Network network = PrototxtNetwork.Load(
            SharedFolder.Require("field", "59-ssd-head", "head.prototxt"), SharedFolder.Require("field", "59-ssd-head", "head.caffemodel"),
            new LoadOptions { Device = device });
        network.Inputs["feat"].Set([3, 1, 0, 2, 4, 1, 5, -2]);
        network.Inputs["loc"].Set([.. Enumerable.Range(0, 32).Select(i => (i % 7 - 3) / 4f)]);
        network.Inputs["conf"].Set([0, 1, 2, -6, 1, 1.5f, 0, 5, 0.3f, 0, 3, 0, 2, -1, 3.2f, 0.1f]);
        network.Forward();

        Check([12, 14.14214f, 0, 14.14214f, 8, 7.07107f, 10, -7.07107f], network["norm"]);
        float[] prior = network["prior"].Activation.Span.ToArray();
        Assert.Equal(Shape.Of(1, 2, 32), network["prior"].Shape);
        Check([0, 0, 0.5f, 0.5f, -0.0561862f, -0.0561862f, 0.556186f, 0.556186f, 0.5f, 0, 1, 0.5f], prior[..12]);
        Check([.. Enumerable.Repeat(new[] { 0.1f, 0.1f, 0.2f, 0.2f }, 8).SelectMany(four => four)], prior[32..]);
        Check([-0.75f, 0.25f, -0.5f, 0.5f, -0.25f, 0.75f, 0, -0.75f], network["loc_flat"].Activation.Span.ToArray()[..8]);
        Check(
            [0.268941f, 0.731059f, 0.154465f, 0.845535f, 0.377541f, 0.622459f, 0.731059f, 0.268941f, 0.880797f, 0.119203f, 0.450166f, 0.549834f,
                0.0000167f, 0.999983f, 0.475021f, 0.524979f],
            network["conf_out"]);

        Assert.Equal(Shape.Of(1, 1, 200, 7), network["detection_out"].Shape);
        Assert.Equal("1×1×≤200×7", network.Definition.Values.Single(value => value.Name == "detection_out").Shape.ToString());
        float[] rows = network["detection_out"].Activation.Span.ToArray();
        Check(
            [
                0, 1, 0.999983f, 0.487182f, 0.486291f, 1.012818f, 0.938709f,
                0, 1, 0.845535f, -0.071496f, 0.032391f, 0.540877f, 0.559465f,
                0, 1, 0.622459f, 0.487193f, -0.015459f, 0.962807f, 0.565459f,
                0, 1, 0.549834f, -0.073079f, 0.428128f, 0.603697f, 1.010635f,
            ],
            rows[..28]);
        foreach (float[] unused in rows[28..].Chunk(7))
            Assert.Equal([-1, 0, 0, 0, 0, 0, 0], unused);
    }

    [Fact]
    public void Priors_have_the_numbers_of_the_report()
    {
        using Network network = PrototxtNetwork.Load(
            SharedFolder.Require("field", "59-ssd-head", "priors.prototxt"), new Weights.MemoryWeights([]));
        network.Forward();
        Assert.Equal(Shape.Of(1, 2, 288), network["several"].Shape);
        Assert.Equal(Shape.Of(1, 2, 48), network["stepped"].Shape);
        Assert.Equal(Shape.Of(1, 2, 336), network["both"].Shape);
        Check(
            [
                0.15f, 0.1f, 0.35f, 0.233333f, 0.1f, 0.0666667f, 0.4f, 0.266667f, 0.108579f, 0.119526f, 0.391421f, 0.213807f,
                0.179289f, 0.0723858f, 0.320711f, 0.260948f, 0.0767949f, 0.128177f, 0.423205f, 0.205157f,
                0.192265f, 0.0511966f, 0.307735f, 0.282137f, 0.1f, 0.0666667f, 0.4f, 0.266667f,
                0.037868f, 0.0252453f, 0.462132f, 0.308088f, 0.037868f, 0.095956f, 0.462132f, 0.237377f,
                0.143934f, 0.0252453f, 0.356066f, 0.308088f, 0, 0.108932f, 0.509808f, 0.224402f, 0.163397f, 0, 0.336603f, 0.339872f,
            ],
            network["several"].Activation.Span.ToArray()[..48]);
        float[] stepped = network["stepped"].Activation.Span.ToArray();
        Check([-0.1f, -0.0666667f, 0.3f, 0.2f, -0.182843f, -0.0276142f, 0.382843f, 0.160948f, 0.3f, -0.0666667f, 0.7f, 0.2f], stepped[..12]);
        Assert.All(stepped[48..], variance => Assert.Equal(0.1f, variance));
    }

    private static void Check(float[] expected, Hook actual) => Check(expected, actual.Activation.Span.ToArray());

    private static void Check(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 6e-6 * Math.Max(1, Math.Abs(expected[i])), $"element {i}: {actual[i]}, expected {expected[i]}");
    }
}
