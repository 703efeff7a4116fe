using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Csg.Inspect;

/// <summary>A value of a network: an input, or what a layer computes.</summary>
/// <param name="Name">Caffe's name of the layer; further tops are <c>layer:top</c>.</param>
/// <param name="Type">Caffe's type of the layer.</param>
/// <param name="Hook">Member of the generated class.</param>
/// <param name="Shape">Its shape; N is the number of images.</param>
/// <param name="Lengths">The lengths of its axes for the declared number of images; where fewer rows may be used, their room.</param>
/// <param name="Parameters">Numbers of its weights; shared ones count where they are first.</param>
/// <param name="Macs">Multiply-adds of its products for one image.</param>
/// <param name="Operation">What the layer computes, in words.</param>
/// <param name="Reads">Names of the values that it reads.</param>
/// <param name="IsFused">Whether it runs as one with the layer before it.</param>
/// <param name="IsInPlace">Whether Caffe stores it over what it reads.</param>
/// <param name="Bytes">Bytes that it takes for one image.</param>
/// <param name="Offset">Where it lies in the shared memory, in bytes for one image; null if it lies inside another value.</param>
/// <param name="Inside">The value that it lies in; null if it lies by itself.</param>
internal sealed record LayerReport(
    string Name, string Type, string Hook, string Shape, IReadOnlyList<long> Lengths, long Parameters, long Macs,
    string Operation, IReadOnlyList<string> Reads, bool IsFused, bool IsInPlace, long Bytes, long? Offset, string? Inside)
{
    /// <summary>All values of a network; what lies between the operations of one layer counts with the layer.</summary>
    /// <param name="network">The network.</param>
    /// <param name="declaredBatch">The number of images that its prototxt declares.</param>
    public static LayerReport[] Of(NetworkDefinition network, int declaredBatch)
    {
        IReadOnlyList<string> hooks = HookMembers.Of(network);
        var producers = new StepDefinition?[network.Values.Length];
        foreach (StepDefinition step in network.Steps)
        {
            foreach (int output in step.Outputs)
                producers[output] = step;
        }
        var rows = new List<LayerReport>();
        // Of the operations of a layer whose output is hidden.
        long parameters = 0, macs = 0;
        var operations = new List<string>();
        string[]? reads = null;
        bool? isFused = null;
        for (int index = 0; index < network.Values.Length; index++)
        {
            ValueDefinition value = network.Values[index];
            if (producers[index] is { } step && step.Outputs[0] == index)
            {
                parameters += step.OwnWeights.Sum(weight => (long)weight.Count);
                macs += MultiplyAdds.Of(network, step);
                operations.Add(step.Operation.Summary(network.UseOf(step)));
                reads ??= [.. step.Inputs.Select(input => network.Values[input].Name)];
                isFused ??= step.IsFused;
            }
            if (value.IsHidden)
                continue;
            rows.Add(new LayerReport(
                value.Name, value.LayerType, hooks[index], value.Shape.ToString(), ValueReport.LengthsOf(value, declaredBatch),
                parameters, macs, string.Join(", ", operations), reads ?? [], isFused ?? false, producers[index]?.IsInPlace ?? false,
                value.Shape.CountOfOne() * sizeof(float),
                value.Offset < 0 ? null : value.Offset * sizeof(float),
                value.Inside is { } inside ? network.Values[inside.Whole].Name : null));
            (parameters, macs, reads, isFused) = (0, 0, null, null);
            operations.Clear();
        }
        return [.. rows];
    }
}
