using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Tests;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Dynamic.Tests;

/// <summary><c>field/55-crop-without-offset</c>: networks of HED and FCN whose Crop has no offset.</summary>
public sealed class CropAlignmentTests
{
    [Fact]
    public void Bvlc_crops_at_0_and_a_warning_says_how_far_apart_the_bottoms_lie()
    {
        (float[] side1, float[] side2, IReadOnlyList<PrototxtProblem> notes) = Run("padded", new PrototxtOptions());
        Assert.Equal([("crop1", "offset: 4"), ("crop2", "offset: 5")], notes.Select(note =>
        {
            Assert.Equal((ProblemCodes.UnalignedCrop, Severity.Warning), (note.Code, note.Severity));
            string layer = note.Message.Split('\'')[1], offset = note.Message.Split("crop_param { ")[1].Split(" }")[0];
            return (layer, offset);
        }));
        Assert.Equal(1, side1[6 * 8 + 7]);
        Assert.Equal(0, side1[2 * 8 + 3]);
        Assert.Equal(0.5625f, side2.Max());
        Assert.Equal(0.5625f, side2[7 * 8 + 7]);
    }

    [Theory]
    [InlineData("padded", true)]
    [InlineData("explicit", false)]
    public void Aligned_it_gives_the_numbers_of_the_forks(string file, bool align)
    {
        (float[] side1, float[] side2, IReadOnlyList<PrototxtProblem> notes) = Run(file, new PrototxtOptions { AlignCrop = align });
        Assert.Empty(notes);
        Assert.Equal(2 * 8 + 3, Array.IndexOf(side1, 1));
        Assert.Equal(1, side1.Sum());
        foreach (int position in new[] { 2 * 8 + 2, 2 * 8 + 3, 3 * 8 + 2, 3 * 8 + 3 })
            Assert.Equal(0.5625f, side2[position]);
        Assert.Equal(4, side2.Count(value => value == 0.5625f));
    }

    [Fact]
    public void Where_the_offset_would_be_0_nothing_is_said() =>
        Assert.Empty(CompiledPrototxt.Read(SharedFolder.Require("field", "55-crop-without-offset", "aligned.prototxt")).Notes);

    [Fact]
    public void What_cannot_be_aligned_is_an_error()
    {
        const string Text = """
            input: 'data' input_shape { dim: 1 dim: 1 dim: 8 dim: 8 }
            layer { name: 'pool' type: 'Pooling' bottom: 'data' top: 'pool' pooling_param { kernel_size: 2 stride: 2 } }
            layer { name: 'crop' type: 'Crop' bottom: 'data' bottom: 'pool' top: 'crop' }
            """;
        Assert.Empty(CompiledPrototxt.Parse(Text).Notes);
        var error = Assert.Throws<PrototxtException>(() => CompiledPrototxt.Parse(Text, options: new PrototxtOptions { AlignCrop = true }));
        Assert.Contains("'crop'", error.Message);
        Assert.Contains("same resolution", error.Message);
    }

    private static (float[] Side1, float[] Side2, IReadOnlyList<PrototxtProblem> Notes) Run(string file, PrototxtOptions options)
    {
        CompiledPrototxt compiled = CompiledPrototxt.Read(SharedFolder.Require("field", "55-crop-without-offset", $"{file}.prototxt"), options);
        string weights = SharedFolder.Require("field", "55-crop-without-offset", "sides.caffemodel");
        using var network = new Network(compiled.Definition, CaffeModel.Open(weights));
        float[] data = new float[64];
        data[2 * 8 + 3] = 1;
        network.Inputs[0].Set(data);
        network.Forward();
        // The values that the layers crop1 and crop2 compute, whatever they are called.
        return (network["crop1"].Activation.Span.ToArray(), network["crop2"].Activation.Span.ToArray(), compiled.Notes);
    }
}
