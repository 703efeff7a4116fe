using System.Globalization;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Dynamic.Tests;

/// <summary>
/// Values and gradients of the networks of <c>../shared/field</c>, after public reports; each folder says where it comes from, and the right
/// numbers.
/// </summary>
public sealed class FieldValueTests
{
    [Theory]
    [InlineData("01-dropout-scale-train/halved", "", "4 8 -2 0", "thin=3 6 -1.5 0")]
    [InlineData("01-dropout-scale-train/plain", "", "4 8 -2 0", "thin=4 8 -2 0")]
    [InlineData("20-eltwise-coeff/difference", "", "3 5|1 7", "minus=2 -2|plain=4 12|times=3 35|larger=3 7|mixed=6.5 5.5")]
    [InlineData("26-prelu-after-fc/prelu", "prelu", "-4 -3", "fc=-4 -3|act=-1 -6")]
    [InlineData("41-inplace-relu-cam/net", "cam", "2 -3 -1 4", "conv=2 -3 -1 4|relu=2 0 0 4|fc=6")]
    [InlineData("53-force-backward/plain", "saliency", "0 0 0", "fc=0 0|prob=0.5 0.5")]
    [InlineData("53-force-backward/forced", "saliency", "0 0 0", "fc=0 0|prob=0.5 0.5")]
    [InlineData(
        "64-concat-twice/twice", "", "1 2 3 4",
        "double=2 4 6 8|both=2 4 6 8 1 2 3 4 2 4 6 8|alias=2 4 6 8 2 4 6 8|nested=2 4 6 8 1 2 3 4 2 4 6 8 2 4 6 8")]
    [InlineData("65-values-after-passes/dropout", "", "1 -2 3 -4", "power=2 -4 6 -8|drop=2 -4 6 -8|relu=2 0 6 0|mean=2")]
    [InlineData("65-values-after-passes/inplace", "", "1 -2 3 -4", "power=2 -4 6 -8|split=2 -4 6 -8|split:right=2 -4 6 -8|relu=2 0 6 0")]
    public void Values_are_those_of_the_report(string file, string weights, string inputs, string expected)
    {
        using Network network = Load(file, weights, inputs);
        foreach (string[] value in expected.Split('|').Select(value => value.Split('=')))
            Assert.Equal(Numbers(value[1]), network[value[0]].Activation.Span.ToArray(), Near);
    }

    [Theory]
    [InlineData("01-dropout-scale-train/halved", "", "0 0.75 0 0", "thin", 1, 0, "0 0.75 0 0")]
    [InlineData("20-eltwise-coeff/difference", "", "3 5|1 7", "minus", 1, 1, "0 -1")]
    [InlineData("20-eltwise-coeff/difference", "", "3 5|1 7", "mixed", 0, 0, "2.5 0")]
    [InlineData("26-prelu-after-fc/prelu", "prelu", "-4 -3", "act", 1, 0, "0 2")]
    [InlineData("53-force-backward/plain", "saliency", "0 0 0", "fc", 1, 0, "0 1 0")]
    [InlineData("53-force-backward/plain", "saliency", "0 0 0", "prob", 1, 0, "-0.25 0.25 0")]
    [InlineData("53-force-backward/stopped", "saliency", "0 0 0", "fc", 1, 0, "0 1 0")]
    [InlineData("65-values-after-passes/dropout", "", "1 -2 3 -4", "mean", 0, 0, "0.5 0 0.5 0")]
    [InlineData("65-values-after-passes/inplace", "", "1 -2 3 -4", "relu", 0, 0, "2 0 0 0")]
    public void Gradients_are_those_of_the_report(string file, string weights, string inputs, string of, int index, int input, string expected)
    {
        using Network network = Load(file, weights, inputs);
        network.Backward(network[of][index], network.Inputs[input]);
        Assert.Equal(Numbers(expected), network.Inputs[input].Gradient.Span.ToArray(), Near);
    }

    // Report 18: pairs along axis 1, in the order of the input.
    [Fact]
    public void Pairs_of_a_region_proposal_sum_to_one()
    {
        float[] data = [.. Enumerable.Range(0, 18 * 14 * 20).Select(i => i % 13 / 4f)];
        using Network network = Load("18-reshape-rules/rpn", "", string.Join(' ', data.Select(value => value.ToString(CultureInfo.InvariantCulture))));
        float[] two = network["two"].Activation.Span.ToArray(), back = network["back"].Activation.Span.ToArray();
        Assert.Equal(data, two);
        int half = data.Length / 2;
        for (int i = 0; i < half; i++)
            Assert.Equal(1, back[i] + back[half + i], Near);
    }

    // Report 22: every version of the blob is a value.
    [Fact]
    public void Pooling_in_place_keeps_all_versions()
    {
        float[] data = [.. Enumerable.Range(0, 16).Select(i => (i * 5 % 16 - 8) / 8f)];
        using Network network = Load("22-inplace-pooling/in-place", "", string.Join(' ', data.Select(value => value.ToString(CultureInfo.InvariantCulture))));
        Assert.Equal(data, network["conv1"].Activation.Span.ToArray());
        Assert.Equal(data.Select(MathF.Tanh), network["act1"].Activation.Span.ToArray(), Near);
        float[] maxima = [.. from y in new[] { 0, 2 } from x in new[] { 0, 2 }
                             select MathF.Tanh(new[] { (y * 4) + x, (y * 4) + x + 1, ((y + 1) * 4) + x, ((y + 1) * 4) + x + 1 }.Max(i => data[i]))];
        Assert.Equal(maxima, network["flat"].Activation.Span.ToArray(), Near);
    }

    // Report 08: Caffe would fill them; zeros would be wrong.
    [Fact]
    public void Weights_that_a_filler_would_make_are_asked_for()
    {
        string message = Assert.Throws<WeightException>(() => Load("08-deconv-bilinear/up", "lacks", "")).Message;
        Assert.Contains("'up'", message);
        Assert.Contains("filler", message);
        using Network network = Load("08-deconv-bilinear/up", "has", string.Join(' ', Enumerable.Repeat("1", 3 * 5 * 7)));
        float[] up = network["up"].Activation.Span.ToArray();
        Assert.Equal((0.5625f, 0.75f, 1f), (up[0], up[1], up[14 + 1]));
    }

    private static bool Near(float expected, float found) => MathF.Abs(expected - found) < 1e-5f;

    private static float[] Numbers(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => float.Parse(number, CultureInfo.InvariantCulture))];

    private static Network Load(string file, string weights, string inputs)
    {
        string prototxt = SharedFolder.Require("field", $"{file}.prototxt");
        var options = new LoadOptions { Device = null };
        WeightSource source = weights.Length == 0
            ? new MemoryWeights([])
            : CaffeModel.Open(Path.Combine(Path.GetDirectoryName(prototxt)!, $"{weights}.caffemodel"));
        Network network = PrototxtNetwork.Load(prototxt, source, options);
        foreach ((InputHook input, string values) in network.Inputs.Zip(inputs.Split('|')))
            input.Set(Numbers(values));
        network.Forward();
        return network;
    }
}
