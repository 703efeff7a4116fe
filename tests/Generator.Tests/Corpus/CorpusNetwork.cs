using System.Globalization;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Operations;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Generator.Tests.Corpus;

/// <summary>A network of the corpus, for smaller pictures than it declares where it allows them: a run is to take little time.</summary>
/// <param name="File">The file.</param>
/// <param name="InputShape">The setting for the shapes of its inputs.</param>
/// <param name="Definition">What it compiles to.</param>
internal sealed record CorpusNetwork(CorpusFile File, string InputShape, NetworkDefinition Definition)
{
    // Smaller pictures are what they are.
    private const int SmallSide = 64;

    /// <summary>Whether networks keep the sizes that they declare, and all of them run on the reference kernels: <c>CSG_CORPUS=full</c>.</summary>
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("CSG_CORPUS") == "full";

    /// <summary>Multiply-adds of one run.</summary>
    public long Macs => Definition.Steps.Where(step => step.Weights.Length > 0 && step.Weights[0].Rank > 1).Sum(step =>
    {
        int value = step.Operation is Deconvolution ? step.Inputs[0] : step.Outputs[0];
        return Definition.Values[value].Shape.CountOfOne() * step.Weights[0].CountFrom(1);
    });

    /// <summary>Compiles a file.</summary>
    public static CorpusNetwork Of(CorpusFile file)
    {
        CompiledPrototxt declared = CompiledPrototxt.Parse(file.Read(), file.Name, Options(file, file.InputShape));
        foreach (int divisor in IsFull ? [] : new[] { 4, 3, 2 })
        {
            string shape = Smaller(declared.Definition, divisor);
            if (shape.Length == 0)
                break;
            try
            {
                return new CorpusNetwork(file, shape, CompiledPrototxt.Parse(file.Read(), file.Name, Options(file, shape)).Definition);
            }
            catch (PrototxtException)
            {
                // It needs its size, or more of it.
            }
        }
        return new CorpusNetwork(file, file.InputShape, declared.Definition);
    }

    private static PrototxtOptions Options(CorpusFile file, string inputShape) =>
        new() { InputShape = inputShape, IgnoreFields = file.IgnoreFields };

    private static string Smaller(NetworkDefinition network, int divisor)
    {
        ValueDefinition[] inputs = [.. network.Inputs.Select(input => network.Values[input])];
        if (!inputs.Any(input => IsPicture(input.Shape)))
            return "";
        return string.Join(", ", inputs.Select(input => $"{input.Name}: {string.Join(',', Lengths(input.Shape))}"));

        IEnumerable<string> Lengths(ValueShape shape) => shape.Axes.Select((length, axis) =>
            (IsPicture(shape) && axis >= 2 ? Side(length.Length) : length.Length).ToString(CultureInfo.InvariantCulture));

        // Most networks halve their planes five times.
        long Side(long length) => length <= SmallSide ? length : Math.Max(SmallSide, length / divisor / 32 * 32);
    }

    private static bool IsPicture(ValueShape shape) => shape.Rank == 4 && shape[1].Length <= 6 && Math.Max(shape[2].Length, shape[3].Length) > SmallSide;
}
