using CaffeSharpGen.Compiler;
using CaffeSharpGen.Compiler.Graph;

namespace CaffeSharpGen.Generator.Emission;

/// <summary>The file that runs the layers forward, in a straight line; a line for each group of layers that run as one.</summary>
internal static class ForwardFile
{
    public static EmittedFile Emit(NetworkToEmit network)
    {
        string text = CodeWriter.File(network, "the forward pass", writer =>
            writer.Block($"partial class {network.Class.Name}", () =>
            {
                writer.Line("/// <inheritdoc/>");
                writer.Block("protected override void RunForward()", () =>
                {
                    foreach (Range groups in network.GroupRanges)
                        writer.Line($"ForwardFrom{groups.First}();");
                });
                foreach (Range groups in network.GroupRanges)
                {
                    writer.Line();
                    writer.Block($"private void ForwardFrom{groups.First}()", () =>
                    {
                        foreach (int group in groups.Numbers)
                            writer.Line($"ForwardGroup({group}); // {network.DescribeGroup(group)}{Shapes(network, network.Memory.Groups[group])}");
                    });
                }
            }));
        return new EmittedFile(network.Class.HintName("Forward.g.cs"), text);
    }

    // What leaves the shape as it is says nothing about it.
    private static string Shapes(NetworkToEmit network, EquatableArray<int> group)
    {
        StepModel last = network.Model.Steps[group[group.Length - 1]];
        return group.All(step => network.Model.Steps[step].InPlace)
            ? ""
            : ": " + string.Join(", ", last.Outputs.Select(output => network.Describe(network.Model.Values[output].Shape)));
    }
}
